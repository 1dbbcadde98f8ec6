import type { FastifyInstance } from 'fastify'
import { createTelegramBot, type TelegramBot } from './bot.js'
import type { TelegramDeps } from './deps.js'
import type { ParkedUpdates } from './in-hand.js'
import { type Polling, startPolling } from './poll.js'
import { closeWebhook, learnWhoWeAre, openWebhook, publishMenu } from './set-up.js'
import { registerWebhook, WEBHOOK_PATH } from './webhook.js'

export interface TelegramOptions extends TelegramDeps {
  readonly token: string
  /** Set: Telegram delivers to `publicUrl`. Otherwise we ask. */
  readonly webhook?: {
    readonly secret: string
    readonly publicUrl: string
    readonly isSecret: (given: string) => boolean
  }
  readonly parked: ParkedUpdates
  readonly isOurTurn: () => Promise<boolean>
  readonly giveTurnAway: () => Promise<void>
  readonly pollSeconds: number
  /** Called with the bot's name, once it is known. */
  readonly named: (username: string) => Promise<void>
}

export interface RunningTelegram {
  stop(): Promise<void>
}

/** The Telegram channel. Returns at once: whether Telegram can be reached is no condition for the web chat. */
export async function startTelegram(site: FastifyInstance, options: TelegramOptions): Promise<RunningTelegram> {
  const { webhook, log } = options
  const stopping = new AbortController()
  const deps = { ...options, signal: stopping.signal }
  let bot: TelegramBot | undefined
  let polling: Polling | undefined
  if (webhook) await registerWebhook(site, { handle: () => bot, isSecret: webhook.isSecret, log })
  const begin = async () => {
    const me = await learnWhoWeAre(deps)
    await options.named(me.username)
    bot = createTelegramBot(options, { token: options.token, me })
    if (webhook) {
      await openWebhook(deps, { url: new URL(WEBHOOK_PATH, webhook.publicUrl).href, secret: webhook.secret })
    } else {
      await closeWebhook(deps)
      polling = startPolling({ ...options, handle: bot })
    }
    log.info('telegram ready', { step: webhook ? 'webhook' : 'polling' })
    await publishMenu(deps)
  }
  const begun = begin().catch((error) => {
    if (!stopping.signal.aborted) log.error('telegram does not start', { error })
  })
  return {
    async stop() {
      stopping.abort()
      await begun
      await polling?.stop()
    },
  }
}
