import http from 'node:http'
import https from 'node:https'
import { PassThrough, pipeline, type Readable } from 'node:stream'
import { HttpsProxyAgent } from 'https-proxy-agent'
import { SocksProxyAgent } from 'socks-proxy-agent'
import { Telegram } from 'telegraf'
import type { Method, Payload, Result } from './api-types.js'
import { BotApiFailure, failureOf } from './failure.js'

export interface BotApiOptions {
  readonly token: string
  /** `https://api.telegram.org`, or a Bot API server of one's own. */
  readonly apiRoot: string
  /** `http:`, `https:` or `socks5:` address of a way out. */
  readonly proxy?: string | undefined
}

/** A call of the Bot API answers, or throws a {@link BotApiFailure}; telegraf itself would wait for 500 seconds. */
export interface BotApi {
  /** For whoever needs telegraf's own object. */
  readonly telegram: Telegram
  call<M extends Method>(method: M, payload: Payload<M>, options?: CallOptions): Promise<Result<M>>
  /** The bytes of a file that somebody sent, as they arrive. At most 20 MB, which is Telegram's own limit. */
  download(fileId: string): Promise<Readable>
}

export interface CallOptions {
  readonly timeoutMs?: number
  readonly signal?: AbortSignal
}

const CALL_MS = 15_000
const IDLE_MS = 30_000

export function createBotApi({ token, apiRoot, proxy }: BotApiOptions): BotApi {
  const agent = agentFor(apiRoot, proxy)
  // Without the slash telegraf drops a path that the root may have.
  const root = apiRoot.endsWith('/') ? apiRoot : `${apiRoot}/`
  const telegram = new Telegram(token, { apiRoot: root, agent, webhookReply: false })
  // For an http: root telegraf throws the agent away, and with it the proxy.
  telegram.options.agent = agent
  const call: BotApi['call'] = async (method, payload, { timeoutMs = CALL_MS, signal } = {}) => {
    const deadline = AbortSignal.timeout(Math.ceil(timeoutMs))
    const stop = signal ? AbortSignal.any([signal, deadline]) : deadline
    try {
      return (await telegram.callApi(method as never, payload as never, { signal: stop as never })) as never
    } catch (error) {
      throw failureOf(method, error)
    }
  }
  return { telegram, call, download: async (fileId) => get(await linkTo(call, fileId, { root, token }), agent) }
}

async function linkTo(call: BotApi['call'], fileId: string, { root, token }: { root: string; token: string }) {
  const { file_path } = await call('getFile', { file_id: fileId })
  if (!file_path) throw new BotApiFailure('getFile', 'content')
  return new URL(`./file/bot${token}/${file_path}`, root)
}

/** Node's own client: the address holds the token, so no error of it may get out. */
function get(url: URL, agent: http.Agent): Promise<PassThrough> {
  const client = url.protocol === 'https:' ? https : http
  return new Promise((resolve, reject) => {
    const failed = () => reject(new BotApiFailure('download', 'unknown'))
    const request = client.get(url, { agent, timeout: IDLE_MS }, (response) => {
      if (response.statusCode !== 200) {
        response.resume()
        return failed()
      }
      const body = new PassThrough()
      // A body that breaks off has to look like it, and not like a short file.
      pipeline(response, body, () => undefined)
      response.on('aborted', () => body.destroy(new BotApiFailure('download', 'unknown')))
      resolve(body)
    })
    request.on('timeout', () => request.destroy())
    request.on('error', failed)
  })
}

function agentFor(apiRoot: string, proxy: string | undefined): http.Agent {
  if (proxy?.startsWith('socks')) return new SocksProxyAgent(proxy, { keepAlive: true })
  if (proxy) return new HttpsProxyAgent(proxy, { keepAlive: true })
  return apiRoot.startsWith('https:') ? new https.Agent({ keepAlive: true }) : new http.Agent({ keepAlive: true })
}
