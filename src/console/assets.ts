import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

interface Asset {
  readonly type: string
  readonly body: Buffer
}

const TYPES = { css: 'text/css; charset=utf-8', js: 'text/javascript; charset=utf-8', svg: 'image/svg+xml' } as const

const require = createRequire(import.meta.url)
const served = new Map<string, Asset>()

/**
 * Addresses of the few files a page loads. The content is part of the name, so browsers may keep them for ever.
 * The build copies no files: from `src/console` and from `dist/console` alike, they are read where they are written.
 */
export const assets = {
  css: publish('console', 'css', new URL('../../src/console/static/console.css', import.meta.url)),
  caseCss: publish('case', 'css', new URL('../../src/console/static/case.css', import.meta.url)),
  script: publish('console', 'js', new URL('../../src/console/static/console.js', import.meta.url)),
  htmx: publish('htmx', 'js', require.resolve('htmx.org/dist/htmx.min.js')),
  mark: publish('mark', 'svg', new URL('../../src/console/static/mark.svg', import.meta.url)),
}

export function findAsset(name: string): Asset | undefined {
  return served.get(name)
}

function publish(name: string, ending: keyof typeof TYPES, file: URL | string): string {
  const body = readFileSync(file)
  const address = `${name}.${tagOf(body)}.${ending}`
  served.set(address, { type: TYPES[ending], body })
  return `/static/${address}`
}

/** FNV-1a: tells versions apart, protects nothing. */
function tagOf(body: Buffer): string {
  let tag = 0x811c9dc5
  for (const byte of body) tag = Math.imul(tag ^ byte, 0x01000193) >>> 0
  return tag.toString(36)
}
