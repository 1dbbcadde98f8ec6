import type { Outcome } from '../cases/events.js'
import type { CaseStatus } from '../cases/status.js'
import type { Places } from '../places.js'
import type { Draft, State } from './state.js'

/**
 * What reaches a conversation. The first three come from a citizen through a channel; the rest are results of effects.
 * `id` in a choice is only believed when the present state offers it.
 */
export type Event =
  | { readonly type: 'text'; readonly text: string }
  /** `typed`: the words by which the person named the choice; `beside`: what they wrote beside a pressed button. */
  | { readonly type: 'choice'; readonly id: string; readonly typed?: string; readonly beside?: string }
  | { readonly type: 'command'; readonly name: 'start' | 'cancel' | 'report' | 'receipt' | 'emergency' }
  | { readonly type: 'unsupported' }
  | { readonly type: 'report-saved' }
  | { readonly type: 'report-failed' }
  | { readonly type: 'case-opened'; readonly receipt: string; readonly view: CaseView }
  | { readonly type: 'case-not-found' }
  | { readonly type: 'case-failed' }
  | { readonly type: 'answer-saved'; readonly view: CaseView }
  | { readonly type: 'answer-refused'; readonly view: CaseView }
  | { readonly type: 'answer-failed' }

/** What the receipt opens: status, questions and answers; never the tip itself or internal notes. */
export interface CaseView {
  readonly state: CaseStatus['state']['name']
  readonly outcome: Outcome | null
  readonly receivedAt: string
  readonly messages: readonly CaseMessage[]
  /** The number of the question that waits for an answer: an answer names it, so that it never lands under another. */
  readonly question: number | null
}

export interface CaseMessage {
  readonly kind: 'question' | 'reply' | 'closing' | 'own-answer' | 'unreadable'
  /** The day only: the officer's minute is nobody else's business. */
  readonly at: string
  /** Null for the citizen's own answers (sealed to officers, they cannot be shown again) and for what does not open. */
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
  readonly tone?: 'primary' | 'quiet'
}

/** Channel-neutral: a channel draws it as a form, a keyboard or numbered lines. */
export interface Reply extends Phrase {
  readonly choices?: readonly Choice[]
  /** What kind of typed answer is welcome here besides the choices. */
  readonly input?: 'long-text' | 'text' | 'receipt'
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

export type Effect =
  | { readonly type: 'save-report'; readonly draft: Draft; readonly caseId: string; readonly receipt: string }
  | { readonly type: 'open-case'; readonly receipt: string }
  | {
      readonly type: 'save-answer'
      readonly receipt: string
      readonly text: string
      readonly question: number
      /** Random: a second try of the same answer is known by it. */
      readonly answerId: string
    }

export interface Step {
  readonly state: State
  readonly replies: readonly Reply[]
  readonly effects: readonly Effect[]
}

/** Everything a turn may know besides state and event. Randomness is handed in, so that the reducer stays pure. */
export interface TurnContext {
  readonly places: Places
  /** Fresh ids, used when this turn submits a report or an answer. */
  readonly fresh: { readonly caseId: string; readonly receipt: string; readonly answerId: string }
  /** Whether text has the shape and check character of a receipt; the canonical form, or nothing. */
  readonly readReceipt: (text: string) => string | undefined
}
