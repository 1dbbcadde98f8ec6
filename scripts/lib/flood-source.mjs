// One source that sends as many requests a second as it is told, whatever comes back. A process of its own, so that
// the visitors' times are not its doing. Prints the answers by status when it is asked to stop.
import { randomBytes } from 'node:crypto'
import { Agent, request } from 'node:http'

const { site, address, shape, rate } = JSON.parse(process.argv[2])
const TICK_MS = 10
const OPEN_AT_MOST = 2_000
const agent = new Agent({ keepAlive: true, maxSockets: 256 })
const answers = {}
let [open, owed, turn, ownCookie] = [0, 0, '', '']

function send(method, cookie) {
  open += 1
  const body = method === 'POST' ? `turn=${turn}&lang=vi&choice=report` : ''
  const type = { 'content-type': 'application/x-www-form-urlencoded', 'content-length': body.length }
  const headers = { 'x-forwarded-for': address, ...(cookie ? { cookie } : {}), ...(body ? type : {}) }
  const sent = request(site, { method, agent, headers }, (response) => {
    let page = ''
    response.on('data', (chunk) => {
      page += chunk
    })
    response.on('end', () => {
      turn = /name="turn" value="([^"]+)"/.exec(page)?.[1] ?? turn
      if (shape === 'one-cookie' && !ownCookie) ownCookie = response.headers['set-cookie']?.[0]?.split(';')[0] ?? ''
      done(response.statusCode)
    })
    response.on('error', () => done('broken'))
  })
  sent.on('error', () => done('refused'))
  sent.end(body)
}

function done(status) {
  open -= 1
  answers[status] = (answers[status] ?? 0) + 1
}

const COOKIES = {
  'one-cookie': () => ownCookie,
  'no-cookie': () => '',
  'made-up': () => `draft=${randomBytes(32).toString('base64url')}.${randomBytes(16).toString('base64url')}`,
}

let count = 0
setInterval(() => {
  for (owed += (rate * TICK_MS) / 1000; owed >= 1; owed -= 1) {
    if (open >= OPEN_AT_MOST) continue
    count += 1
    send(count % 2 === 1 || !turn ? 'GET' : 'POST', COOKIES[shape]())
  }
}, TICK_MS)

process.on('SIGTERM', () => {
  process.stdout.write(JSON.stringify(answers), () => process.exit(0))
})
