import { type AlertReach, type Listener, reachOf } from '../../domain/alerts.js'
import { type KeyList, officerKey, officerKeys } from '../../domain/officers.js'
import { onDutyAt, type Roster } from '../../domain/roster.js'
import type { DutyPerson } from '../duty-api.js'
import { listenersOf } from '../listeners.js'
import { type ConsoleDeps, namesOf } from './deps.js'

/** Everything the pages about duty are drawn from. */
export interface DutyView {
  readonly roster: Roster
  readonly list: KeyList
  readonly reach: AlertReach
  person(id: string): DutyPerson
}

export async function readDuty(deps: ConsoleDeps): Promise<DutyView> {
  const { rosters, links } = deps.duty
  const [roster, all, list, names] = await Promise.all([
    rosters.read(),
    links.all(),
    deps.keyLists.current(),
    namesOf(deps),
  ])
  const listeners = listenersOf(list, all)
  const reach = reachOf(listeners, onDutyAt(roster, deps.clock.now()))
  return { roster, list, reach, person: (id) => personOf(id, list, names, listeners) }
}

/** Everybody who works here, by name. */
export function peopleOf({ list, person }: DutyView): DutyPerson[] {
  const enrolled = officerKeys(list).filter((key) => key.enrolled)
  return enrolled.map(({ officerId }) => person(officerId)).sort((a, b) => a.name.localeCompare(b.name, 'vi'))
}

function personOf(
  id: string,
  list: KeyList,
  names: ReadonlyMap<string, string>,
  listeners: readonly Listener[],
): DutyPerson {
  const key = officerKey(list, id)
  const listens = listeners.some(({ officerId }) => officerId === id)
  return { id, name: names.get(id) ?? id, role: key?.role ?? null, listens, works: key?.enrolled ?? false }
}
