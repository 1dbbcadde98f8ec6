import type { ConsoleApi } from '../console-api.js'
import { record } from '../record.js'
import { createAct } from './act.js'
import { createAlertCalls } from './alert-settings.js'
import { type ConsoleDeps, mustBeAbleTo, presentActorOf } from './deps.js'
import { createEnrolment } from './enrol.js'
import { createRosterCalls } from './keep-roster.js'
import { createOfficerCalls } from './manage-officers.js'
import { createPaced } from './paced.js'
import { createReadCalls } from './read-case.js'
import { createReadEvidence } from './read-evidence.js'
import { createReadQueue } from './read-queue.js'
import { createReadShift } from './read-shift.js'
import { createSignIn } from './sign-in.js'
import { createUnlock } from './unlock.js'

const AUDIT_PAGE = 200

export function createConsoleApi(deps: ConsoleDeps): ConsoleApi {
  const paced = createPaced(deps)
  return {
    signIn: createSignIn(deps, paced),
    unlock: createUnlock(deps, paced),
    resume: (unlocked) => presentActorOf(deps, unlocked),
    signedOut: (officerId) => record(deps, { actor: officerId, action: 'signed-out', subject: null }),
    screenLocked: (officerId) => record(deps, { actor: officerId, action: 'screen-locked', subject: null }),
    loginOf: async (officerId) => (await deps.officers.byId(officerId))?.login,
    ...createEnrolment(deps),
    queue: createReadQueue(deps),
    shift: createReadShift(deps),
    ...createReadCalls(deps),
    evidence: createReadEvidence(deps),
    act: createAct(deps),
    ...createOfficerCalls(deps),
    ...createRosterCalls(deps),
    ...createAlertCalls(deps),
    async audit(actor) {
      mustBeAbleTo(actor, 'audit.read')
      return (await deps.audit.entries(-AUDIT_PAGE, AUDIT_PAGE)).reverse()
    },
  }
}
