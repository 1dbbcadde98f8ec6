import { describe, expect, it } from 'vitest'
import { reduce } from '../../src/domain/conversation/reduce.js'
import type { Event, Step } from '../../src/domain/conversation/types.js'
import { choice, keysOf, play, TO_REVIEW, text } from '../support/play.js'
import { context } from '../support/turn-context.js'

describe('whoever begins by telling', () => {
  const story = 'nhà kế bên đêm nào cũng có người lạ ra vô'

  it('keeps the story while its kind is chosen', () => {
    const step = play([text(story)])
    expect(keysOf(step)[0]).toBe('report.textKept')
    expect(step.state).toMatchObject({ step: 'category', draft: { unsent: { what: story } } })
    expect(reduce(step.state, choice('drugs'), context).replies.at(-1)).toMatchObject({ prefill: story })
  })

  it('may do so at the list of kinds as well', () => {
    const step = play([choice('report'), text(story), choice('drugs')])
    expect(step.replies.at(-1)).toMatchObject({ key: 'report.askWhat', prefill: story })
  })

  it('is asked to choose after a mere greeting', () => {
    expect(keysOf(play([text('chào')]))).toEqual(['common.pleaseChoose', 'menu.ask'])
  })
})

describe('a notice here when there is an answer', () => {
  const pushing = { ...context, channel: { address: '@homthu', canPush: true } }
  const through = (events: readonly Event[]) =>
    events.reduce<Step>((step, event) => reduce(step.state, event, pushing), {
      state: { step: 'menu' },
      replies: [],
      effects: [],
    })

  it('is a choice, off unless chosen, where the channel can write first', () => {
    const asked = through([...TO_REVIEW, choice('send')])
    expect(asked).toMatchObject({ state: { step: 'notify' }, effects: [] })
    expect(reduce(asked.state, choice('no'), pushing).effects).toMatchObject([{ draft: { notify: false } }])
    expect(reduce(asked.state, choice('yes'), pushing).effects).toMatchObject([{ draft: { notify: true } }])
    expect(reduce(asked.state, choice('back'), pushing).state.step).toBe('review')
  })

  it('is not offered where a message on a shared phone can hurt, nor on a channel that cannot write first', () => {
    for (const category of ['domestic-violence', 'child-abuse', 'human-trafficking']) {
      const events = TO_REVIEW.map((event, index) => (index === 1 ? choice(category) : event))
      expect(through([...events, choice('send')]).state.step).toBe('sending')
    }
    expect(play([...TO_REVIEW, choice('send')]).effects).toMatchObject([{ draft: { notify: false } }])
  })
})

describe('too many reports from one session', () => {
  it('waits with the report as it was, and says for how long', () => {
    const refused = play([...TO_REVIEW, choice('send'), { type: 'too-often', minutes: 7 }])
    expect(refused.state).toEqual(play(TO_REVIEW).state)
    expect(refused.replies[0]).toEqual({ key: 'common.tooOften', params: { minutes: 7 }, tone: 'problem' })
  })
})
