import * as z from 'zod'
import { AlertFact, isPressingFact } from './alerts.js'
import { minuteAfter } from './time.js'

/**
 * What is on its way to one officer. `sending` is written before the platform is called, so that a crash neither loses
 * a message nor sends it without end; `sent` remembers when this officer was last told something that could have waited.
 * Both moments are whole minutes, because they stay on the disk and a report came a moment before.
 */
export const AlertMail = z.discriminatedUnion('state', [
  z.object({
    state: z.literal('sending'),
    /** Grows with every change: whoever has an older one may write nothing. */
    rev: z.number().int().positive(),
    facts: z.array(AlertFact).min(1),
    tries: z.number().int().min(0),
    /** Until then it belongs to the worker that wrote it; afterwards to any. Milliseconds. */
    until: z.number(),
    calmAt: z.number(),
    /** The platform did not find the chat at the last try. */
    suspect: z.boolean().default(false),
  }),
  z.object({ state: z.literal('sent'), rev: z.number().int().positive(), calmAt: z.number() }),
])
export type AlertMail = z.infer<typeof AlertMail>
export type Sending = Extract<AlertMail, { state: 'sending' }>

/**
 * Until a message that may not have arrived, or that the platform did not take, is sent again; after the last of these
 * it is given up. Milliseconds.
 */
const WAITS_MS = [10_000, 60_000, 600_000] as const
const TRIES = WAITS_MS.length + 1
/** Longer than the platform is waited for. */
const LEASE_MS = 60_000
/** What can wait is told at most once in so long, gathered; up to a minute more, as `calmAt` is rounded up. */
const CALM_MS = 60_000
/** More in one message helps nobody, and a record must not grow without end. */
const GATHERED = 500

export type NextMail =
  /** Write `mail`, drop `facts` from what waits, then send. */
  | { readonly do: 'send'; readonly mail: Sending; readonly facts: readonly AlertFact[] }
  /** It was tried often enough: `facts` are for others now. */
  | { readonly do: 'give-up'; readonly mail: AlertMail; readonly facts: readonly AlertFact[] }
  | { readonly do: 'wait' }

/** What a worker knows of its own mails to the millisecond; kept in its memory only. */
export interface Appointment {
  readonly rev: number
  readonly until: number
  readonly at: number
}

/** What to do for one officer at this moment, given what waits and what is on its way. */
export function nextMail(
  mail: AlertMail | undefined,
  waiting: readonly AlertFact[],
  now: number,
  own?: Appointment,
): NextMail {
  const [rev, calmAt] = [(mail?.rev ?? 0) + 1, mail?.calmAt ?? 0]
  if (mail?.state === 'sending') {
    const isOwn = own?.rev === mail.rev && own.until === mail.until
    if ((isOwn ? own.at : mail.until) > now) return { do: 'wait' }
    if (mail.tries >= TRIES) return { do: 'give-up', mail: { state: 'sent', rev, calmAt }, facts: mail.facts }
    return { do: 'send', mail: { ...mail, rev, tries: mail.tries + 1, until: minuteAfter(now + LEASE_MS) }, facts: [] }
  }
  const facts = gather(waiting, now - calmAt >= CALM_MS)
  if (facts.length === 0) return { do: 'wait' }
  const calm = facts.every((fact) => !isPressingFact(fact))
  const sending = {
    state: 'sending',
    rev,
    facts,
    tries: 1,
    suspect: false,
    until: minuteAfter(now + LEASE_MS),
    calmAt: calm ? minuteAfter(now) : calmAt,
  } as const
  return { do: 'send', mail: sending, facts }
}

/** What presses goes at once and alone; the rest together, when it is time. */
function gather(waiting: readonly AlertFact[], isCalmTime: boolean): AlertFact[] {
  const pressing = waiting.filter(isPressingFact)
  if (pressing.length > 0) return pressing.slice(0, GATHERED)
  return isCalmTime ? waiting.slice(0, GATHERED) : []
}

export function sentMail({ rev, calmAt }: Sending): AlertMail {
  return { state: 'sent', rev: rev + 1, calmAt }
}

/** The platform asked to wait, or was out of reach: it did not take this one, so it is no try. */
export function laterMail(mail: Sending, until: number): Sending {
  return { ...mail, rev: mail.rev + 1, tries: mail.tries - 1, until: minuteAfter(until) }
}

/** How long to wait after a try of which nobody knows whether it arrived. */
export function waitAfter({ tries }: Sending): number {
  return WAITS_MS[tries - 1] ?? 0
}

/** Nobody knows whether it arrived, or somebody has to mend something here first. */
export function againMail(mail: Sending, until: number, suspect = false): Sending {
  return { ...mail, suspect, rev: mail.rev + 1, until: minuteAfter(until) }
}
