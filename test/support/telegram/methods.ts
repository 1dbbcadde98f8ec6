import type { Account } from './account.js'
import type { Handler, MethodName } from './handlers.js'
import { mediaMethods } from './media-methods.js'
import { messageMethods } from './message-methods.js'
import type { Params } from './params.js'
import { receivingMethods } from './receiving-methods.js'
import { Refusal } from './refusal.js'
import { settingsMethods } from './settings-methods.js'
import type { Webhook } from './webhook.js'

/** Not executed when they come inside the answer to a webhook. */
const NOT_IN_AN_ANSWER = /^(get.*|setwebhook|deletewebhook|close|logout)$/

/** The methods that this server knows; Telegram takes their names in any case. */
export class Methods {
  private readonly byName: ReadonlyMap<string, Handler<MethodName>>

  constructor(account: Account, webhook: Webhook) {
    const handlers = {
      ...messageMethods(account),
      ...mediaMethods(account),
      ...settingsMethods(account),
      ...receivingMethods(account, webhook),
    }
    const entries = Object.entries(handlers) as [MethodName, Handler<MethodName>][]
    this.byName = new Map(entries.map(([name, handler]) => [name.toLowerCase(), handler]))
  }

  async run(name: string, params: Params, gone: AbortSignal): Promise<unknown> {
    const handler = this.byName.get(name.toLowerCase())
    if (!handler) throw new Refusal(404, 'Not Found: method not found')
    return handler(params, gone)
  }

  /** The outcome is shown to nobody, as with Telegram. */
  async runFromAnswer(name: string, params: Params): Promise<void> {
    if (NOT_IN_AN_ANSWER.test(name.toLowerCase())) return
    await this.run(name, params, new AbortController().signal).catch((error) => {
      if (!(error instanceof Refusal)) throw error
    })
  }
}
