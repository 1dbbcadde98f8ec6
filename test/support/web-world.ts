import { aSite } from './web-site.js'
import type { World } from './world.js'

/** The web chat of a world, listening: real Redis, real sealing, plain http. */
export async function serveWebChat({ conversation, evidenceDesk }: World) {
  const { app } = await aSite({ conversation, evidence: evidenceDesk })
  const address = await app.listen({ host: '127.0.0.1', port: 0 })
  return { address, stop: () => app.close() }
}
