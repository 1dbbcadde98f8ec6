import type { ConsoleApi } from '../console-api.js'
import { record } from '../record.js'
import { createAct } from './act.js'
import { type ConsoleDeps, mustBeAbleTo, presentActorOf } from './deps.js'
import { createEnrolment } from './enrol.js'
import { createOfficerCalls } from './manage-officers.js'
import { createReadCalls } from './read-case.js'
import { createSignIn } from './sign-in.js'

const AUDIT_PAGE = 200

export function createConsoleApi(deps: ConsoleDeps): ConsoleApi {
  return {
    signIn: createSignIn(deps),
    resume: (unlocked) => presentActorOf(deps, unlocked),
    signedOut: (actor) => record(deps, { actor: actor.officerId, action: 'signed-out', subject: null }),
    ...createEnrolment(deps),
    ...createReadCalls(deps),
    act: createAct(deps),
    ...createOfficerCalls(deps),
    async audit(actor) {
      mustBeAbleTo(actor, 'audit.read')
      return (await deps.audit.entries(-AUDIT_PAGE, AUDIT_PAGE)).reverse()
    },
  }
}
