// One source that sends as many requests a second as it is told, whatever comes back. A process of its own, so that
// the visitors' times are not its doing. Prints the answers by status when it is asked to stop.
import { randomBytes } from 'node:crypto'
import { Agent, request } from 'node:http'

const { site, address, shape, rate } = JSON.parse(process.argv[2])
const TICK_MS = 10
const OPEN_AT_MOST = 2_000
const KEPT_AT_MOST = 50_000
/** The longest that a waiting ticket asks for. */
const TICKET_MS = 8_000
const agent = new Agent({ keepAlive: true, maxSockets: 256 })
const answers = {}
/** Each drawn form is posted once, as somebody would who knows that a repeated one is noticed. */
const forms = []
const tickets = []
let [open, owed, ownCookie] = [0, 0, '']

function send(form, cookie) {
  open += 1
  const body = form ? new URLSearchParams({ ...form, lang: 'vi', choice: 'report' }).toString() : ''
  const type = { 'content-type': 'application/x-www-form-urlencoded', 'content-length': body.length }
  const headers = { 'x-forwarded-for': address, ...(cookie ? { cookie } : {}), ...(form ? type : {}) }
  const sent = request(site, { method: form ? 'POST' : 'GET', agent, headers }, (response) => {
    let page = ''
    response.on('data', (chunk) => {
      page += chunk
    })
    response.on('end', () => {
      learn(page, response.headers['set-cookie'])
      done(response.statusCode)
    })
    response.on('error', () => done('broken'))
  })
  sent.on('error', () => done('refused'))
  sent.end(body)
}

function learn(page, cookies) {
  const [turn, ticket] = [hidden(page, 'turn'), hidden(page, 'ticket')]
  if (ticket && tickets.length < KEPT_AT_MOST) tickets.push({ turn, ticket, from: Date.now() + TICKET_MS })
  if (turn && !ticket && forms.length < KEPT_AT_MOST) forms.push({ turn })
  if (shape === 'one-cookie') ownCookie ||= cookies?.[0]?.split(';')[0] ?? ''
}

function hidden(page, name) {
  return new RegExp(`name="${name}" value="([^"]+)"`).exec(page)?.[1]
}

function done(status) {
  open -= 1
  answers[status] = (answers[status] ?? 0) + 1
}

const COOKIES = {
  'one-cookie': () => ownCookie,
  'made-up': () => `draft=${randomBytes(32).toString('base64url')}.${randomBytes(16).toString('base64url')}`,
}

/** What to post, or nothing to read a page. An old form is one no bot of ours drew: refused, on a page drawn for it. */
function nextForm() {
  if (shape === 'old-form') return { turn: 'A'.repeat(43) }
  if (shape === 'tickets' && tickets[0]?.from < Date.now()) {
    const { turn, ticket } = tickets.shift()
    return { turn, ticket }
  }
  return forms.pop()
}

setInterval(() => {
  for (owed += (rate * TICK_MS) / 1000; owed >= 1; owed -= 1) {
    if (open < OPEN_AT_MOST) send(nextForm(), COOKIES[shape]?.() ?? '')
  }
}, TICK_MS)

process.on('SIGTERM', () => {
  process.stdout.write(JSON.stringify(answers), () => process.exit(0))
})
