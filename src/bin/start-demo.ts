import type { ProcessName } from '../config.js'
import { SignedKeyList } from '../domain/officers.js'
import { announceDemo } from '../supervisor/announce-demo.js'
import { keepDemo, readDemo, refuseForeignRedis } from '../supervisor/demo.js'
import type { Say } from '../supervisor/run.js'
import { type Sources, valueFor } from '../supervisor/sources.js'
import { readKeyList } from '../vault/key-list.js'
import type { FirstRun } from './first-run.js'
import { makeDemo } from './make-demo.js'

/** What `npm start -- --demo` does beside a plain start. */

/** Nothing is read from or written to a Redis that belongs to somebody else. `orgKey`: this demo's, once it has one. */
export async function checkRedisOfDemo(url: string | undefined, orgKey: string | undefined): Promise<void> {
  if (url) await refuseForeignRedis(url, (signed) => orgKey !== undefined && isSignedBy(orgKey, signed))
}

function isSignedBy(orgKey: string, signed: string): boolean {
  try {
    readKeyList(SignedKeyList.parse(JSON.parse(signed)), orgKey, 0, new Date(), { evenExpired: true })
    return true
  } catch {
    return false
  }
}

interface Making {
  readonly first: FirstRun
  readonly dataDir: string
  readonly allowVolatile: boolean
  readonly sources: Sources
  readonly say: Say
}

export async function fillDemo({ sources, dataDir, say, ...rest }: Making): Promise<void> {
  say('Making up officers and reports.')
  const url = (process: ProcessName, name: 'REDIS_URL' | 'REDIS_VOLATILE_URL') => valueFor(process, name, sources) ?? ''
  await keepDemo(dataDir, await makeDemo({ ...rest, dataDir, url }))
}

interface Telling {
  readonly dataDir: string
  readonly isTerminal: boolean
  readonly say: Say
}

export async function tellDemo(telling: Telling, urls: { site: readonly string[]; console: readonly string[] }) {
  const demo = await readDemo(telling.dataDir)
  const [[site = ''], [console = '']] = [urls.site, urls.console]
  if (demo) await announceDemo({ ...telling, demo, site, console, now: new Date() })
}
