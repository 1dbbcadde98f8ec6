import { readFileSync } from 'node:fs'
import type { FastifyInstance } from 'fastify'

export interface Assets {
  readonly stylesheet: string
  readonly icon: string
  /** The one script, of the waiting page only. */
  readonly proofOfWork: string
}

/** From the source folder also when compiled: the compiler copies no stylesheet. */
const FOLDER = new URL('../../../src/channels/web/', import.meta.url)

/** One stylesheet, in the order in which rules may overrule each other. */
const STYLES = ['base', 'frame', 'talk', 'answers', 'conditions']

/** Serves stylesheet, icon and script under names made from their content, so that browsers may keep them for good. */
export function registerAssets(app: FastifyInstance): Assets {
  const styles = STYLES.map((name) => read(`styles/${name}.css`)).join('\n')
  return {
    stylesheet: serve(app, 'site.css', 'text/css; charset=utf-8', styles),
    icon: serve(app, 'icon.svg', 'image/svg+xml', read('icon.svg')),
    proofOfWork: serve(app, 'wait.js', 'text/javascript; charset=utf-8', read('flood/proof-of-work.js')),
  }
}

function read(file: string): string {
  return readFileSync(new URL(file, FOLDER), 'utf8')
}

function serve(app: FastifyInstance, name: string, type: string, content: string): string {
  const path = `/${name.replace('.', `-${fingerprint(content)}.`)}`
  app.get(path, (_, reply) =>
    reply.type(type).header('cache-control', 'public, max-age=31536000, immutable').send(content),
  )
  return path
}

/** FNV-1a: names a version of a file, protects nothing. */
function fingerprint(text: string): string {
  let hash = 0x811c9dc5
  for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0
  return hash.toString(36)
}
