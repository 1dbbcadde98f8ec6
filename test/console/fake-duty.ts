import type { Actor } from '../../src/app/console-api.js'
import type { AlertSettings, DutyApi, DutyPerson, RosterEdit } from '../../src/app/duty-api.js'
import type { AlertReach } from '../../src/domain/alerts.js'
import { type DutyDay, plannedDays, shiftAt } from '../../src/domain/roster.js'

/** Roster and links in memory, with the real calendar. */
export class FakeDuty implements DutyApi {
  version = 3
  reach: AlertReach = 'on-duty'
  readonly duty = new Map<string, DutyDay>()
  readonly deaf = new Set<string>()
  link: AlertSettings['link'] = { state: 'none' }
  botName: string | undefined = 'hom_thu_138_bot'
  everybody: DutyPerson[] = []
  readonly edits: RosterEdit[] = []

  protected readonly now: () => Date

  constructor(now: () => Date) {
    this.now = now
  }

  async roster(_: Actor) {
    const people = this.everybody.map((one) => ({ ...one, listens: !this.deaf.has(one.id) }))
    const person = (id: string): DutyPerson =>
      people.find((one) => one.id === id) ?? { id, name: id, role: null, listens: false, works: false }
    const days = plannedDays(this.now()).map((date) => {
      const { day = [], night = [] } = this.duty.get(date) ?? {}
      return { date, day: day.map(person), night: night.map(person) }
    })
    return { version: this.version, days, present: shiftAt(this.now()), reach: this.reach, people }
  }

  async saveRoster(_: Actor, edit: RosterEdit) {
    this.edits.push(edit)
    if (edit.version !== this.version) return 'changed' as const
    const planned = plannedDays(this.now())
    if (!planned.includes(edit.from) || !planned.includes(edit.until)) return 'refused' as const
    const days = planned.filter((day) => day >= edit.from && day <= edit.until)
    for (const day of days) this.duty.set(day, { day: [...edit.day], night: [...edit.night] })
    this.version += 1
    return 'done' as const
  }

  async alertSettings(_: Actor): Promise<AlertSettings> {
    return { link: this.link, botName: this.botName }
  }

  async newLinkCode(_actor: Actor, _language: string) {
    return { code: '7KQM3-XWD9F', lifeMs: 600_000, botName: this.botName }
  }

  async unlinkAlerts(_: Actor) {
    this.link = { state: 'none' }
  }
}
