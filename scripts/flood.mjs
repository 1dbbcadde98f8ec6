// What a flood from one source does to the others: normal load alone, then with 100 times as many requests a second.
//   npm run flood [-- --seconds 15 --visitors 10 --times 100 --shapes no-cookie/same,… --json] [--site URL]
// Not among the shapes unless asked for, because most others do not get in: tickets/same, a flood that waits for its tickets
// and hands them in, with others behind its very address who have no scripts.
// With --site it measures a running test site (TRUST_PROXY must name this machine); it leaves reports there.
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { startProduct } from './lib/flood-product.mjs'
import { walk } from './lib/flood-visitor.mjs'
import { build, checkNode, install, orSayWhy, ROOT, say } from './lib/prepare.mjs'

const SOURCE = fileURLToPath(new URL('./lib/flood-source.mjs', import.meta.url))
const FLOODER = '203.0.113.9'
const ENOUGH = 0.99
/** What is sent, from whose address the others come, and in one shape others with scripts on. */
const SHAPES = [
  ...['one-cookie', 'no-cookie', 'made-up', 'old-form'].flatMap((kind) => [`${kind}/elsewhere`, `${kind}/same`]),
  'no-cookie/same/script',
  'tickets/elsewhere',
  'tickets/same/script',
]

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '15' },
    visitors: { type: 'string', default: '10' },
    'pause-ms': { type: 'string', default: '1000' },
    times: { type: 'string', default: '100' },
    shapes: { type: 'string', default: SHAPES.join() },
    site: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
})
const options = {
  seconds: Number(values.seconds),
  visitors: Number(values.visitors),
  pauseMs: Number(values['pause-ms']),
  times: Number(values.times),
  shapes: values.shapes.split(','),
}

await orSayWhy(async () => {
  checkNode()
  process.chdir(ROOT)
  if (!values.site) [install, build].forEach((prepare) => void prepare())
  const product = values.site ? { site: values.site, stop: async () => undefined } : await startProduct()
  try {
    return report(await measure(product.site))
  } finally {
    await product.stop()
  }
})
process.exit()

async function measure(site) {
  const normal = await visit(site, '', undefined)
  tell('normal load', normal)
  const shapes = []
  for (const shape of options.shapes) {
    const rate = Math.round(normal.requestsPerSecond * options.times)
    shapes.push({ shape, ...(await underFlood(site, shape, rate)) })
    tell(shape, shapes.at(-1))
  }
  return { normal, shapes }
}

async function underFlood(site, shape, rate) {
  const [kind, whose, script] = shape.split('/')
  const flood = startFlood({ site, address: FLOODER, shape: kind, rate })
  const others = await visit(site, whose === 'same' ? FLOODER : '', script)
  const answers = await flood.stop()
  const answered = Object.values(answers).reduce((sum, count) => sum + count, 0)
  return { ...others, flood: { perSecond: Math.round(answered / others.seconds), wanted: rate, answers } }
}

function startFlood(what) {
  const child = spawn(process.execPath, [SOURCE, JSON.stringify(what)], { stdio: ['ignore', 'pipe', 'inherit'] })
  let output = ''
  child.stdout.on('data', (chunk) => {
    output += chunk
  })
  const closed = new Promise((resolve) => child.once('close', resolve))
  return {
    async stop() {
      child.kill('SIGTERM')
      await closed
      return JSON.parse(output || '{}')
    },
  }
}

/** Visitors who come one after the other for the given time; each walk that has begun is walked to its end. */
async function visit(site, address, script) {
  const requests = { count: 0 }
  const started = performance.now()
  const walks = []
  const one = async (number) => {
    while (performance.now() - started < options.seconds * 1000) {
      const from = address || `198.51.100.${number + 1}`
      walks.push(await walk({ site, address: from, script: script !== undefined, pauseMs: options.pauseMs, requests }))
    }
  }
  await Promise.all(Array.from({ length: options.visitors }, (_, number) => one(number)))
  return figures(walks, requests.count, (performance.now() - started) / 1000)
}

function figures(walks, requests, seconds) {
  const times = walks.flatMap((each) => each.times).sort((a, b) => a - b)
  const at = (part) => Math.round(times[Math.floor(times.length * part)] ?? 0)
  const reports = walks.filter((each) => each.ok).length
  return {
    ...{ walks: walks.length, reports, rate: reports / walks.length, failures: walks.flatMap(({ why }) => why ?? []) },
    ...{ medianMs: at(0.5), p95Ms: at(0.95), slowestMs: Math.round(times.at(-1) ?? 0) },
    ...{ seconds: Math.round(seconds), requestsPerSecond: Math.round(requests / seconds) },
  }
}

function tell(name, { walks, reports, failures, medianMs, p95Ms, slowestMs, requestsPerSecond, flood }) {
  if (values.json) return
  const others = `${reports} of ${walks} got a receipt; a step took ${medianMs} ms, p95 ${p95Ms}, at most ${slowestMs}`
  const sent = flood && `flood ${flood.perSecond}/s of ${flood.wanted}/s, ${JSON.stringify(flood.answers)}`
  say(`${name.padEnd(22)} ${others}; ${sent ?? `${requestsPerSecond} requests/s`} ${failures.join()}`.trimEnd())
}

function report(result) {
  const ok = result.shapes.every(({ rate }) => rate >= ENOUGH)
  if (values.json) say(JSON.stringify({ name: 'flood', ...result, ok }))
  else say(ok ? 'At least 99% of others get through in every shape.' : 'FAILED: under 99% in some shape.')
  return ok ? 0 : 1
}
