import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Update } from 'telegraf/types'
import * as z from 'zod'
import type { Log } from '../../log.js'
import { chatOf, type TelegramBot } from './bot.js'
import { createLines } from './lines.js'

export const WEBHOOK_PATH = '/telegram'

interface WebhookDeps {
  /** Nothing while the bot has not learned yet who it is: Telegram delivers again. */
  readonly handle: () => TelegramBot | undefined
  /** Compares in constant time. */
  readonly isSecret: (given: string) => boolean
  readonly log: Log
}

/** The largest update has a text of 4,096 characters with its entities, and a message that it answers: some 100 KB. */
const BODY_LIMIT = 512 * 1024

/** Only what is needed to tell an update from anything else; the rest is read by whoever handles it. */
const AnUpdate = z.looseObject({ update_id: z.number().int() })

/**
 * Where Telegram delivers. The body is decoded whole: telegraf's own reader decodes each piece by itself and so breaks
 * letters that lie across two. An update is handled and then answered; a failure is answered with 503, so that Telegram
 * delivers it again.
 */
export async function registerWebhook(app: FastifyInstance, deps: WebhookDeps): Promise<void> {
  const lines = createLines()
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('application/json', { parseAs: 'buffer', bodyLimit: BODY_LIMIT }, (_, body, done) => {
      done(null, parse(body as Buffer))
    })
    scope.setErrorHandler((error: { statusCode?: number }, _, reply) => reply.code(error.statusCode ?? 500).send())
    scope.post(WEBHOOK_PATH, { bodyLimit: BODY_LIMIT, onRequest: checkSecret(deps) }, (request, reply) =>
      take(deps, lines, request, reply),
    )
  })
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    return undefined
  }
}

/** Before the body is read: nobody else may make us read one. */
function checkSecret({ isSecret, log }: WebhookDeps) {
  return async (request: FastifyRequest, reply: FastifyReply) => {
    const given = request.headers['x-telegram-bot-api-secret-token']
    if (typeof given === 'string' && isSecret(given)) return
    log.warn('webhook refused', { route: WEBHOOK_PATH, status: 403 })
    return reply.code(403).send()
  }
}

async function take(
  { handle, log }: WebhookDeps,
  lines: ReturnType<typeof createLines>,
  { body }: FastifyRequest,
  reply: FastifyReply,
) {
  const update = AnUpdate.safeParse(body)
  if (!update.success) return reply.code(400).send()
  const bot = handle()
  if (!bot) return reply.code(503).header('retry-after', '2').send()
  try {
    const given = update.data as unknown as Update
    await lines.inLine(chatOf(given), () => bot(given))
    return reply.code(200).send()
  } catch (error) {
    log.warn('an update is to be delivered again', { error })
    return reply.code(503).send()
  }
}
