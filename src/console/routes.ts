import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Access } from './gate.js'
import type { ConsoleDeps } from './ports.js'
import { makeCode, showAlertSettings, unlink } from './routes/alerts.js'
import { showAudit } from './routes/audit.js'
import { actOnCase, sayWhatIsNew, showCaseFile } from './routes/cases.js'
import { enrol, showEnrolment } from './routes/enrolment.js'
import { showEvidence } from './routes/evidence.js'
import { lock, sayWhetherOpen, unlock } from './routes/lock.js'
import { health, readiness, sendAsset } from './routes/machine.js'
import { approve, askToDisable, disable, invite, showOfficers } from './routes/officers.js'
import { showQueue, showQueuePart } from './routes/queue.js'
import { saveRosterDay, showRoster, showRosterDay } from './routes/roster.js'
import { setUp, showSetUp } from './routes/set-up.js'
import { showShift } from './routes/shift.js'
import { changeLanguage, showSignIn, signIn, signOut } from './routes/sign-in.js'

export type Handler = (deps: ConsoleDeps, request: FastifyRequest, reply: FastifyReply) => Promise<unknown>

export interface ConsoleRoute {
  readonly method: 'GET' | 'POST'
  readonly url: string
  readonly access: Access
  readonly timed?: true
  readonly handle: Handler
}

/** Everything the console answers. What is not `open` needs a session. */
export const routes: readonly ConsoleRoute[] = [
  { method: 'GET', url: '/healthz', access: 'open', handle: health },
  { method: 'GET', url: '/readyz', access: 'open', handle: readiness },
  { method: 'GET', url: '/static/:name', access: 'open', handle: sendAsset },
  { method: 'GET', url: '/static/:tag/:name', access: 'open', handle: sendAsset },
  { method: 'GET', url: '/dang-nhap', access: 'open', handle: showSignIn },
  { method: 'POST', url: '/dang-nhap', access: 'open', handle: signIn },
  { method: 'GET', url: '/ghi-danh/:officerId', access: 'open', handle: showEnrolment },
  { method: 'POST', url: '/ghi-danh/:officerId', access: 'open', handle: enrol },

  { method: 'POST', url: '/dang-xuat', access: 'session', handle: signOut },
  { method: 'POST', url: '/khoa', access: 'session', handle: lock },
  { method: 'GET', url: '/khoa', access: 'session', timed: true, handle: sayWhetherOpen },
  { method: 'POST', url: '/mo-khoa', access: 'session', handle: unlock },
  { method: 'POST', url: '/ngon-ngu', access: 'session', handle: changeLanguage },
  { method: 'GET', url: '/thiet-lap', access: 'enrolling', handle: showSetUp },
  { method: 'POST', url: '/thiet-lap', access: 'enrolling', handle: setUp },

  { method: 'GET', url: '/', access: 'queue.read', handle: showQueue },
  { method: 'GET', url: '/hang-doi', access: 'queue.read', timed: true, handle: showQueuePart },
  { method: 'GET', url: '/ca-truc', access: 'queue.read', handle: showShift },
  { method: 'GET', url: '/vu/:caseId', access: 'case.read', handle: showCaseFile },
  { method: 'GET', url: '/vu/:caseId/moi', access: 'case.read', timed: true, handle: sayWhatIsNew },
  { method: 'GET', url: '/vu/:caseId/tep/:n', access: 'case.read', handle: showEvidence },
  { method: 'POST', url: '/vu/:caseId/:action', access: 'case.act', handle: actOnCase },

  { method: 'GET', url: '/lich-truc', access: 'roster.read', handle: showRoster },
  { method: 'GET', url: '/lich-truc/:day', access: 'roster.edit', handle: showRosterDay },
  { method: 'POST', url: '/lich-truc/:day', access: 'roster.edit', handle: saveRosterDay },
  { method: 'GET', url: '/bao-tin', access: 'alerts.own', handle: showAlertSettings },
  { method: 'POST', url: '/bao-tin/ma', access: 'alerts.own', handle: makeCode },
  { method: 'POST', url: '/bao-tin/bo', access: 'alerts.own', handle: unlink },

  { method: 'GET', url: '/can-bo', access: 'officers.manage', handle: showOfficers },
  { method: 'POST', url: '/can-bo', access: 'officers.manage', handle: invite },
  { method: 'POST', url: '/can-bo/:officerId/duyet', access: 'officers.manage', handle: approve },
  { method: 'GET', url: '/can-bo/:officerId/ngung', access: 'officers.manage', handle: askToDisable },
  { method: 'POST', url: '/can-bo/:officerId/ngung', access: 'officers.manage', handle: disable },
  { method: 'GET', url: '/nhat-ky', access: 'audit.read', handle: showAudit },
]
