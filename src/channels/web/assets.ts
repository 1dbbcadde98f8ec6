import { readFileSync } from 'node:fs'
import type { FastifyInstance } from 'fastify'

export interface Assets {
  readonly stylesheet: string
  readonly icon: string
}

/** From the source folder also when compiled: the compiler copies no stylesheet. */
const FOLDER = new URL('../../../src/channels/web/', import.meta.url)

/** Serves the stylesheet and the icon under names made from their content, so that browsers may keep them for good. */
export function registerAssets(app: FastifyInstance): Assets {
  return {
    stylesheet: serve(app, 'site.css', 'text/css; charset=utf-8'),
    icon: serve(app, 'icon.svg', 'image/svg+xml'),
  }
}

function serve(app: FastifyInstance, file: string, type: string): string {
  const content = readFileSync(new URL(file, FOLDER), 'utf8')
  const path = `/${file.replace('.', `-${fingerprint(content)}.`)}`
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
