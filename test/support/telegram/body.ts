import formbody from '@fastify/formbody'
import multipart from '@fastify/multipart'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Params, type Upload } from './params.js'
import { badRequest, Refusal } from './refusal.js'

const UPLOAD_LIMIT = 50 * 1024 * 1024
const BODY_LIMIT = UPLOAD_LIMIT + 1024 * 1024

export async function acceptBodies(app: FastifyInstance): Promise<void> {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'string', bodyLimit: BODY_LIMIT }, (_request, body, done) => {
    try {
      done(null, body === '' ? {} : JSON.parse(String(body)))
    } catch {
      done(badRequest("can't parse request body as JSON"))
    }
  })
  await app.register(formbody)
  await app.register(multipart, { limits: { fileSize: UPLOAD_LIMIT, files: 20, parts: 200 } })
  // Telegram ignores a body that it cannot read.
  app.addContentTypeParser('*', (_request, payload, done) => {
    payload.resume().on('end', () => done(null, {}))
  })
}

/** Query string and body together, as Telegram reads them. */
export async function paramsOf(request: FastifyRequest): Promise<Params> {
  const query = request.query as Record<string, unknown>
  if (!request.isMultipart()) return new Params({ ...query, ...objectOr(request.body) })
  const fields: Record<string, unknown> = { ...query }
  const uploads = new Map<string, Upload>()
  for await (const part of request.parts()) {
    if (part.type === 'field') fields[part.fieldname] = part.value
    else uploads.set(part.fieldname, await uploadOf(part))
  }
  return new Params(fields, uploads)
}

function objectOr(body: unknown): Record<string, unknown> {
  if (body === undefined || body === null) return {}
  if (typeof body !== 'object' || Array.isArray(body)) throw badRequest('expected an Object')
  return body as Record<string, unknown>
}

async function uploadOf(part: { toBuffer(): Promise<Buffer>; filename: string; mimetype: string }): Promise<Upload> {
  const bytes = await part.toBuffer().catch((error: { statusCode?: number }) => {
    throw error.statusCode === 413 ? new Refusal(413, 'Request Entity Too Large') : error
  })
  return { bytes, name: part.filename, mime: part.mimetype }
}
