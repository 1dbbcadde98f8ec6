import type { Listener } from '../domain/alerts.js'
import { type KeyList, may, officerKeys } from '../domain/officers.js'
import type { AlertLink } from './ports-alerts.js'

/** Who can be told: the signed list says who they are and what they may see, whatever else Redis says. */
export function listenersOf(list: KeyList, links: ReadonlyMap<string, AlertLink>): Listener[] {
  return officerKeys(list)
    .filter(({ officerId, enrolled }) => enrolled && links.get(officerId)?.state === 'linked')
    .map(({ officerId, role }) => ({ officerId, leads: may(role, 'restricted.read') }))
}
