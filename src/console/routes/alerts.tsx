import type { FastifyReply, FastifyRequest } from 'fastify'
import { backTo, show } from '../answers.js'
import { textField } from '../forms.js'
import { languageOf, pageFor } from '../page.js'
import type { ConsoleDeps } from '../ports.js'
import { AlertSettingsPage, LinkCodePage } from '../views/alerts.js'
import { actorOf } from '../visitor.js'

export async function showAlertSettings(
  deps: ConsoleDeps,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  const settings = await deps.api.alertSettings(actorOf(request))
  const done = textField(request.query, 'da')
  return show(reply, 200, <AlertSettingsPage page={pageFor(deps, request)} settings={settings} done={done} />)
}

/** Shown once: going back and asking again makes another. */
export async function makeCode(deps: ConsoleDeps, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const fresh = await deps.api.newLinkCode(actorOf(request), languageOf(deps, request))
  return show(reply, 200, <LinkCodePage page={pageFor(deps, request, '/bao-tin')} fresh={fresh} />)
}

export async function unlink(deps: ConsoleDeps, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  await deps.api.unlinkAlerts(actorOf(request))
  return backTo(reply, '/bao-tin', 'unlinked')
}
