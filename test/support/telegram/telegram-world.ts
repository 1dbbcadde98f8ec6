import { type TelegramParts, wireTelegram } from '../../../src/bin/telegram.js'
import type { Log } from '../../../src/log.js'
import { silent } from '../../../src/log.js'
import { unb64 } from '../../../src/vault/bytes.js'
import { freePort } from '../product.js'
import { readTip } from '../turn-context.js'
import { aSite } from '../web-site.js'
import type { World } from '../world.js'
import type { BotApi } from './server.js'

export type How = 'polling' | 'webhook'

interface Options extends Partial<Pick<TelegramParts, 'patienceMs' | 'pollSeconds'>> {
  readonly log?: Log
}

const WEBHOOK_SECRET = 'a-webhook-secret-for-tests'

/** A bot of a world on Telegram, as `bin/bot.ts` wires it: real Redis, real sealing, a fake Bot API. */
export async function aTelegram(world: World, api: BotApi, how: How, { log = silent, ...pace }: Options = {}) {
  const { conversation, evidenceDesk: evidence, sessions, vault, places, translator, allowances, first } = world
  const { app } = await aSite({ conversation, evidence })
  const port = await freePort()
  const clock = { now: world.now }
  const telegram = await wireTelegram(app, {
    settings: {
      TELEGRAM_API_ROOT: api.root,
      TELEGRAM_PROXY: undefined,
      TELEGRAM_WEBHOOK_SECRET: how === 'webhook' ? WEBHOOK_SECRET : undefined,
      ADDRESS_KEY: first.secrets.ADDRESS_KEY,
    },
    token: api.token,
    publicUrl: how === 'webhook' ? `http://127.0.0.1:${port}` : 'https://homthu.example.vn',
    secret: unb64(first.secrets.BOT_SIGNING_KEY),
    redis: world.redis,
    volatile: world.volatile,
    gate: world.gate,
    conversation: { sessions, vault, places, translator, clock, allowances, readTip },
    effects: world.effects,
    ...{ evidence, translator, clock, log },
    ...pace,
  })
  await app.listen({ host: '127.0.0.1', port })
  return {
    url: `http://127.0.0.1:${port}`,
    secret: WEBHOOK_SECRET,
    async stop() {
      await telegram.stop()
      await app.close()
    },
  }
}
