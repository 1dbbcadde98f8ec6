import { setTimeout as sleep } from 'node:timers/promises'
import type { UserFromGetMe } from 'telegraf/types'
import type { Translator } from '../../app/ports.js'
import type { Log } from '../../log.js'
import type { BotApi } from './bot-api.js'
import { failureOf } from './failure.js'
import { ALLOWED_UPDATES } from './poll.js'

interface SetUpDeps {
  readonly api: BotApi
  readonly translator: Translator
  readonly log: Log
  readonly signal: AbortSignal
}

const FIRST_WAIT_MS = 2_000
const LONGEST_WAIT_MS = 60_000

/** Our own names for the commands; the English ones are understood as well. */
const COMMANDS = ['bao', 'phieu', 'khancap', 'huy', 'xoa', 'batdau'] as const

/** Who we are. Tried until Telegram answers, each failure said: the network may block it, and the web chat runs anyway. */
export function learnWhoWeAre(deps: SetUpDeps): Promise<UserFromGetMe> {
  return untilDone(deps, 'getMe', () => deps.api.call('getMe', {}))
}

/** Menu and description in every language; the first one is also for those whose language we do not have. */
export async function publishMenu(deps: SetUpDeps): Promise<void> {
  for (const [index, language] of deps.translator.languages.entries()) {
    const say = (key: string) => deps.translator.say(language, { key })
    const commands = COMMANDS.map((command) => ({ command, description: say(`telegram.command.${command}`) }))
    for (const language_code of index === 0 ? ['', language] : [language]) {
      const of = language_code === '' ? {} : { language_code }
      const scope = { type: 'all_private_chats' } as const
      await untilDone(deps, 'setMyCommands', () => deps.api.call('setMyCommands', { commands, scope, ...of }))
      const description = say('telegram.about')
      await untilDone(deps, 'setMyDescription', () => deps.api.call('setMyDescription', { description, ...of }))
      const short_description = say('telegram.aboutShort')
      await untilDone(deps, 'setMyShortDescription', () =>
        deps.api.call('setMyShortDescription', { short_description, ...of }),
      )
    }
  }
}

/** From now on Telegram delivers. What waits is not dropped. */
export async function openWebhook(deps: SetUpDeps, { url, secret }: { url: string; secret: string }): Promise<void> {
  const payload = { url, secret_token: secret, allowed_updates: ALLOWED_UPDATES, drop_pending_updates: false }
  await untilDone(deps, 'setWebhook', () => deps.api.call('setWebhook', payload))
}

/** From now on we ask. A webhook that was set before would forbid it. */
export async function closeWebhook(deps: SetUpDeps): Promise<void> {
  await untilDone(deps, 'deleteWebhook', () => deps.api.call('deleteWebhook', { drop_pending_updates: false }))
}

async function untilDone<T>({ log, signal }: SetUpDeps, method: string, task: () => Promise<T>): Promise<T> {
  for (let wait = FIRST_WAIT_MS; ; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
    try {
      return await task()
    } catch (error) {
      const { kind, code, afterMs } = failureOf(method, error)
      signal.throwIfAborted()
      // What is ours to mend is said as loudly as a wrong token: waiting alone will not help.
      log[kind === 'unknown' || kind === 'flood' ? 'warn' : 'error']('telegram is not ready', { code })
      await sleep(afterMs || wait, undefined, { signal })
    }
  }
}
