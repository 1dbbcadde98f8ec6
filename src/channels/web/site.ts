import cookie from '@fastify/cookie'
import formbody from '@fastify/formbody'
import multipart from '@fastify/multipart'
import Fastify, { type FastifyInstance } from 'fastify'
import { EVIDENCE_BYTES } from '../../domain/evidence.js'
import { registerWebChat } from './chat.js'
import type { WebChatDeps } from './deps.js'
import { registerHeaders } from './headers.js'

export interface SiteDeps extends WebChatDeps {
  /** Addresses of the proxies whose X-Forwarded headers are believed. */
  readonly trustProxy: readonly string[]
}

/** 4000 characters take at most 36 KB when a browser encodes them; the rest is room to say "too long" politely. */
const BODY_LIMIT = 256 * 1024

/**
 * A film of 20 MB over a slow phone (some 80 KB/s) takes five minutes; several such films have to come one by one. Who
 * sends nothing for a quarter of a minute is given up long before.
 */
const TIMES = { connectionTimeout: 60_000, requestTimeout: 420_000, http: { headersTimeout: 10_000 } }

/** The public site. It keeps no access log; the web chat is all of it, webhooks are registered beside. */
export async function createSite(deps: SiteDeps): Promise<FastifyInstance> {
  const app = Fastify({
    logger: false,
    bodyLimit: BODY_LIMIT,
    ...TIMES,
    // An address that cannot even be read gets no page: there is no route to draw it.
    frameworkErrors: (_, __, reply) => void reply.raw.writeHead(400, { 'cache-control': 'no-store' }).end(),
    trustProxy: deps.trustProxy.length > 0 ? [...deps.trustProxy] : false,
  })
  await registerHeaders(app, deps.secureCookie)
  await app.register(cookie)
  await app.register(async (pages) => {
    pages.removeAllContentTypeParsers()
    await pages.register(formbody)
    // A file that is too large is cut, and the citizen told; it does not end the whole request. One byte more is let
    // through, so that whoever judges files sees it. Whoever chooses a whole album gets the first files taken.
    const limits = { fileSize: EVIDENCE_BYTES + 1, files: 100, fields: 10, fieldSize: 1024 }
    await pages.register(multipart, { limits, throwFileSizeLimit: false })
    registerWebChat(pages, deps)
  })
  return app
}
