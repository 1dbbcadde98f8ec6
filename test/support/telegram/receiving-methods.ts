import type { Account } from './account.js'
import type { Handlers } from './handlers.js'
import type { Params } from './params.js'
import { badRequest, conflict, tooMany } from './refusal.js'
import type { UpdateKind } from './updates.js'
import type { Webhook } from './webhook.js'

type Names = 'getUpdates' | 'setWebhook' | 'deleteWebhook' | 'getWebhookInfo'

const MOST_AT_ONCE = 100
const LONGEST_POLL_S = 50

export function receivingMethods(account: Account, webhook: Webhook): Handlers<Names> {
  let nextSetAt = 0
  return {
    getUpdates: (params, gone) => {
      if (webhook.url) {
        throw conflict(
          "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
        )
      }
      account.updates.allow(readKinds(params))
      const limit = params.int('limit')
      return account.updates.next({
        offset: params.int('offset'),
        limit: limit > 0 && limit < MOST_AT_ONCE ? limit : MOST_AT_ONCE,
        timeoutMs: Math.min(Math.max(params.int('timeout'), 0), LONGEST_POLL_S) * 1000,
        gone,
      })
    },
    setWebhook: (params) => {
      // Once a second, so processes that start together and all set it are told to wait.
      if (params.has('url') && account.clock.now() < nextSetAt) throw tooMany(1)
      setWebhook(account, webhook, params)
      if (params.has('url')) nextSetAt = account.clock.now() + 1000
      return true
    },
    deleteWebhook: (params) => {
      if (params.flag('drop_pending_updates')) account.updates.clear()
      webhook.stop()
      return true
    },
    getWebhookInfo: () => webhook.info(),
  }
}

function setWebhook(account: Account, webhook: Webhook, params: Params): void {
  const url = readUrl(params.text('url'))
  const secretToken = readSecret(params.text('secret_token'))
  const kinds = readKinds(params)
  if (params.flag('drop_pending_updates')) account.updates.clear()
  account.updates.allow(kinds)
  account.updates.stopPolling(conflict('terminated by setWebhook request'))
  const most = params.int('max_connections')
  if (url === '') webhook.stop()
  else webhook.start({ url, secretToken, maxConnections: most >= 1 && most <= 100 ? most : 40 })
}

function readKinds(params: Params): UpdateKind[] | undefined {
  return params.listIfAny('allowed_updates') as UpdateKind[] | undefined
}

/** Telegram takes HTTPS on four ports only. Here a peer on this machine may be plain. */
function readUrl(text: string): string {
  if (text === '') return ''
  if (!URL.canParse(text)) throw badRequest('invalid webhook URL specified')
  const { protocol, hostname, port } = new URL(text)
  if (protocol === 'http:' && ['127.0.0.1', 'localhost'].includes(hostname)) return text
  if (protocol !== 'https:') throw badRequest('bad webhook: An HTTPS URL must be provided for webhook')
  if (!['', '443', '80', '88', '8443'].includes(port)) {
    throw badRequest('bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443')
  }
  return text
}

function readSecret(token: string): string {
  if (token.length > 256) throw badRequest('secret token is too long')
  if (!/^[\w-]*$/.test(token)) throw badRequest('secret token contains illegal symbols')
  return token
}
