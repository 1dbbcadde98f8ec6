import { describe, expect, it } from 'vitest'
import { reduce } from '../../src/domain/conversation/reduce.js'
import type { Event } from '../../src/domain/conversation/types.js'
import type { Evidence, EvidenceRefusal } from '../../src/domain/evidence.js'
import { choice, command, keysOf, play, TO_REVIEW } from '../support/play.js'
import { context } from '../support/turn-context.js'

const file = (n: number) => ({ id: `${n}`.repeat(26), key: 'k'.repeat(43), bytes: 1000 })
const picture = (n: number): Evidence => ({ kind: 'picture', type: 'image/jpeg', ...file(n), width: 10, height: 10 })
const voice: Evidence = { kind: 'audio', type: 'audio/ogg', ...file(8), seconds: 4 }
const film = (sound: boolean): Evidence => ({
  ...{ kind: 'video', type: 'video/mp4', ...file(9), width: 10, height: 10 },
  ...{ seconds: 4, sound },
})
const kept = (...evidence: Evidence[]): Event => ({ type: 'evidence', kept: evidence, refused: [] })
const came = (n: number, ...refused: EvidenceRefusal[]): Event => ({
  type: 'evidence',
  kept: Array.from({ length: n }, (_, index) => picture(index)),
  refused,
})
const asked = () => play([...TO_REVIEW, choice('evidence')]).state
const offered = (step: ReturnType<typeof play>) => (step.replies.at(-1)?.choices ?? []).map(({ id }) => id)

describe('files with a report', () => {
  it('are a choice at the review, and come back to it with what was kept', () => {
    const step = play([came(2)], asked())
    expect(keysOf(step)).toEqual(['evidence.kept', 'report.review'])
    expect(step.state).toMatchObject({ step: 'review', draft: { evidence: [picture(0), picture(1)] } })
    expect(play([choice('send')], step.state).effects).toMatchObject([{ draft: { evidence: [{}, {}] } }])
  })

  it('that were refused are named once by reason, and the good ones stay', () => {
    const step = play([came(1, 'broken', 'broken', 'document')], asked())
    expect(keysOf(step)).toEqual(['evidence.refused.broken', 'evidence.refused.document', 'report.askEvidence'])
    expect(step.state).toMatchObject({ step: 'evidence', draft: { evidence: [picture(0)] } })
  })

  it('are five at most', () => {
    const step = play([came(3), choice('evidence'), came(4)], asked())
    expect(keysOf(step)).toEqual(['evidence.refused.many', 'report.askEvidence'])
    expect(step.state).toMatchObject({ draft: { evidence: [{}, {}, {}, {}, {}] } })
  })

  it('that are gone when the tip is sent are taken out, and the tip is not sent before that is known', () => {
    const sending = play([came(2), choice('send')], asked())
    const told = reduce(sending.state, { type: 'evidence-gone', ids: [picture(0).id] }, context)
    expect(keysOf(told)).toEqual(['evidence.gone', 'report.review'])
    expect(told).toMatchObject({ state: { draft: { evidence: [picture(1)] } }, effects: [] })
  })

  it('can be removed again, the last one or all of them, and none chosen is said', () => {
    const two = play([came(2), choice('evidence')], asked())
    expect(offered(two)).toEqual(['evidence-done', 'drop-last-evidence', 'drop-evidence', 'back', 'cancel'])
    const one = reduce(two.state, choice('drop-last-evidence'), context)
    expect(one.state).toMatchObject({ step: 'evidence', draft: { evidence: [picture(0)] } })
    expect(keysOf(one)).toEqual(['evidence.dropped', 'report.askEvidence'])
    expect(offered(one)).toEqual(['evidence-done', 'drop-last-evidence', 'back', 'cancel'])
    const none = reduce(two.state, choice('drop-evidence'), context)
    expect(none.state).toMatchObject({ step: 'evidence', draft: { evidence: [] } })
    expect(offered(none)).toEqual(['back', 'cancel'])
    expect(keysOf(play([came(0)], asked()))).toEqual(['evidence.none', 'report.askEvidence'])
  })

  it('that come while the review is open join the others', () => {
    const review = play(TO_REVIEW)
    expect(reduce(review.state, came(1), context).state).toMatchObject({ draft: { evidence: [picture(0)] } })
  })

  it('that come at any question go with the report, and the question is asked again', () => {
    for (const steps of TO_REVIEW.map((_, index) => TO_REVIEW.slice(0, index + 1))) {
      const { state } = play(steps)
      const step = reduce(state, came(2), context)
      expect(step.state.step).toBe(state.step)
      expect(step.state).toMatchObject({ draft: { evidence: [picture(0), picture(1)] } })
    }
  })

  it('begin a report at the menu, and join the one that waits there', () => {
    const begun = reduce(play([]).state, came(1), context)
    expect(begun.state).toMatchObject({ step: 'category', draft: { evidence: [picture(0)] } })
    const aside = play([...TO_REVIEW, command('cancel')])
    expect(reduce(aside.state, came(1), context).state).toMatchObject({
      step: 'review',
      draft: { evidence: [picture(0)] },
    })
  })

  it('are not taken while a receipt is shown or asked for, and that is said', () => {
    for (const state of [
      play([...TO_REVIEW, choice('send'), { type: 'report-saved' }]).state,
      play([choice('receipt')]).state,
    ]) {
      const step = reduce(state, came(1), context)
      expect(step.state).toEqual(state)
      expect(keysOf(step)[0]).toBe('evidence.notHere')
    }
  })

  it('are counted by kind on the review', () => {
    const card = play([kept(picture(1), picture(2), film(false))], asked()).replies.at(-1)?.card
    expect(card).toEqual(
      expect.arrayContaining([
        { label: { key: 'review.evidence' }, value: { key: 'review.evidenceKept.picture', params: { n: 2 } } },
        { label: { key: 'review.evidence' }, value: { key: 'review.evidenceKept.video', params: { n: 1 } } },
      ]),
    )
  })
})

describe('a voice', () => {
  it.each([
    ['in a recording', voice],
    ['in a film', film(true)],
  ])('%s is pointed out, with the way to take it out in sight', (_, evidence) => {
    const step = play([kept(evidence)], asked())
    expect(keysOf(step)).toEqual(['evidence.kept', 'evidence.voice', 'report.askEvidence'])
    expect(offered(step)).toContain('drop-voice')
    expect(reduce(step.state, choice('drop-voice'), context).state).toMatchObject({ draft: { evidence: [] } })
    expect(reduce(step.state, choice('evidence-done'), context).state).toMatchObject({
      ...{ step: 'review', draft: { evidence: [evidence] } },
    })
  })

  it.each([
    ['before', [voice, picture(1)]],
    ['behind', [picture(1), voice]],
    ['on both sides of', [voice, picture(1), film(true)]],
  ])('%s a picture is what the button takes out, and the picture stays', (_, files) => {
    const step = play([kept(...files)], asked())
    const without = reduce(step.state, choice('drop-voice'), context)
    expect(without.state).toEqual({ step: 'evidence', draft: expect.objectContaining({ evidence: [picture(1)] }) })
    expect(keysOf(without)).toEqual(['evidence.dropped', 'report.askEvidence'])
    expect(offered(without)).not.toContain('drop-voice')
  })

  it('can be taken out at the review as well, also when it came before it was asked for', () => {
    const early = reduce(play(TO_REVIEW.slice(0, 2)).state, kept(voice, picture(1)), context)
    expect(keysOf(early)).toContain('evidence.voiceEarly')
    const review = play(TO_REVIEW.slice(2), early.state)
    expect(offered(review)).toContain('drop-voice')
    const without = reduce(review.state, choice('drop-voice'), context)
    expect(without.state).toMatchObject({ step: 'review', draft: { evidence: [picture(1)] } })
    expect(offered(without)).not.toContain('drop-voice')
    expect(offered(play(TO_REVIEW))).not.toContain('drop-voice')
  })

  it('is not spoken of where there is none', () => {
    expect(keysOf(play([kept(film(false))], asked()))).toEqual(['evidence.kept', 'report.review'])
  })
})
