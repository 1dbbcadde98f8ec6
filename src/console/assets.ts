import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

interface Asset {
  readonly type: string
  readonly body: Buffer
}

const TYPES = { css: 'text/css; charset=utf-8', js: 'text/javascript; charset=utf-8', svg: 'image/svg+xml' } as const

/** The build copies no files: from `src/console` and from `dist/console` alike, they are read where they are written. */
const FOLDER = new URL('../../src/console/static/', import.meta.url)

/** One stylesheet, in the order in which rules may overrule each other. */
const STYLES = [
  ...['base', 'frame', 'parts', 'forms', 'filters', 'queue', 'case', 'history', 'officers', 'shift', 'cover', 'keys'],
  ...['evidence', 'roster', 'conditions'],
]
/** Modules that name each other by their own names, so they are served under one folder. */
const SCRIPTS = ['console', 'sending', 'parts', 'queue', 'case', 'keys', 'lock']

const require = createRequire(import.meta.url)
const served = new Map<string, Asset>()

/** Addresses of the few files a page loads. The content is part of them, so browsers may keep them for ever. */
export const assets = {
  css: publish('console', 'css', Buffer.concat(STYLES.map((name) => read(`styles/${name}.css`)))),
  script: publishModules(),
  htmx: publish('htmx', 'js', readFileSync(require.resolve('htmx.org/dist/htmx.min.js'))),
  mark: publish('mark', 'svg', read('mark.svg')),
}

export function findAsset(name: string): Asset | undefined {
  return served.get(name)
}

function read(name: string): Buffer {
  return readFileSync(new URL(name, FOLDER))
}

function publish(name: string, ending: keyof typeof TYPES, body: Buffer): string {
  return serve(`${name}.${tagOf(body)}.${ending}`, ending, body)
}

/** The first is the one that pages name. */
function publishModules(): string {
  const bodies = SCRIPTS.map((name) => read(`${name}.js`))
  const tag = tagOf(Buffer.concat(bodies))
  const [first = ''] = bodies.map((body, at) => serve(`${tag}/${SCRIPTS[at]}.js`, 'js', body))
  return first
}

function serve(address: string, ending: keyof typeof TYPES, body: Buffer): string {
  served.set(address, { type: TYPES[ending], body })
  return `/static/${address}`
}

/** FNV-1a: tells versions apart, protects nothing. */
function tagOf(body: Buffer): string {
  let tag = 0x811c9dc5
  for (const byte of body) tag = Math.imul(tag ^ byte, 0x01000193) >>> 0
  return tag.toString(36)
}
