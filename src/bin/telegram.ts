import type { FastifyInstance } from 'fastify'
import type { Update } from 'telegraf/types'
import { type ConversationDeps, createConversation } from '../app/conversation.js'
import type { EvidenceDesk } from '../app/keep-evidence.js'
import { linkAnswer, linkOfficer } from '../app/link-officer.js'
import { type Clock, StoreUnavailable, type Translator } from '../app/ports.js'
import { createEffects, type EffectDeps } from '../app/run-effect.js'
import { createBotApi } from '../channels/telegram/bot-api.js'
import type { ParkedUpdates } from '../channels/telegram/in-hand.js'
import { type RunningTelegram, startTelegram } from '../channels/telegram/start.js'
import { ChatView, type ChatViews } from '../channels/telegram/view.js'
import type { Config } from '../config.js'
import { placesOn } from '../domain/places.js'
import { dayOf } from '../domain/time.js'
import type { Log } from '../log.js'
import { createSessionStore, encryptSessions, SessionStoreError } from '../session-store/index.js'
import { createBotName } from '../store/alert-links.js'
import type { DurableGate } from '../store/durability.js'
import { keys } from '../store/keys.js'
import { createLease, whileHolding } from '../store/lease.js'
import type { Client } from '../store/redis.js'
import { createSealedItems } from '../store/sealed-items.js'
import { createChatSessions, isSame, secretFor } from '../vault/chat-session.js'
import { newToken } from '../vault/ids.js'
import { createSessionBox } from '../vault/session-box.js'
import { linkingOn } from './duty.js'

export interface TelegramParts {
  readonly settings: Pick<
    Config<'bot'>,
    'TELEGRAM_API_ROOT' | 'TELEGRAM_PROXY' | 'TELEGRAM_WEBHOOK_SECRET' | 'ADDRESS_KEY'
  >
  readonly token: string
  readonly publicUrl: string
  /** The bot's own secret: what names chats in the volatile Redis comes from it. */
  readonly secret: Buffer
  readonly redis: Client
  readonly volatile: Client
  readonly gate: DurableGate
  readonly conversation: Omit<ConversationDeps, 'run' | 'channel'>
  readonly effects: EffectDeps
  readonly evidence: EvidenceDesk
  readonly translator: Translator
  readonly clock: Clock
  readonly log: Log
  /** Shorter in tests only. */
  readonly patienceMs?: number
  readonly pollSeconds?: number
}

/** Ids of our messages are needed for as long as a bot may delete them. */
const VIEW_SECONDS = 48 * 3600
/** After a chat was forgotten: as long as Telegram may deliver the last update again. */
const BRIEF_SECONDS = 600
/** Outlives two polls of 25 seconds; after a crash another process takes over within this. */
const LEASE_MS = 90_000
/** Telegram drops a delivery that is not answered after 60 seconds. */
const PATIENCE_MS = 25_000
const POLL_SECONDS = 25

/** The Telegram channel on the same stores as the web chat. */
export function wireTelegram(site: FastifyInstance, parts: TelegramParts): Promise<RunningTelegram> {
  const { settings, token, secret, publicUrl, translator, clock, log } = parts
  const lease = createLease(parts.volatile, keys.telegramPoller, newToken(8), LEASE_MS)
  const sessionOf = createChatSessions(secret, `telegram/${token.split(':')[0]}`)
  const linking = linkingOn({
    ...{ redis: parts.redis, volatile: parts.volatile, gate: parts.gate, clock },
    addressKey: settings.ADDRESS_KEY,
    nameKey: secretFor(secret, 'chat-names'),
  })
  let name = new URL(publicUrl).host
  const patienceMs = parts.patienceMs ?? PATIENCE_MS
  const webhookSecret = settings.TELEGRAM_WEBHOOK_SECRET
  return startTelegram(site, {
    token,
    api: createBotApi({ token, apiRoot: settings.TELEGRAM_API_ROOT, proxy: settings.TELEGRAM_PROXY }),
    conversation: createConversation({
      ...parts.conversation,
      run: createEffects(parts.effects, 'telegram'),
      channel: {
        // Not known before Telegram says it.
        get address() {
          return name
        },
        canPush: true,
        knownTo: 'Telegram',
      },
    }),
    views: createViews(parts.volatile, secret),
    evidence: parts.evidence,
    sessionOf,
    alone: (chat, task) =>
      whileHolding(
        parts.volatile,
        { key: keys.chatLock(sessionOf(chat).id), holder: newToken(8), waitMs: patienceMs },
        task,
      ),
    linkOfficer: async (code, chat) => linkAnswer(await linkOfficer(linking, code, { channel: 'telegram', chat })),
    isWard: (id) => placesOn(parts.effects.places, dayOf(clock.now())).areas.some((area) => area.id === id),
    translator,
    clock,
    log,
    webUrl: publicUrl,
    patienceMs,
    pollSeconds: parts.pollSeconds ?? POLL_SECONDS,
    parked: createParked(parts.volatile, secret),
    isOurTurn: lease.take,
    giveTurnAway: lease.drop,
    named: async (username) => {
      name = `@${username}`
      await createBotName(parts.volatile).keep(username)
    },
    ...(webhookSecret
      ? { webhook: { secret: webhookSecret, publicUrl, isSecret: (given) => isSame(given, webhookSecret) } }
      : {}),
  })
}

function createViews(redis: Client, secret: Buffer): ChatViews {
  const box = createSessionBox(secretFor(secret, 'chat-views'))
  const lasting = (ttlSeconds: number) =>
    encryptSessions<ChatView>(createSessionStore<string>({ redis, prefix: keys.chatViews, ttlSeconds }), box)
  const [views, brief] = [lasting(VIEW_SECONDS), lasting(BRIEF_SECONDS)]
  return {
    // A view of another shape, or one that somebody tampered with, is no view.
    read: async (chat) => ChatView.safeParse(await views.read(chat).catch(unlessUnavailable)).data,
    write: (chat, view) => views.write(chat, view),
    writeBriefly: (chat, view) => brief.write(chat, view),
    delete: (chat) => views.delete(chat),
  }
}

/** A Redis that does not answer is no empty chat: what is asked now has to come again. */
function unlessUnavailable(error: unknown): undefined {
  if (error instanceof SessionStoreError && error.code !== 'corrupt') throw new StoreUnavailable(error)
}

function createParked(redis: Client, secret: Buffer): ParkedUpdates {
  const items = createSealedItems<Update>(redis, keys.telegramParked, createSessionBox(secretFor(secret, 'parked')))
  return {
    all: () => items.all(),
    add: (update) => items.add(String(update.update_id), update),
    remove: (id) => items.remove(String(id)),
  }
}
