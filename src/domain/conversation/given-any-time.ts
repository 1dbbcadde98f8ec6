import { EVIDENCE_LIMIT, hasVoice } from '../evidence.js'
import { areaAt } from '../places.js'
import { attached } from './attach.js'
import { ask, fieldOf, joined, next, withUnsent } from './draft.js'
import type { PartialDraft, State } from './state.js'
import { goTo } from './steps.js'
import type { Event, Reply, Step, TurnContext } from './types.js'

type Given<T extends Event['type']> = Extract<Event, { type: T }>

/**
 * In a chat, people send a picture or point at a map whenever they have one, and not when they are asked. While a report
 * is being written it goes with the report; at the menu it begins one; elsewhere it is not taken, and that is said.
 */
export function givenAnyTime(state: State, event: Event, context: TurnContext): Step | undefined {
  if (event.type === 'location') return onLocation(state, event, context)
  const asks = state.step === 'evidence' || state.step === 'review'
  return event.type === 'evidence' && !asks ? onEvidence(state, event, context) : undefined
}

function onEvidence(state: State, { kept, refused }: Given<'evidence'>, context: TurnContext): Step {
  const draft = writtenDraft(state)
  if (!draft) return goTo(state, context, { key: 'evidence.notHere', tone: 'problem' })
  const { evidence, problems, received } = attached(draft.evidence ?? [], kept, refused)
  const voice: Reply[] = kept.some(hasVoice) ? [{ key: 'evidence.voiceEarly', tone: 'alert' }] : []
  return goTo(going(state, { ...draft, evidence }), context, ...received, ...problems, ...voice)
}

/** Whether files may come now: `none` where they have no place, `full` when the report has as many as it may. */
export function roomForFiles(state: State): 'some' | 'none' | 'full' {
  const draft = writtenDraft(state)
  if (!draft) return 'none'
  return (draft.evidence ?? []).length < EVIDENCE_LIMIT ? 'some' : 'full'
}

/** Half words of the place: they wait until the ward is known, like those that are typed. */
function onLocation(state: State, event: Given<'location'>, context: TurnContext): Step {
  const draft = writtenDraft(state)
  if (!draft) return goTo(state, context, { key: 'location.notHere', tone: 'problem' })
  const words = joined(fieldOf(draft, 'where'), pointed(event, context))
  const { area: _, placeWords: __, ...open } = withUnsent(draft, 'where', words)
  const noted = { key: 'report.placeNoted' }
  // Where it is not asked yet, the place waits in its field.
  if (state.step === 'where') return goTo({ ...state, draft: open, asks: 'ward' }, context, noted)
  return goTo(going(state, open), context, noted)
}

/** About a metre; and the ward, where the map of the wards is known. */
function pointed({ latitude, longitude, words }: Given<'location'>, { places }: TurnContext): string {
  const ward = areaAt(places, latitude, longitude)?.name
  const point = `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`
  return [words, ward, point].filter((part) => part).join(', ')
}

/** The report that is being written, or may be begun here. */
function writtenDraft(state: State): PartialDraft | undefined {
  if (state.step === 'menu') return state.kept ?? {}
  const writes = ['category', 'what', 'now', 'where', 'when', 'first-hand', 'review', 'edit', 'evidence']
  return 'draft' in state && writes.includes(state.step) ? state.draft : undefined
}

/** The same question again, with what came; from the menu, the first that is open. */
function going(state: State, draft: PartialDraft): State {
  switch (state.step) {
    case 'category':
    case 'what':
    case 'now':
    case 'where':
    case 'when':
    case 'first-hand':
      return { ...state, draft }
    default:
      return draft.category === undefined ? ask('category', draft) : next(draft)
  }
}
