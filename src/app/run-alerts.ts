import { type AlertFact, recipientsOf, stillHolds } from '../domain/alerts.js'
import { onDutyAt } from '../domain/roster.js'
import { type DeliverDeps, deliver } from './deliver-alerts.js'
import { listenersOf } from './listeners.js'
import type { KeyLists } from './ports.js'
import type { AlertLink, Linked, Rosters } from './ports-alerts.js'
import { chained } from './record.js'

export interface AlertDeps extends DeliverDeps {
  readonly keyLists: Pick<KeyLists, 'current'>
  readonly rosters: Pick<Rosters, 'read'>
}

type Links = ReadonlyMap<string, AlertLink>

/** Facts taken on in one look; the rest follows with the next. */
const PAGE = 200

/**
 * One look at what is to be told and to whom. Any number of workers may look at once. It reads no report and needs no
 * key to one; without a platform to send through, what is due is dropped.
 */
export async function runAlerts(deps: AlertDeps): Promise<void> {
  await auditNewLinks(deps)
  const links = await deps.links.all()
  const facts = await deps.box.due(deps.clock.now().getTime(), PAGE)
  if (facts.length > 0) await spreadAll(deps, links, facts)
  await deliver(deps, links)
}

/** The bot, which writes a link, may not write to the audit. */
async function auditNewLinks(deps: AlertDeps): Promise<void> {
  for (const [officerId, link] of await deps.links.all()) {
    if (link.state !== 'linked' || link.audited) continue
    const known: Linked = { ...link, audited: true }
    const fact = { actor: officerId, action: 'alerts-linked', subject: null } as const
    await chained(deps, fact, (entry) => deps.links.change(officerId, link, known, entry))
  }
}

async function spreadAll(deps: AlertDeps, links: Links, facts: readonly AlertFact[]): Promise<void> {
  // A list that has run out still says who the leads are, and only they can renew it.
  const [list, roster] = await Promise.all([deps.keyLists.current({ evenExpired: true }), deps.rosters.read()])
  const canSend = Object.keys(deps.messengers).length > 0
  const listeners = canSend ? listenersOf(list, links) : []
  const onDuty = onDutyAt(roster, deps.clock.now())
  for (const fact of facts) {
    const status = await deps.cases.status(fact.caseId)
    const holds = status !== undefined && stillHolds(fact, status)
    const to = holds ? recipientsOf(fact, status, listeners, onDuty) : []
    await deps.box.spread(fact, to)
  }
}
