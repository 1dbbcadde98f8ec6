import { setTimeout as sleep } from 'node:timers/promises'

const STEPS = [
  { choice: 'report' },
  { choice: 'drugs' },
  { text: 'Tối nào cũng có người lạ tụ tập gần chợ cũ.' },
  { choice: 'no' },
  { choice: 'p-an-hoi' },
  { choice: 'yesterday' },
  { choice: 'saw' },
  { choice: 'send' },
]
const RECEIPT = /(?:[0-9A-Z]{4}-){4}[0-9A-Z]/
/** Somebody with a report to make presses "again" for this long. */
const PATIENCE_MS = 60_000

/**
 * An honest visitor who walks a whole report: forms, one cookie, redirects; presses what a waiting page offers, or with
 * `script` does its proof of work. Answers whether there was a receipt, and how long each step took, in milliseconds.
 */
export async function walk({ site, address, script, pauseMs, requests }) {
  const visitor = { site, address, script, requests, cookie: '', page: '', until: Date.now() + PATIENCE_MS }
  const times = []
  const timed = async (step) => {
    const started = performance.now()
    await step()
    times.push(performance.now() - started)
  }
  try {
    await timed(() => open(visitor))
    for (const fields of STEPS) {
      await sleep(pauseMs * (0.5 + Math.random()))
      await timed(() => post(visitor, { turn: hidden(visitor.page, 'turn'), ...fields }))
    }
    const ok = RECEIPT.test(visitor.page.replace(/<[^>]*>/g, ''))
    return { ok, times, why: ok ? undefined : 'no receipt' }
  } catch (error) {
    return { ok: false, times, why: error.cause?.code ?? error.message }
  }
}

async function open(visitor) {
  const { status, retryMs } = await ask(visitor, 'GET')
  if (status === 200) return undefined
  await again(visitor, retryMs)
  return open(visitor)
}

/** A page instead of the redirect is one that asks to wait: its form is sent as it stands. */
async function post(visitor, fields) {
  const { status, retryMs } = await ask(visitor, 'POST', fields)
  if (status === 303) return open(visitor)
  const ticket = hidden(visitor.page, 'ticket')
  if (ticket === undefined) await again(visitor, retryMs)
  else if (Date.now() > visitor.until) throw new Error('out of patience')
  const { ticket: _, answer: __, ...rest } = fields
  const more = ticket === undefined ? {} : { ticket, answer: visitor.script ? await solve(visitor.page, ticket) : '' }
  return post(visitor, { ...rest, ...more })
}

async function again({ until }, retryMs) {
  if (Date.now() > until) throw new Error('out of patience')
  await sleep(retryMs)
}

async function ask(visitor, method, fields) {
  const { site, address, cookie, requests } = visitor
  requests.count += 1
  const response = await fetch(`${site}/`, {
    method,
    headers: { 'x-forwarded-for': address, ...(cookie ? { cookie } : {}) },
    redirect: 'manual',
    signal: AbortSignal.timeout(20_000),
    ...(fields ? { body: new URLSearchParams(fields) } : {}),
  })
  const [set] = response.headers.getSetCookie()
  if (set) visitor.cookie = set.split(';')[0]
  const page = await response.text()
  if (response.status !== 303) visitor.page = page
  return { status: response.status, retryMs: Number(response.headers.get('retry-after') ?? 1) * 1000 }
}

function hidden(page, name) {
  return new RegExp(`name="${name}" value="([^"]*)"`).exec(page)?.[1]
}

/** As the page's own script does it. */
async function solve(page, ticket) {
  const bits = Number(/data-bits="(\d+)"/.exec(page)?.[1])
  for (let answer = 0; ; answer += 1) {
    const text = new TextEncoder().encode(`${ticket}:${answer}`)
    const hash = new DataView(await crypto.subtle.digest('SHA-256', text))
    if (Math.clz32(hash.getUint32(0)) >= bits) return String(answer)
  }
}
