import {
  type Actor,
  type CaseAction,
  type CaseEntry,
  type CasePage,
  type ConsoleApi,
  NotPermitted,
  type OfficerRow,
  type OpenEvidence,
  QUEUE_PAGE,
  type QueueQuery,
  type QueueRow,
  type Shift,
} from '../../src/app/console-api.js'
import { StoreUnavailable, type Unlocked } from '../../src/app/ports.js'
import type { AuditEntry } from '../../src/domain/audit.js'
import { firstLookDue } from '../../src/domain/cases/clocks.js'
import type { CaseEvent } from '../../src/domain/cases/events.js'
import { fitsFilter, holderOf, isPressing, NO_FILTER } from '../../src/domain/cases/queue-filter.js'
import { applyEvent, type CaseStatus, isSettled, MoveRefused } from '../../src/domain/cases/status.js'
import { may, type Permission, type Role } from '../../src/domain/officers.js'
import type { ReportContent } from '../../src/domain/report.js'
import { FakeDuty } from './fake-duty.js'
import { countOf, eventFor, PERMISSION } from './fake-events.js'

export const LEAD = '0000000000000001'
export const DUTY = '0000000000000002'
export const OTHER = '0000000000000003'
export const NEWCOMER = '0000000000000004'
export const INVITED = '0000000000000005'
export const FINGERPRINT = 'A7KQ-3XWD-9FTB'

export interface FakeCase {
  status: CaseStatus
  content: ReportContent | null
  entries: CaseEntry[]
  signed: boolean
  happeningNow: boolean
  firstHand: 'saw' | 'heard'
  evidenceCount: number
}

export function unlockedFor(officerId: string): Unlocked {
  return { officerId, publicKey: `key-of-${officerId}`, secretKey: Buffer.alloc(32, 7) }
}

/** The console's use cases in memory, with the real rules of cases and permissions. */
export class FakeApi extends FakeDuty implements ConsoleApi {
  readonly cases = new Map<string, FakeCase>()
  people: OfficerRow[] = [
    { id: LEAD, login: 'lan', name: 'Nguyễn Thị Lan', role: 'lead', state: 'active', trusted: true },
    { id: DUTY, login: 'minh', name: 'Trần Văn Minh', role: 'duty', state: 'active', trusted: true },
    { id: OTHER, login: 'phuc', name: 'Lê Hoàng Phúc', role: 'duty', state: 'active', trusted: true },
  ]
  log: AuditEntry[] = []
  acted: CaseAction[] = []
  approved: { fingerprint: string; role: Role }[] = []
  signIns: { login: string; source: string; knownDevice: boolean | undefined }[] = []
  signInAnswer: 'wait' | 'must-enrol' | null = null
  down = false

  constructor(now: () => Date) {
    super(now)
    this.everybody = this.people.map(({ id, name, role }) => ({ id, name, role, listens: true, works: true }))
  }

  async signIn(input: Parameters<ConsoleApi['signIn']>[0]) {
    this.mustBeUp()
    this.signIns.push({ login: input.login, source: input.source, knownDevice: input.knownDevice })
    if (this.signInAnswer === 'wait') return { kind: 'wait', ms: 90_000 } as const
    const officer = this.people.find(({ login, state }) => login === input.login && state === 'active')
    if (!officer || input.password !== 'đúng mật khẩu') return { kind: 'refused' } as const
    const kind = this.signInAnswer === 'must-enrol' ? 'must-enrol' : 'signed-in'
    return { kind, actor: this.actor(officer.id) } as const
  }

  async resume(unlocked: Unlocked) {
    this.mustBeUp()
    const known = this.people.some(({ id, state }) => id === unlocked.officerId && state === 'active')
    return known ? this.actor(unlocked.officerId) : undefined
  }

  readonly marks: string[] = []

  async signedOut(officerId: string) {
    this.marks.push(`signed-out ${officerId}`)
  }

  async screenLocked(officerId: string) {
    this.mustBeUp()
    this.marks.push(`screen-locked ${officerId}`)
  }

  async unlock(input: Parameters<ConsoleApi['unlock']>[0]) {
    this.mustBeUp()
    if (this.signInAnswer === 'wait') return { kind: 'wait', ms: 90_000 } as const
    if (input.password !== 'đúng mật khẩu') return { kind: 'refused' } as const
    this.marks.push(`screen-unlocked ${input.officerId}`)
    return { kind: 'unlocked', actor: this.actor(input.officerId) } as const
  }

  async loginOf(officerId: string) {
    return this.people.find(({ id }) => id === officerId)?.login
  }

  newTotp(login: string) {
    const secret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'
    const url = `otpauth://totp/Hom%20thu%20138:${login}?secret=${secret}&issuer=Hom%20thu%20138&digits=6`
    return { secret, url }
  }

  async finishFirst(actor: Actor, { password, totp }: { password: string; totp: string }) {
    if (password.length < 12) return { kind: 'weak-password' } as const
    if (totp !== '123456') return { kind: 'wrong-totp' } as const
    return { kind: 'active', actor } as const
  }

  async invitation(officerId: string) {
    this.mustBeUp()
    return officerId === INVITED ? { login: 'hoa', name: 'Phạm Thị Hoa' } : undefined
  }

  async enrol(officerId: string, input: { code: string; password: string; totpSecret: string; totp: string }) {
    if (officerId !== INVITED || input.code !== '7KQM-3XWD-9FTB-2HNE') return { kind: 'bad-link' } as const
    if (input.password.length < 12) return { kind: 'weak-password' } as const
    if (input.totp !== '123456') return { kind: 'wrong-totp' } as const
    return { kind: 'pending', fingerprint: FINGERPRINT } as const
  }

  async queue(actor: Actor, { page = 1, filter = NO_FILTER }: QueueQuery = {}) {
    this.mustBeUp()
    this.needs(actor, 'queue.read')
    const visible = this.visibleTo(actor)
    const open = visible.filter((row) => !isSettled(row))
    const leads = may(actor.role, 'case.close-disputed')
    const looker = { officerId: actor.officerId, now: this.now(), leads }
    const fitting = open.filter((row) => fitsFilter(row, filter, looker))
    const hidden = open.filter((row) => isPressing(row, looker) && !fitting.includes(row))
    const [general, restricted] = [false, true].map((which) => fitting.filter((row) => row.restricted === which))
    const onPage = <T>(rows: T[] = []) => rows.slice((page - 1) * QUEUE_PAGE, page * QUEUE_PAGE)
    const closed = visible.filter(isSettled)
    const counts = { totals: countOf(fitting), all: countOf(open), hidden: countOf(hidden) }
    return { general: onPage(general), restricted: onPage(restricted), closed, ...counts }
  }

  async shift(actor: Actor): Promise<Shift> {
    this.mustBeUp()
    this.needs(actor, 'queue.read')
    const all = this.visibleTo(actor)
    const open = all.filter((row) => !isSettled(row))
    const heldAs = (by: string) => open.filter((row) => holderOf(row, actor.officerId) === by)
    const others = heldAs('others').map(({ claimedByName }) => claimedByName ?? '')
    const leads = may(actor.role, 'case.confirm-withdrawal') ? open : []
    return {
      reach: this.reach,
      mine: heldAs('mine'),
      pressing: heldAs('nobody').filter((row) => isPressing(row, { now: this.now(), leads: false })),
      answers: open.filter((row) => row.unread > 0),
      withdrawals: leads.filter((row) => row.withdrawal !== null),
      disputes: leads.filter((row) => row.disputed),
      colleagues: [...new Set(others)].map((name) => ({ name, held: others.filter((one) => one === name).length })),
      closed: all.filter(isSettled).map((row) => ({ ...row, closedAt: row.receivedAt, closedByName: 'Lê Hoàng Phúc' })),
    }
  }

  async versionOf(_: Actor, caseId: string) {
    this.mustBeUp()
    return this.cases.get(caseId)?.status.version
  }

  async openCase(actor: Actor, caseId: string): Promise<CasePage | undefined> {
    this.mustBeUp()
    this.needs(actor, 'case.read')
    const found = this.cases.get(caseId)
    if (!found || (found.status.restricted && !may(actor.role, 'restricted.read'))) return undefined
    const mine = found.status.state.name === 'claimed' && found.status.state.by === actor.officerId
    return { ...found, ...this.rowOf(found.status), mine }
  }

  readonly files = new Map<string, OpenEvidence>()

  async evidence(actor: Actor, caseId: string, n: number) {
    return (await this.openCase(actor, caseId)) && this.files.get(`${caseId}/${n}`)
  }

  async act(actor: Actor, caseId: string, action: CaseAction, seen?: number) {
    this.mustBeUp()
    this.needs(actor, PERMISSION[action.type] ?? 'case.act')
    const found = this.cases.get(caseId)
    if (!found) return 'not-found' as const
    this.acted.push(action)
    if (seen !== undefined && seen !== found.status.version) return 'changed' as const
    if (action.type === 'close' && found.status.disputed && !may(actor.role, 'case.close-disputed'))
      return 'lead-only' as const
    try {
      this.add(found, eventFor(action, { at: this.now().toISOString(), by: actor.officerId }))
      return 'done' as const
    } catch (error) {
      if (error instanceof MoveRefused) return error.reason
      throw error
    }
  }

  /** Applies an event with its words unsealed. */
  add(found: FakeCase, event: CaseEvent): void {
    found.status = applyEvent(found.status, event)
    found.entries.push({
      n: found.status.version,
      at: event.at,
      type: event.type,
      byName: 'by' in event && event.by !== null ? this.nameOf(event.by) : null,
      text: 'forOfficers' in event ? event.forOfficers : 'sealed' in event ? event.sealed : null,
      unreadable: false,
      outcome: event.type === 'closed' ? event.outcome : null,
    })
  }

  async officers(actor: Actor) {
    this.mustBeUp()
    this.needs(actor, 'officers.manage')
    return this.people
  }

  async invite(actor: Actor, input: { login: string; name: string; role: Role }) {
    this.needs(actor, 'officers.manage')
    if (this.people.some(({ login }) => login === input.login)) return 'login-taken' as const
    return { officerId: INVITED, code: '7KQM-3XWD-9FTB-2HNE' }
  }

  async approve(actor: Actor, officerId: string, fingerprint: string, role: Role) {
    this.needs(actor, 'officers.manage')
    const pending = this.people.find(({ id, state }) => id === officerId && state === 'pending')
    if (!pending) return 'not-found' as const
    this.approved.push({ fingerprint, role })
    return fingerprint === FINGERPRINT ? ('done' as const) : ('wrong-fingerprint' as const)
  }

  async disable(actor: Actor, officerId: string) {
    this.needs(actor, 'officers.manage')
    const officer = this.people.find(({ id }) => id === officerId)
    if (!officer) return 'not-found' as const
    return officer.role === 'lead' ? ('last-lead' as const) : ('done' as const)
  }

  async audit(actor: Actor) {
    this.needs(actor, 'audit.read')
    return this.log
  }

  private visibleTo(actor: Actor): QueueRow[] {
    const rows = [...this.cases.values()].map(({ status }) => this.rowOf(status))
    return rows.filter(({ restricted }) => !restricted || may(actor.role, 'restricted.read'))
  }

  private actor(officerId: string): Actor {
    const officer = this.people.find(({ id }) => id === officerId)
    if (!officer) throw new Error('nobody')
    const { name, login, role } = officer
    return { officerId, name, login, role, unlocked: unlockedFor(officerId) }
  }

  private nameOf(id: string): string | null {
    return this.people.find((officer) => officer.id === id)?.name ?? null
  }

  private rowOf(status: CaseStatus) {
    const by = status.state.name === 'claimed' ? status.state.by : null
    return { ...status, dueAt: firstLookDue(status).toISOString(), claimedByName: by && this.nameOf(by) }
  }

  private mustBeUp(): void {
    if (this.down) throw new StoreUnavailable()
  }

  private needs(actor: Actor, permission: Permission): void {
    if (!may(actor.role, permission)) throw new NotPermitted()
  }
}
