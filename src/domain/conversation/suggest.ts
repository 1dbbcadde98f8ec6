import { findCategory, urgencyOf } from '../places.js'
import type { Suggested } from '../report.js'
import { masked, type OwnData } from '../understanding/find-own-data.js'
import type { WardGuess } from '../understanding/find-ward.js'
import type { Suggestion } from '../understanding/read-tip.js'
import { fieldOf } from './draft.js'
import type { PartialDraft, WholeDraft } from './state.js'
import type { TurnContext } from './types.js'

/** Words of ours that cover the writer's own data: the same in every language, since officers read them. */
const COVER = '[đã che]'

/** Less likely than this, a suggestion misleads more than it helps. */
const LIKELY = 0.35

/** Kinds that what was written so far seems to speak of. */
export function suggestedKinds(draft: PartialDraft, { readTip, places }: TurnContext): readonly Suggestion[] {
  const words = fieldOf(draft, 'what')
  const kinds = words ? readTip(words).categories.filter(({ id }) => findCategory(places, id)) : []
  return kinds[0] && kinds[0].p >= LIKELY ? kinds : []
}

/** The ward of today that the words for the place, or else the story, name. */
export function suggestedWard(draft: PartialDraft, { readTip, ward, places }: TurnContext): WardGuess {
  const named = [fieldOf(draft, 'where') ?? '', draft.text ?? ''].map((words) => readTip(words).ward)
  const guess = named.find(({ because }) => because !== null)
  if (guess) return guess
  const hung = places.areas.find(({ id }) => id === ward)
  return hung ? { kind: 'ward', id: hung.id, because: hung.name } : { kind: 'ask', because: null }
}

/** Notes, for officers, that the citizen chose what a machine suggested. */
export function withSuggested<D extends PartialDraft>(draft: D, what: Suggested, bySuggestion: boolean): D {
  const others = (draft.suggested ?? []).filter((one) => one !== what)
  return { ...draft, suggested: bySuggestion ? [...others, what] : others }
}

/** Whether the way around an official should be offered first. */
export function mayTouchOfficial({ text }: WholeDraft, { readTip }: TurnContext): boolean {
  return readTip(text).official
}

/** Why a text would not be taken: a matter that is not ours to keep, or an advert. */
export function outsideScope(text: string, { readTip }: TurnContext): string | undefined {
  const { outOfScope, spam } = readTip(text)
  return spam ? 'spam' : (outOfScope ?? undefined)
}

/** What the machine adds when the report leaves. */
export function withHints(draft: WholeDraft, restricted: boolean, context: TurnContext): WholeDraft {
  const around = withSuggested(draft, 'restricted', restricted && mayTouchOfficial(draft, context))
  const outside = draft.insists === true && outsideScope(draft.text, context) !== undefined
  return withSuggested(withSuggested(around, 'urgency', isRaised(draft, context)), 'scope', outside)
}

/** Whether words of danger make somebody look sooner than the kind alone would. */
function isRaised({ category: id, happeningNow, text }: WholeDraft, { places, readTip }: TurnContext): boolean {
  const category = findCategory(places, id)
  if (!category || !readTip(text).danger) return false
  return urgencyOf(category, happeningNow, true) !== urgencyOf(category, happeningNow, false)
}

/** The draft when an answer is written anew: what was covered in it before is not brought back. */
export function rewritten(draft: PartialDraft, field: keyof NonNullable<PartialDraft['uncovered']>): PartialDraft {
  const { uncovered: { [field]: _, ...others } = {}, ...rest } = draft
  return Object.keys(others).length > 0 ? { ...rest, uncovered: others } : rest
}

/** Whether a kind that was suggested for one story would be for another. */
export function stillSuggested(draft: PartialDraft, story: string, { readTip }: TurnContext): boolean {
  const was = draft.suggested?.includes('category') ?? false
  return was && readTip(story).categories.some(({ id }) => id === draft.category)
}

/** What in the answers seems to be the writer's own, by which they could be known. */
export function ownDataIn({ text, placeWords, whenWords }: WholeDraft, { readTip }: TurnContext): string[] {
  return [text, placeWords ?? '', whenWords ?? ''].flatMap((words) =>
    readTip(words).ownData.map((part) => cut(words, part)),
  )
}

/** The machine may cover too much: what stood there is kept, to be brought back by one press. */
export function withoutOwnData(draft: WholeDraft, { readTip }: TurnContext): WholeDraft {
  const cover = (words: string) => masked(words, readTip(words).ownData, COVER)
  const { text, placeWords, whenWords } = draft
  const answers = { text, placeWords, whenWords }
  const covered = {
    text: cover(text),
    placeWords: placeWords && cover(placeWords),
    whenWords: whenWords && cover(whenWords),
  }
  const changed = (Object.keys(answers) as (keyof typeof answers)[]).filter(
    (field) => covered[field] !== answers[field],
  )
  const before = Object.fromEntries(changed.map((field) => [field, answers[field]]))
  return { ...draft, ...covered, uncovered: { ...before, ...draft.uncovered } }
}

function cut(words: string, { from, to }: OwnData): string {
  return words.slice(from, to)
}
