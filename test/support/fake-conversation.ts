import { createConversation } from '../../src/app/conversation.js'
import type { Conversation } from '../../src/app/incoming.js'
import { type CitizenSessions, type SessionHandle, StoreUnavailable, type Translator } from '../../src/app/ports.js'
import type { CaseView, Effect, Event } from '../../src/domain/conversation/types.js'
import type { Places } from '../../src/domain/places.js'
import { signKeyPair } from '../../src/vault/boxes.js'
import { createCitizenVault } from '../../src/vault/citizen-vault.js'

export interface FakeConversation extends Conversation {
  /** While true, sessions cannot be reached. */
  broken: boolean
  /** What each receipt opens. */
  readonly cases: Map<string, CaseView>
  readonly reports: Extract<Effect, { type: 'save-report' }>[]
  readonly answers: string[]
  /** Forgets every session, as a restart of the volatile Redis does. */
  forget(): void
}

/** The real dialogue over memory: sessions in a map, reports and answers in lists. */
export function fakeConversation(places: Places, translator: Translator): FakeConversation {
  const kept = new Map<string, { sealed: string; version: number }>()
  const fake = {
    broken: false,
    cases: new Map<string, CaseView>(),
    reports: [],
    answers: [],
  } as unknown as FakeConversation
  const conversation = createConversation({
    sessions: sessionsIn(kept, fake),
    vault: createCitizenVault(signKeyPair()),
    places,
    translator,
    clock: { now: () => new Date('2026-11-25T02:05:00Z') },
    run: async (effect) => run(fake, effect),
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
    async erase(handle) {
      reach()
      kept.delete(handle.id)
    },
  }
}

function run(fake: FakeConversation, effect: Effect): Event {
  if (effect.type === 'save-report') {
    fake.reports.push(effect)
    return { type: 'report-saved' }
  }
  const view = fake.cases.get(effect.receipt)
  if (!view) return { type: 'case-not-found' }
  if (effect.type === 'open-case') return { type: 'case-opened', receipt: effect.receipt, view }
  fake.answers.push(effect.text)
  const own = { kind: 'own-answer', at: '2026-11-25T02:05:00.000Z', text: null } as const
  const answered = { ...view, messages: [...view.messages, own], questionOpen: false }
  fake.cases.set(effect.receipt, answered)
  return { type: 'answer-saved', view: answered }
}
