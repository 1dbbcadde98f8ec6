import { createConversation } from '../../src/app/conversation.js'
import type { Conversation } from '../../src/app/incoming.js'
import { type CitizenSessions, type SessionHandle, StoreUnavailable, type Translator } from '../../src/app/ports.js'
import type { OutsideEffect } from '../../src/app/run-effect.js'
import type { CaseView, CaseWrite, Effect, Event } from '../../src/domain/conversation/types.js'
import type { Places } from '../../src/domain/places.js'
import { signKeyPair } from '../../src/vault/boxes.js'
import { createCitizenVault } from '../../src/vault/citizen-vault.js'
import { readTip } from './turn-context.js'

export interface FakeConversation extends Conversation {
  /** While true, sessions cannot be reached. */
  broken: boolean
  /** How long whatever reaches beyond the session must wait. */
  waitMs: number
  /** What each receipt opens. */
  readonly cases: Map<string, CaseView>
  readonly reports: Extract<Effect, { type: 'save-report' }>[]
  readonly writes: CaseWrite[]
  /** Forgets every session, as a restart of the volatile Redis does. */
  forget(): void
}

/** The real dialogue over memory: sessions in a map, reports and answers in lists. */
export function fakeConversation(places: Places, translator: Translator): FakeConversation {
  const kept = new Map<string, { sealed: string; version: number }>()
  const fake = {
    broken: false,
    waitMs: 0,
    cases: new Map<string, CaseView>(),
    reports: [],
    writes: [],
  } as unknown as FakeConversation
  const conversation = createConversation({
    sessions: sessionsIn(kept, fake),
    vault: createCitizenVault(signKeyPair()),
    places,
    translator,
    clock: { now: () => new Date('2026-11-25T02:05:00Z') },
    run: async (effect) => run(fake, effect),
    allowances: { take: async () => fake.waitMs },
    channel: { address: 'homthu.example.vn', canPush: false },
    readTip,
  })
  return Object.assign(fake, conversation, { forget: () => kept.clear() })
}

function sessionsIn(
  kept: Map<string, { sealed: string; version: number }>,
  fake: { broken: boolean },
): CitizenSessions {
  const reach = () => {
    if (fake.broken) throw new StoreUnavailable()
  }
  return {
    exclusively: (_, turn) => turn(),
    async load(handle: SessionHandle) {
      reach()
      const found = kept.get(handle.id)
      return { value: found && handle.open(found.sealed), version: found?.version ?? 0 }
    },
    async save(handle, value, version) {
      reach()
      if ((kept.get(handle.id)?.version ?? 0) !== version) return false
      kept.set(handle.id, { sealed: handle.seal(value), version: version + 1 })
      return true
    },
    async prolong() {
      reach()
    },
    async erase(handle) {
      reach()
      kept.delete(handle.id)
    },
  }
}

function run(fake: FakeConversation, effect: OutsideEffect): Event {
  if (effect.type === 'save-report') {
    fake.reports.push(effect)
    return { type: 'report-saved' }
  }
  const view = fake.cases.get(effect.receipt)
  if (!view) return { type: 'case-not-found' }
  if (effect.type === 'open-case') return { type: 'case-opened', receipt: effect.receipt, view }
  fake.writes.push(effect.write)
  if (effect.write.kind === 'no-notice') return { type: 'write-saved', view }
  const answered = written(view, effect.write)
  fake.cases.set(effect.receipt, answered)
  return { type: 'write-saved', view: answered }
}

const KINDS = {
  answer: 'own-answer',
  addition: 'own-addition',
  dispute: 'own-dispute',
  withdraw: 'own-withdrawal',
  keep: 'own-withdrawal-back',
} as const

function written(view: CaseView, { kind }: { kind: keyof typeof KINDS }): CaseView {
  const own = { kind: KINDS[kind], at: '2026-11-25', text: null }
  return {
    ...view,
    messages: [...view.messages, own],
    question: kind === 'answer' ? null : view.question,
    withdrawsOn: kind === 'withdraw' ? '2026-12-02' : kind === 'keep' ? null : view.withdrawsOn,
    ...(kind === 'dispute' ? { state: 'open', outcome: null, disputable: false } : {}),
  }
}

/** A case that an officer has claimed and asked about. */
export function aCaseView(change: Partial<CaseView> = {}): CaseView {
  return {
    state: 'claimed',
    outcome: null,
    receivedAt: '2026-11-24T02:05:00.000Z',
    messages: [{ kind: 'question', at: '2026-11-24', text: 'Nhóm này hay tới vào tối nào?' }],
    question: 3,
    withdrawsOn: null,
    disputable: false,
    ...change,
  }
}

export function aClosedCaseView(): CaseView {
  return aCaseView({ state: 'closed', outcome: 'not-confirmed', question: null, disputable: true })
}
