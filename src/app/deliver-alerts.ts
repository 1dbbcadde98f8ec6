import {
  type AlertMail,
  type Appointment,
  againMail,
  laterMail,
  type NextMail,
  nextMail,
  type Sending,
  sentMail,
  waitAfter,
} from '../domain/alert-mail.js'
import { type AlertFact, stillHolds } from '../domain/alerts.js'
import { dayOf } from '../domain/time.js'
import type { Log } from '../log.js'
import { alertMessage } from './alert-message.js'
import type { AddressOpener, CaseStore, ChatAddress, Messenger, SendOutcome, Translator } from './ports.js'
import type { AlertBox, AlertLink, AlertLinks, Linked } from './ports-alerts.js'
import { type AuditDeps, chained } from './record.js'

export interface DeliverDeps extends AuditDeps {
  readonly cases: Pick<CaseStore, 'status'>
  readonly links: AlertLinks
  readonly box: AlertBox
  readonly opener: AddressOpener
  readonly messengers: Readonly<Partial<Record<ChatAddress['channel'], Messenger>>>
  readonly translator: Translator
  /** By the officer: when this worker tries again. The store knows only the whole minute after. */
  readonly appointments: Map<string, Appointment>
  /** Address officers type. */
  readonly consoleUrl: string | undefined
  readonly log: Log
  /** For counting: one word for every message. */
  readonly told: (outcome: SendOutcome['kind'] | 'given-up') => void
}

/** Sends what waits, to all officers at once: one chat that hangs holds up nobody else. */
export async function deliver(deps: DeliverDeps, links: ReadonlyMap<string, AlertLink>): Promise<void> {
  const [waiting, mails] = await Promise.all([deps.box.waiting(), deps.box.mails()])
  const officers = new Set([...waiting.keys(), ...mails.keys()])
  await Promise.all(
    [...officers].map(async (officerId) => {
      const link = links.get(officerId)
      if (link?.state !== 'linked') return deps.box.giveBack(officerId, mails.get(officerId))
      return deliverTo(deps, { officerId, link }, mails.get(officerId), waiting.get(officerId) ?? [])
    }),
  )
}

type GiveUp = Extract<NextMail, { do: 'give-up' }>

interface Recipient {
  readonly officerId: string
  readonly link: Linked
}

async function deliverTo(
  deps: DeliverDeps,
  to: Recipient,
  seen: AlertMail | undefined,
  facts: readonly AlertFact[],
): Promise<void> {
  const next = nextMail(seen, facts, deps.clock.now().getTime(), deps.appointments.get(to.officerId))
  if (next.do === 'wait') return
  if (next.do === 'give-up') return giveUp(deps, to.officerId, seen, next)
  // Written before anything is sent: whoever comes second, here or in another worker, sends nothing.
  const held = await stillTrue(deps, next.mail.facts)
  const mail = held.length > 0 ? { ...next.mail, facts: held } : sentMail({ ...next.mail, calmAt: seen?.calmAt ?? 0 })
  if (!(await deps.box.move(to.officerId, seen, mail, next.facts)) || mail.state === 'sent') return
  const outcome = await send(deps, to.link, mail.facts)
  deps.told(outcome.kind)
  await settle(deps, to, mail, outcome)
}

/** They may have waited for long: what was claimed or closed meanwhile interrupts nobody. */
async function stillTrue({ cases }: DeliverDeps, facts: readonly AlertFact[]): Promise<AlertFact[]> {
  const ids = [...new Set(facts.map(({ caseId }) => caseId))]
  const statuses = new Map(await Promise.all(ids.map(async (id) => [id, await cases.status(id)] as const)))
  return facts.filter((fact) => {
    const status = statuses.get(fact.caseId)
    return status !== undefined && stillHolds(fact, status)
  })
}

/** Others are told instead; an officer by whom it has passed is not told it again. */
async function giveUp(
  { box, told, log }: DeliverDeps,
  officerId: string,
  seen: AlertMail | undefined,
  { mail, facts }: GiveUp,
): Promise<void> {
  const again = facts.map((fact) => ({ ...fact, passedBy: [...fact.passedBy, officerId] }))
  if (!(await box.move(officerId, seen, mail, [], again))) return
  told('given-up')
  log.error('a staff alert was given up')
}

async function send(deps: DeliverDeps, link: Linked, facts: readonly AlertFact[]): Promise<SendOutcome> {
  const address = open(deps, link)
  // Sealed to a key that we do not have: no later try opens it.
  if (!address) return { kind: 'unreachable' }
  const messenger = deps.messengers[address.channel]
  if (!messenger) return { kind: 'refused' }
  return messenger.send(address.chat, alertMessage(deps.translator, link.language, deps.consoleUrl, facts))
}

function open({ opener, log }: DeliverDeps, { address }: Linked): ChatAddress | undefined {
  try {
    return opener.open(address)
  } catch (error) {
    log.error('the chat of an officer does not open', { error })
    return undefined
  }
}

async function settle(deps: DeliverDeps, to: Recipient, mail: Sending, outcome: SendOutcome): Promise<void> {
  switch (outcome.kind) {
    case 'sent':
      await deps.box.move(to.officerId, mail, sentMail(mail), [])
      return
    case 'retry':
      return tryAgain(deps, to, mail, (at) => laterMail(mail, at), outcome.afterMs)
    case 'unknown':
      return tryAgain(deps, to, mail, (at) => againMail(mail, at), waitAfter(mail))
    case 'refused':
      deps.log.error('a staff alert was refused by the platform')
      return tryAgain(deps, to, mail, (at) => againMail(mail, at), waitAfter(mail))
    case 'suspect':
      if (mail.suspect) return lose(deps, to)
      return tryAgain(deps, to, mail, (at) => againMail(mail, at, true), waitAfter(mail))
    case 'unreachable':
      return lose(deps, to)
  }
}

async function tryAgain(
  { box, appointments, clock }: DeliverDeps,
  { officerId }: Recipient,
  mail: Sending,
  nextAt: (at: number) => Sending,
  afterMs: number,
): Promise<void> {
  const at = clock.now().getTime() + afterMs
  const next = nextAt(at)
  if (await box.move(officerId, mail, next, [])) appointments.set(officerId, { rev: next.rev, until: next.until, at })
}

/** What was on its way goes to others with the next look, which finds the chat gone. The page tells the officer; an officer who has linked another chat meanwhile keeps that one. */
async function lose(deps: DeliverDeps, { officerId, link }: Recipient): Promise<void> {
  const fact = { actor: 'alerts', action: 'alerts-unlinked', subject: officerId } as const
  const lost: AlertLink = { state: 'lost', since: dayOf(deps.clock.now()) }
  await chained(deps, fact, (entry) => deps.links.change(officerId, link, lost, entry))
}
