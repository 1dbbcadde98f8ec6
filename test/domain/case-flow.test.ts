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
  questionOpen: true,
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
    const closed: State = { step: 'case', receipt: 'RECEIPT-1', view: { ...view, messages: [], questionOpen: false } }
    expect(go(closed, { type: 'choice', id: 'answer' }).state).toEqual(closed)
    const answering = go({ ...closed, view: { ...closed.view, questionOpen: true } }, { type: 'choice', id: 'answer' })
    expect(go(answering.state, { type: 'text', text: 'ba người' }).effects).toEqual([
      { type: 'save-answer', receipt: 'RECEIPT-1', text: 'ba người' },
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
})
