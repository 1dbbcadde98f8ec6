import { describe, expect, it } from 'vitest'
import { reduce } from '../../src/domain/conversation/reduce.js'
import { State } from '../../src/domain/conversation/state.js'
import type { CaseView, Event } from '../../src/domain/conversation/types.js'
import { aCaseView } from '../support/fake-conversation.js'
import { context } from '../support/turn-context.js'

const view = aCaseView()
const choice = (id: string): Event => ({ type: 'choice', id })
const text = (words: string): Event => ({ type: 'text', text: words })
const go = (state: State, ...events: Event[]) =>
  events.reduce((step, event) => reduce(step.state, event, context), { state, replies: [], effects: [] } as ReturnType<
    typeof reduce
  >)
const caseWith = (change: Partial<CaseView> = {}): State => {
  const opened = go(
    { step: 'opening', receipt: 'RECEIPT-1', unsent: null },
    { type: 'case-opened', receipt: 'RECEIPT-1', view: { ...view, ...change } },
  )
  return State.parse(JSON.parse(JSON.stringify(opened.state)))
}
const OPEN = caseWith()
const CLOSED = { state: 'closed', outcome: 'not-enough', question: null, disputable: true } as const
const offered = (state: State) =>
  go(state, { type: 'unsupported' })
    .replies.at(-1)
    ?.choices?.map(({ id }) => id)
const keysOf = (step: ReturnType<typeof reduce>) => step.replies.map((reply) => reply.key)

describe('my receipt', () => {
  it('opens status and messages', () => {
    const opening = go({ step: 'menu' }, choice('receipt'), text('RECEIPT-1'))
    expect(opening.effects).toEqual([{ type: 'open-case', receipt: 'RECEIPT-1', again: false }])
    const opened = go(opening.state, { type: 'case-opened', receipt: 'RECEIPT-1', view })
    expect(opened.replies).toMatchObject([
      {
        key: 'status.claimed',
        card: [{ label: { key: 'message.question' }, value: { text: 'Nhóm này hay tới vào tối nào?' } }],
      },
    ])
  })

  it('says the same words, after the same work, for a code that cannot be one and for a code that opens nothing', () => {
    const impossible = go({ step: 'ask-receipt' }, text('abc'))
    const unknown = go({ step: 'ask-receipt' }, text('RECEIPT-9'))
    expect(impossible.effects.map(({ type }) => type)).toEqual(unknown.effects.map(({ type }) => type))
    const notFound = { type: 'case-not-found' } as const
    expect(go(impossible.state, notFound)).toEqual(go(unknown.state, notFound))
  })

  it('offers what fits the case, and nothing else', () => {
    expect(offered(OPEN)).toEqual(['answer', 'add', 'refresh', 'withdraw', 'done'])
    expect(offered(caseWith({ question: null }))).toEqual(['add', 'refresh', 'withdraw', 'done'])
    expect(offered(caseWith({ withdrawsOn: '2026-12-02' }))).toEqual(['answer', 'add', 'keep', 'refresh', 'done'])
    expect(offered(caseWith(CLOSED))).toEqual(['dispute', 'refresh', 'done'])
    expect(offered(caseWith({ ...CLOSED, disputable: false }))).toEqual(['refresh', 'done'])
    expect(offered(caseWith({ state: 'withdrawn', question: null }))).toEqual(['refresh', 'done'])
  })

  it('offers to stop telling, as long as the case is open, where somebody may have asked to be told', () => {
    const pushing = { ...context, channel: { address: '@homthu', canPush: true } }
    const there = (state: State) =>
      reduce(state, { type: 'unsupported' }, pushing)
        .replies.at(-1)
        ?.choices?.map(({ id }) => id)
    expect(there(OPEN)).toEqual(['answer', 'add', 'refresh', 'no-notice', 'withdraw', 'done'])
    expect(there(caseWith(CLOSED))).toEqual(['dispute', 'refresh', 'done'])
    expect(go(OPEN, choice('no-notice')).state).toEqual(OPEN)
    const saving = reduce(OPEN, choice('no-notice'), pushing)
    expect(saving.effects).toMatchObject([{ write: { kind: 'no-notice' } }])
    const failed = reduce(saving.state, { type: 'write-failed' }, pushing)
    expect(keysOf(failed)).toEqual(['receipt.notSaved'])
    const saved = reduce(failed.state, { type: 'write-saved', view }, pushing)
    expect(keysOf(saved)).toEqual(['receipt.saved.no-notice', 'status.claimed'])
  })

  it('a choice that the case does not offer changes nothing', () => {
    const closed = caseWith(CLOSED)
    for (const id of ['answer', 'add', 'withdraw', 'keep', 'forged'])
      expect(go(closed, choice(id)).state).toEqual(closed)
  })

  it('is tried again with the same code while the system is busy', () => {
    const failed = go({ step: 'ask-receipt' }, text('RECEIPT-1'), { type: 'case-failed' })
    expect(keysOf(failed)).toEqual(['receipt.notOpened'])
    expect(go(failed.state, choice('retry')).effects).toEqual([
      { type: 'open-case', receipt: 'RECEIPT-1', again: true },
    ])
  })

  it('waits after too many codes', () => {
    const refused = go({ step: 'ask-receipt' }, text('RECEIPT-1'), { type: 'too-often', minutes: 2 })
    expect(refused).toMatchObject({ state: { step: 'ask-receipt' }, replies: [{ key: 'common.tooOften' }, {}] })
  })
})

describe('writing into a case', () => {
  it.each([
    ['answer', OPEN, { kind: 'answer', question: 3 }],
    ['add', OPEN, { kind: 'addition' }],
    ['dispute', caseWith(CLOSED), { kind: 'dispute' }],
  ] as const)('"%s" sends the words once they are written', (id, state, write) => {
    const writing = go(state, choice(id))
    expect(writing.replies.at(-1)).toMatchObject({ key: `receipt.ask.${write.kind}`, input: 'long-text' })
    expect(go(writing.state, text('ba người')).effects).toMatchObject([
      { type: 'write-case', receipt: 'RECEIPT-1', write: { ...write, id: 'write-1', text: 'ba người' }, again: false },
    ])
  })

  it('thanks only after it is saved, and a failed try can be repeated as the same one', () => {
    const saving = go(OPEN, choice('answer'), text('ba'))
    expect(saving.replies).toEqual([])
    const failed = go(saving.state, { type: 'write-failed' })
    expect(keysOf(failed)).toEqual(['receipt.notSaved'])
    expect(go(failed.state, choice('retry')).effects).toEqual([{ ...saving.effects[0], again: true }])
    expect(keysOf(go(saving.state, { type: 'write-saved', view }))[0]).toBe('receipt.saved.answer')
  })

  it('gives the words back when the question has changed, and never drops them', () => {
    const saving = go(OPEN, choice('answer'), text('ba người'))
    const changed = go(saving.state, { type: 'write-refused', view: { ...view, question: 5 }, full: false })
    expect(changed.replies).toMatchObject([{ key: 'receipt.questionChanged' }, { prefill: 'ba người' }])
    expect(go(changed.state, text('ba người')).effects).toMatchObject([{ write: { question: 5 } }])
  })

  it('offers the field that the case still has: an addition, or a disagreement once it is closed', () => {
    const saving = go(OPEN, choice('answer'), text('ba người'))
    const gone = go(saving.state, { type: 'write-refused', view: { ...view, question: null }, full: false })
    expect(gone.state).toMatchObject({ step: 'writing', kind: 'addition', unsent: 'ba người' })
    const closed = go(saving.state, { type: 'write-refused', view: { ...view, ...CLOSED }, full: false })
    expect(closed.state).toMatchObject({ step: 'writing', kind: 'dispute', unsent: 'ba người' })
  })

  it('shows the words to be copied when the case takes none any more', () => {
    const over = { ...view, ...CLOSED, disputable: false }
    const step = go(OPEN, choice('add'), text('ba người'), { type: 'write-refused', view: over, full: false })
    expect(step.replies).toMatchObject([
      { key: 'receipt.moved' },
      { key: 'receipt.copyWords', card: [{ value: { text: 'ba người' } }] },
      { key: 'status.closed.not-enough' },
    ])
  })

  it('other words after a failed try are another message; the same words are the same one', () => {
    const failed = go(OPEN, choice('answer'), text('ba người'), { type: 'write-failed' })
    const later = { ...context, fresh: { ...context.fresh, writeId: 'write-2' } }
    expect(reduce(failed.state, text('ba người'), later).effects).toMatchObject([{ write: { id: 'write-1' } }])
    expect(reduce(failed.state, text('bốn người'), later).effects).toMatchObject([
      { write: { text: 'bốn người', id: 'write-2' } },
    ])
  })

  it('"back" from a failed try and from a half-written text keeps the words', () => {
    const failed = go(OPEN, choice('add'), text('ba người'), { type: 'write-failed' }, choice('back'))
    expect(failed.replies.at(-1)).toMatchObject({ prefill: 'ba người' })
    const half = go(OPEN, choice('add'), { type: 'choice', id: 'back', beside: 'nửa chừng' })
    expect(go(half.state, choice('add')).replies.at(-1)).toMatchObject({ prefill: 'nửa chừng' })
  })

  it('says when a case takes no more for now, with the words kept', () => {
    const full = go(OPEN, choice('add'), text('ba người'), { type: 'write-refused', view, full: true })
    expect(full.replies).toMatchObject([{ key: 'receipt.full' }, { prefill: 'ba người' }])
  })

  it('tells the limit of a text and keeps it', () => {
    const long = 'đ'.repeat(4001)
    const step = go(OPEN, choice('add'), text(long))
    expect(step.replies).toMatchObject([{ key: 'common.tooLong', params: { limit: 4000 } }, { prefill: long }])
  })
})

describe('withdrawing', () => {
  it('says what it means before it is done, and does nothing on "back"', () => {
    const asked = go(OPEN, choice('withdraw'))
    expect(asked).toMatchObject({ effects: [], replies: [{ key: 'receipt.askWithdraw' }] })
    expect(go(asked.state, choice('back')).state).toEqual(OPEN)
    expect(go(asked.state, choice('withdraw-yes')).effects).toMatchObject([
      { write: { kind: 'withdraw', id: 'write-1' } },
    ])
  })

  it('shows the day it takes effect, and can be taken back until then', () => {
    const waiting = go(OPEN, choice('withdraw'), choice('withdraw-yes'), {
      type: 'write-saved',
      view: { ...view, withdrawsOn: '2026-12-02' },
    })
    expect(waiting.replies).toMatchObject([
      { key: 'receipt.saved.withdraw' },
      { key: 'status.withdrawing', params: { day: '02/12/2026' } },
    ])
    expect(go(waiting.state, choice('keep')).effects).toMatchObject([{ write: { kind: 'keep' } }])
  })

  it('says so when the mind was changed too often', () => {
    const step = go(OPEN, choice('withdraw'), choice('withdraw-yes'), { type: 'write-refused', view, full: true })
    expect(keysOf(step)[0]).toBe('receipt.enough')
  })
})
