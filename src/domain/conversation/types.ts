import type { Outcome } from '../cases/events.js'
import type { CaseStatus } from '../cases/status.js'
import type { Evidence, EvidenceRefusal } from '../evidence.js'
import type { Places } from '../places.js'
import type { Reading } from '../understanding/read-tip.js'
import type { MESSAGE_KINDS } from './messages.js'
import type { Draft, State } from './state.js'

export const COMMANDS = ['start', 'back', 'cancel', 'forget', 'report', 'receipt', 'emergency'] as const
export type CommandName = (typeof COMMANDS)[number]

/**
 * What reaches a conversation. The first six come from a citizen through a channel; the rest are results of effects.
 * `id` in a choice is only believed when the present state offers it. `beside` is what stood in the field when a button
 * was pressed: it is the person's own words for the choice, or else it is kept for them.
 */
export type Event =
  | { readonly type: 'text'; readonly text: string }
  /** `typed`: the words by which the person named the choice, none when by its number. `beside`: "" in an empty field. */
  | { readonly type: 'choice'; readonly id: string; readonly typed?: string; readonly beside?: string }
  /** `ward`: of the poster whose code brought the citizen here. */
  | { readonly type: 'command'; readonly name: CommandName; readonly beside?: string; readonly ward?: string }
  /** Files that came in: what is kept now, and why others are not. */
  | { readonly type: 'evidence'; readonly kept: readonly Evidence[]; readonly refused: readonly EvidenceRefusal[] }
  /** A place that was pointed out on a map, in degrees; `words`: its name or address, if it came with one. */
  | { readonly type: 'location'; readonly latitude: number; readonly longitude: number; readonly words?: string }
  | { readonly type: 'unsupported' }
  | { readonly type: 'report-saved' }
  | { readonly type: 'report-failed' }
  /** Nothing was sent: these files of the draft are not there any more. */
  | { readonly type: 'evidence-gone'; readonly ids: readonly string[] }
  | { readonly type: 'case-opened'; readonly receipt: string; readonly view: CaseView }
  | { readonly type: 'case-not-found' }
  | { readonly type: 'case-failed' }
  | { readonly type: 'write-saved'; readonly view: CaseView }
  /** The case does not take it: `full` when too many messages wait already. */
  | { readonly type: 'write-refused'; readonly view: CaseView; readonly full: boolean }
  | { readonly type: 'write-failed' }
  /** The effect was not run, because this session has done it too often: try again after so many minutes. */
  | { readonly type: 'too-often'; readonly minutes: number }

/** What a citizen writes into a case with the receipt. `id` is random: a second try of the same is known by it. */
export type CaseWrite =
  | { readonly kind: 'answer'; readonly id: string; readonly text: string; readonly question: number }
  | { readonly kind: 'addition' | 'dispute'; readonly id: string; readonly text: string }
  | { readonly kind: 'withdraw' | 'keep'; readonly id: string }
  /** Forget where to tell of an answer. */
  | { readonly kind: 'no-notice'; readonly id: string }

/** What the receipt opens: status, questions and answers; never the tip itself or internal notes. */
export interface CaseView {
  readonly state: CaseStatus['state']['name']
  readonly outcome: Outcome | null
  readonly receivedAt: string
  readonly messages: readonly CaseMessage[]
  /** The number of the question that waits for an answer: an answer names it, so that it never lands under another. */
  readonly question: number | null
  /** The day (YYYY-MM-DD) on which a wish to withdraw takes effect. */
  readonly withdrawsOn: string | null
  readonly disputable: boolean
}

export interface CaseMessage {
  readonly kind: (typeof MESSAGE_KINDS)[number]
  /** The day only: the officer's minute is nobody else's business. */
  readonly at: string
  /** Null for the citizen's own words (sealed to officers, they cannot be shown again) and for what does not open. */
  readonly text: string | null
}

/** A word from `locales/`: its key and parameters. Parameters are never text that a person typed. */
export interface Phrase {
  readonly key: string
  readonly params?: Readonly<Record<string, string | number>>
}

/** Either a phrase, or text as it stands (a ward's name, a person's own words): shown, never interpolated. */
export type Words = Phrase | { readonly text: string }

export interface Choice {
  readonly id: string
  readonly label: Words
  /** Other exact names a person may type for it (old ward names). */
  readonly names?: readonly string[]
  /** A key of `locales/` with more of them, separated by `|`. */
  readonly namesKey?: string
  readonly tone?: 'primary' | 'quiet'
}

/** Channel-neutral: a channel draws it as a form, a keyboard or numbered lines. */
export interface Reply extends Phrase {
  readonly choices?: readonly Choice[]
  /** False where a number that is typed may mean something else than the choice in that place. */
  readonly numbers?: false
  /** What kind of typed answer is welcome here besides the choices. */
  readonly input?: 'long-text' | 'text' | 'receipt' | 'evidence'
  /** Text to put back into the field, so that nobody loses what they typed. */
  readonly prefill?: string
  /** Lines of a card: the review of a report, or the messages of a case. */
  readonly card?: readonly { readonly label: Words; readonly value: Words }[]
  /** Telephone numbers to call with one tap, urgent first. */
  readonly call?: readonly { readonly number: string; readonly label: Phrase }[]
  /** Shown in large type for writing down. */
  readonly code?: string
  readonly tone?: 'alert' | 'good' | 'problem'
}

/** The choices that may be called by number, in this order: none where a story or a code is written. */
export function numberedChoices({ numbers, input, choices = [] }: Reply): readonly Choice[] {
  if (numbers === false || input === 'long-text' || input === 'receipt') return []
  return input === 'text' ? choices.filter(({ id }) => id !== 'back' && id !== 'cancel') : choices
}

/** `again`: tried or opened before, so that it does not count against the session's allowance. */
export type Effect =
  | {
      readonly type: 'save-report'
      readonly draft: Draft
      readonly caseId: string
      readonly receipt: string
      readonly again: boolean
    }
  | { readonly type: 'open-case'; readonly receipt: string; readonly again: boolean }
  | { readonly type: 'write-case'; readonly receipt: string; readonly write: CaseWrite; readonly again: boolean }
  /** Erases the session and everything in it; the reply after it is the first of a new one. */
  | { readonly type: 'forget' }

export interface Step {
  readonly state: State
  readonly replies: readonly Reply[]
  readonly effects: readonly Effect[]
  /** What was said in this turn is not ours to keep, not even among the lines above. */
  readonly forgets?: true
}

/** Everything a turn may know besides state and event. Randomness is handed in, so that the reducer stays pure. */
export interface TurnContext {
  readonly places: Places
  /** Fresh ids, used when this turn submits a report or writes into a case. */
  readonly fresh: { readonly caseId: string; readonly receipt: string; readonly writeId: string }
  /** Whether text has the shape and check character of a receipt; the canonical form, or nothing. */
  readonly readReceipt: (text: string) => string | undefined
  readonly channel: ChannelTraits
  /** The ward of the poster that brought the citizen here: suggested where the words name none. */
  readonly ward?: string | undefined
  /** What a text seems to speak of: only ever suggested to whoever wrote it. */
  readonly readTip: (text: string) => Reading
}

/** What the dialogue needs to know of the channel it runs on. */
export interface ChannelTraits {
  /** How the citizen recognises the real channel: the host of the page, or an account's name. */
  readonly address: string
  /** Whether we may write first: only then is there a return address to offer. */
  readonly canPush: boolean
  /** The platform that knows by which account somebody writes here; none for the page of our own. */
  readonly knownTo?: string
}
