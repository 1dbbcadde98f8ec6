import type { FastifyReply, FastifyRequest } from 'fastify'
import type { SignInResult } from '../../app/console-api.js'
import { ownAddress } from '../addresses.js'
import { backTo, show } from '../answers.js'
import { originOf, rememberDevice } from '../devices.js'
import { forgetFirstRun } from '../first-run.js'
import { SignInForm, textField } from '../forms.js'
import { languageOf, pageFor } from '../page.js'
import type { ConsoleDeps } from '../ports.js'
import { SignInPage } from '../views/sign-in.js'
import { beginSession, endSession, findVisitor } from '../visitor.js'

export async function showSignIn(deps: ConsoleDeps, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  if (await findVisitor(deps, request, { touch: false })) return backTo(reply, '/')
  return show(reply, 200, <SignInPage page={pageFor(deps, request)} done={textField(request.query, 'da')} />)
}

export async function signIn(deps: ConsoleDeps, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const form = SignInForm.safeParse(request.body ?? {})
  const result: SignInResult = form.success
    ? await deps.api.signIn({ ...form.data, ...originOf(deps, request, form.data.login) })
    : { kind: 'refused' }
  if (result.kind === 'refused' || result.kind === 'wait') return refuse(deps, request, reply, result)
  const enrols = result.kind === 'must-enrol'
  // Again and again: when the process died between the new password and this, the file would stay for ever.
  if (!enrols && result.actor.role === 'lead') await forgetFirstRun(deps)
  rememberDevice(deps, request, reply, result.actor.login)
  await beginSession(deps, request, reply, {
    unlocked: result.actor.unlocked,
    language: languageOf(deps, request),
    stage: enrols ? 'enrolling' : 'full',
  })
  return backTo(reply, enrols ? '/thiet-lap' : '/')
}

function refuse(
  deps: ConsoleDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  result: Extract<SignInResult, { kind: 'refused' | 'wait' }>,
): FastifyReply {
  const waits = result.kind === 'wait'
  if (waits) reply.header('Retry-After', String(Math.ceil(result.ms / 1000)))
  return show(
    reply,
    waits ? 429 : 401,
    <SignInPage
      page={pageFor(deps, request)}
      login={textField(request.body, 'login')?.slice(0, 64)}
      refused={waits ? { waitMinutes: Math.max(1, Math.ceil(result.ms / 60_000)) } : 'refused'}
    />,
  )
}

export async function signOut(deps: ConsoleDeps, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const { visitor } = request
  if (visitor) {
    await endSession(deps, visitor, reply)
    await deps.api.signedOut(visitor.session.officerId)
  }
  return backTo(reply, '/dang-nhap', 'left')
}

export async function changeLanguage(
  deps: ConsoleDeps,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  const language = textField(request.body, 'language')
  if (request.visitor && language && deps.translator.languages.includes(language)) {
    await deps.sessions.saveLanguage(request.visitor.token, language)
  }
  return backTo(reply, ownAddress(textField(request.body, 'back')))
}
