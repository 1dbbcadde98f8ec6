import type { FastifyReply, FastifyRequest } from 'fastify'
import { showProblem } from '../answers.js'
import { findAsset } from '../assets.js'
import { textField } from '../forms.js'
import type { ConsoleDeps } from '../ports.js'

/** The process is alive: says nothing about what it depends on. */
export async function health(_: ConsoleDeps, _request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  return reply.send({ ok: true })
}

export async function readiness(deps: ConsoleDeps, _: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const { ok, reasons } = await deps.readiness()
  return reply.status(ok ? 200 : 503).send({ ok, reasons })
}

export async function sendAsset(deps: ConsoleDeps, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const [tag, name] = ['tag', 'name'].map((part) => textField(request.params, part))
  const asset = findAsset([tag, name].filter((part) => part !== undefined).join('/'))
  if (!asset) return showProblem(deps, request, reply, 'not-found')
  return reply.header('Cache-Control', 'public, max-age=31536000, immutable').type(asset.type).send(asset.body)
}
