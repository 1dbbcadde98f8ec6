import { createConsole } from '../../src/console/app.js'
import type { ConsoleDeps } from '../../src/console/ports.js'
import { silent } from '../../src/log.js'
import { createOfficerSessions } from '../../src/store/officer-sessions.js'
import { createDevices, sameSecret } from '../../src/vault/devices.js'
import { newToken } from '../../src/vault/ids.js'
import { readSession } from '../../src/vault/session.js'
import type { World } from '../support/world.js'

/** The console as its process builds it, on the real use cases and the real store of a test's world. */
export async function realConsole(world: World, overrides: Partial<ConsoleDeps> = {}) {
  const sessions = createOfficerSessions(world.volatile, newToken, (token) => readSession(token, 'officer'))
  const app = await createConsole({
    api: world.api,
    sessions,
    devices: createDevices(Buffer.alloc(32, 1)),
    translator: world.translator,
    places: world.places,
    log: silent,
    secureCookie: false,
    trustProxy: [],
    sameSecret,
    readiness: async () => ({ ok: true, reasons: [] }),
    now: world.now,
    ...overrides,
  })
  return { app, sessions }
}
