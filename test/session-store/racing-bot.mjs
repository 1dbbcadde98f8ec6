import { randomUUID } from 'node:crypto'

/**
 * A bot in a process of its own: `racing-bot.mjs <redis url> <mode> <token>`. It gets updates as messages and answers
 * `{ id, what }`: `read` when it holds what was stored and waits for `go`, then `done`, or `failed` when it wrote nothing.
 */
const [url, mode, token] = process.argv.slice(2)
const built = (file) => import(new URL(`../../dist/${file}`, import.meta.url))
const [{ connect }, { createCitizenSessions }, { sessionFrom }, store] = await Promise.all(
  ['store/redis.js', 'store/sessions.js', 'vault/session.js', 'session-store/index.js'].map(built),
)

const redis = connect(url)
const conversations = createCitizenSessions(redis, randomUUID)
const storage = store.createSessionStore({ redis })
const me = { id: 1, is_bot: true, first_name: 'Hòm thư', username: 'hom_thu_bot' }

const goes = new Map()
const say = (id, what) => process.send({ id, what })

async function untilGo(id) {
  const go = new Promise((resolve) => goes.set(id, resolve))
  say(id, 'read')
  await go
}

/** The worst a handler can do: it reads, looks elsewhere for a while, and writes what it made of what it had read. */
async function readWaitWrite(ctx, wait) {
  const { seen } = ctx.session
  await wait(ctx.update.update_id)
  ctx.session = { seen: [...seen, ctx.update.update_id] }
}
const elsewhere = () => redis.ping()
const oneAtATime = (ctx, next) => conversations.exclusively(String(ctx.chat.id), next)

async function grammy(wait, ...before) {
  const { Bot, session } = await import('grammy')
  const bot = new Bot('1:test', { botInfo: me })
  bot.use(...before, session({ initial: () => ({ seen: [] }), storage }), (ctx) => readWaitWrite(ctx, wait))
  return (update) => bot.handleUpdate(update)
}

async function telegraf(wait, ...before) {
  process.env.EXPERIMENTAL_SESSION_CHECKS = '1'
  const { session, Telegraf } = await import('telegraf')
  const bot = new Telegraf('1:test')
  bot.botInfo = me
  bot.catch((error) => {
    throw error
  })
  const getSessionKey = (ctx) => String(ctx.chat.id)
  const sessions = session({
    store: store.asTelegrafStore(storage),
    getSessionKey,
    defaultSession: () => ({ seen: [] }),
  })
  bot.use(...before, sessions, (ctx) => readWaitWrite(ctx, wait))
  return (update) => bot.handleUpdate(update)
}

/** How the product itself takes a turn of a conversation, without the conversation. */
function conversation(wait, exclusively) {
  const handle = sessionFrom(token, 'citizen')
  const turn = async ({ update_id: id }) => {
    const { value, version } = await conversations.load(handle)
    await wait(id)
    const saved = await conversations.save(handle, { seen: [...(value?.seen ?? []), id] }, version)
    if (!saved) throw new Error('somebody else saved meanwhile')
  }
  return (update) => exclusively(handle.id, () => turn(update))
}

const MODES = {
  'grammY alone': () => grammy(untilGo),
  'telegraf alone': () => telegraf(untilGo),
  'grammY with the lock': () => grammy(elsewhere, oneAtATime),
  'telegraf with the lock': () => telegraf(elsewhere, oneAtATime),
  'the conversation with lock and version': () => conversation(elsewhere, conversations.exclusively),
  'the conversation with its version only': () => conversation(untilGo, (_, turn) => turn()),
}

const take = await MODES[mode]()

process.on('message', ({ update, go }) => {
  if (go !== undefined) return goes.get(go)()
  const id = update.update_id
  take(update).then(
    () => say(id, 'done'),
    () => say(id, 'failed'),
  )
})
process.on('disconnect', () => process.exit())
say(0, 'ready')
