import { describe, expect, it } from 'vitest'
import { reduce } from '../../src/domain/conversation/reduce.js'
import type { State } from '../../src/domain/conversation/state.js'
import type { CaseView, Event } from '../../src/domain/conversation/types.js'
import { context } from '../support/turn-context.js'

const view: CaseView = {
  state: 'claimed',
  outcome: null,
  receivedAt: '2026-11-25T02:05:00.000Z',
  messages: [{ kind: 'question', at: '2026-11-25T03:00:00.000Z', text: 'Bà con thấy mấy người?' }],
  question: 3,
}
const go = (state: State, event: Event) => reduce(state, event, context)

describe('my receipt', () => {
  it('opens status and messages', () => {
    const asked = go({ step: 'menu' }, { type: 'choice', id: 'receipt' })
    const opening = go(asked.state, { type: 'text', text: 'RECEIPT-1' })
    expect(opening.effects).toEqual([{ type: 'open-case', receipt: 'RECEIPT-1' }])
    const opened = go(opening.state, { type: 'case-opened', receipt: 'RECEIPT-1', view })
    expect(opened.replies).toMatchObject([
      {
        key: 'status.claimed',
        card: [{ label: { key: 'message.question' }, value: { text: 'Bà con thấy mấy người?' } }],
      },
    ])
  })

  it('says the same words for a code that cannot be one and for a code that opens nothing', () => {
    const impossible = go({ step: 'ask-receipt' }, { type: 'text', text: 'abc' })
    const unknown = go({ step: 'opening', receipt: 'RECEIPT-9' }, { type: 'case-not-found' })
    expect(impossible).toEqual(unknown)
  })

  it('takes an answer only while a question is open', () => {
    const closed: State = { step: 'case', receipt: 'RECEIPT-1', view: { ...view, messages: [], question: null } }
    expect(go(closed, { type: 'choice', id: 'answer' }).state).toEqual(closed)
    const answering = go({ ...closed, view: { ...closed.view, question: 3 } }, { type: 'choice', id: 'answer' })
    expect(go(answering.state, { type: 'text', text: 'ba người' }).effects).toEqual([
      { type: 'save-answer', receipt: 'RECEIPT-1', text: 'ba người', question: 3, answerId: 'answer-1' },
    ])
  })

  it('thanks for an answer only after it is saved, and a failed one can be tried again', () => {
    const saving = go(
      { step: 'answering', receipt: 'RECEIPT-1', view: { ...view, messages: [] }, tooLong: null },
      { type: 'text', text: 'ba' },
    )
    expect(saving.replies).toEqual([])
    const failed = go(saving.state, { type: 'answer-failed' })
    expect(failed.replies.map((reply) => reply.key)).toEqual(['receipt.answerFailed'])
    expect(go(failed.state, { type: 'choice', id: 'retry' }).effects).toEqual(saving.effects)
    expect(go(saving.state, { type: 'answer-saved', view }).replies[0]?.key).toBe('receipt.answerSaved')
  })

  it('gives the words back when the question has changed or is gone, and never drops them', () => {
    const start: State = { step: 'answering', receipt: 'RECEIPT-1', view: { ...view, messages: [] }, tooLong: null }
    const saving = go(start, { type: 'text', text: 'ba người' })
    const changed = go(saving.state, { type: 'answer-refused', view: { ...view, question: 5 } })
    expect(changed.replies).toMatchObject([{ key: 'receipt.questionChanged' }, { prefill: 'ba người' }])
    expect(go(changed.state, { type: 'text', text: 'ba người' }).effects).toMatchObject([{ question: 5 }])
    const gone = go(saving.state, { type: 'answer-refused', view: { ...view, question: null } })
    expect(gone.replies[0]).toMatchObject({ key: 'receipt.questionGone', card: [{ value: { text: 'ba người' } }] })
  })

  it('other words after a failed try are another answer; the same words are the same one', () => {
    const start: State = { step: 'answering', receipt: 'RECEIPT-1', view: { ...view, messages: [] }, tooLong: null }
    const failed = go(go(start, { type: 'text', text: 'ba người' }).state, { type: 'answer-failed' })
    const later = { ...context, fresh: { ...context.fresh, answerId: 'answer-2' } }
    const same = reduce(failed.state, { type: 'text', text: 'ba người' }, later)
    const other = reduce(failed.state, { type: 'text', text: 'bốn người' }, later)
    expect(same.effects).toMatchObject([{ text: 'ba người', answerId: 'answer-1' }])
    expect(other.effects).toMatchObject([{ text: 'bốn người', answerId: 'answer-2' }])
  })
})
