import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Bot, InlineKeyboard, InputFile, webhookCallback } from 'grammy'
import { Input, Markup, Telegraf, type TelegramError } from 'telegraf'
import type { BotApi } from '../../support/telegram/server.js'

export interface ApiFailure {
  readonly code: number
  readonly description: string
  readonly retryAfter: number | undefined
}

/** The same small bot, written twice in each library's own manner. */
export interface TestBot {
  /** Any method, past the library's conveniences. */
  call(method: string, payload?: object): Promise<unknown>
  /** The same, but what comes back is the refusal. */
  refused(method: string, payload?: object): Promise<ApiFailure>
  upload(bytes: Buffer, name: string): unknown
  poll(): Promise<void>
  stop(): Promise<void>
  /** Answers the address to give to setWebhook. */
  listen(secret?: string): Promise<string>
  /** Ids of the updates that the bot handled, in order. */
  readonly handled: number[]
  /** Bytes of the photos and files that the bot fetched. */
  readonly fetched: Buffer[]
}

export type MakeBot = (api: BotApi) => TestBot

export const clients: readonly (readonly [name: string, make: MakeBot])[] = [
  ['telegraf', telegrafBot],
  ['grammY', grammyBot],
]

function telegrafBot(api: BotApi): TestBot {
  const bot = new Telegraf(api.token, { telegram: { apiRoot: api.root, webhookReply: false } })
  const handled: number[] = []
  const fetched: Buffer[] = []
  const fetchFile = async (id: string) => {
    const link = await bot.telegram.getFileLink(id)
    fetched.push(Buffer.from(await (await fetch(link)).arrayBuffer()))
  }
  bot.catch(() => undefined)
  bot.use((ctx, next) => {
    handled.push(ctx.update.update_id)
    return next()
  })
  bot.start((ctx) => ctx.reply(`xin chào ${ctx.payload}`))
  bot.command('menu', (ctx) => ctx.reply('chọn', Markup.inlineKeyboard([Markup.button.callback('Có', 'yes')])))
  bot.action('yes', async (ctx) => {
    await ctx.answerCbQuery('đã nhận')
    await ctx.editMessageText('đã chọn Có')
  })
  bot.on('photo', (ctx) => fetchFile(ctx.message.photo.at(-1)?.file_id ?? ''))
  bot.on('document', (ctx) => fetchFile(ctx.message.document.file_id))
  bot.on('edited_message', (ctx) => ctx.reply('đã sửa'))
  bot.on('text', (ctx) => ctx.reply(`bạn nói: ${ctx.message.text}`))
  const polling = pollingOf(
    (onStart) => bot.launch(onStart),
    () => bot.stop(),
  )
  return {
    handled,
    fetched,
    call: (method, payload = {}) => bot.telegram.callApi(method as 'sendMessage', payload as never),
    refused: (method, payload = {}) =>
      failure(bot.telegram.callApi(method as 'sendMessage', payload as never), (error: TelegramError) => ({
        code: error.code,
        description: error.description,
        retryAfter: error.parameters?.retry_after,
      })),
    upload: (bytes, name) => Input.fromBuffer(bytes, name),
    ...polling,
    ...listener((secret) => bot.webhookCallback('/hook', secret ? { secretToken: secret } : {}), polling.stop),
  }
}

function grammyBot(api: BotApi): TestBot {
  const bot = new Bot(api.token, { client: { apiRoot: api.root } })
  const handled: number[] = []
  const fetched: Buffer[] = []
  const raw = bot.api.raw as unknown as Record<string, (payload: object) => Promise<unknown>>
  bot.catch(() => undefined)
  bot.use((ctx, next) => {
    handled.push(ctx.update.update_id)
    return next()
  })
  bot.command('start', (ctx) => ctx.reply(`xin chào ${ctx.match}`))
  bot.command('menu', (ctx) => ctx.reply('chọn', { reply_markup: new InlineKeyboard().text('Có', 'yes') }))
  bot.callbackQuery('yes', async (ctx) => {
    await ctx.answerCallbackQuery('đã nhận')
    await ctx.editMessageText('đã chọn Có')
  })
  bot.on(['message:photo', 'message:document'], async (ctx) => {
    const { file_path } = await ctx.getFile()
    fetched.push(Buffer.from(await (await fetch(`${api.root}/file/bot${api.token}/${file_path}`)).arrayBuffer()))
  })
  bot.on('edited_message', (ctx) => ctx.reply('đã sửa'))
  bot.on('message:text', (ctx) => ctx.reply(`bạn nói: ${ctx.message.text}`))
  const polling = pollingOf(
    (onStart) => bot.start({ onStart }),
    () => bot.stop(),
  )
  return {
    handled,
    fetched,
    call: (method, payload = {}) => raw[method]?.(payload) ?? Promise.reject(new Error(method)),
    refused: (method, payload = {}) =>
      failure(
        raw[method]?.(payload),
        (error: { error_code: number; description: string; parameters: { retry_after?: number } }) => ({
          code: error.error_code,
          description: error.description,
          retryAfter: error.parameters.retry_after,
        }),
      ),
    upload: (bytes, name) => new InputFile(bytes, name),
    ...polling,
    ...listener((secret) => webhookCallback(bot, 'http', secret ? { secretToken: secret } : {}), polling.stop),
  }
}

async function failure<E>(call: Promise<unknown> | undefined, read: (error: E) => ApiFailure): Promise<ApiFailure> {
  const answer = await Promise.resolve(call).then(
    (result) => ({ result }),
    (error: E) => read(error),
  )
  if ('result' in answer) throw new Error(`not refused: ${JSON.stringify(answer.result)}`)
  return answer
}

function pollingOf(launch: (onStart: () => void) => Promise<void>, end: () => unknown): Pick<TestBot, 'poll' | 'stop'> {
  let running: Promise<void> | undefined
  return {
    poll: () =>
      new Promise((resolve, reject) => {
        running = launch(resolve)
        running.catch(reject)
      }),
    stop: async () => {
      if (!running) return
      await end()
      await running.catch(() => undefined)
      running = undefined
    },
  }
}

type NodeHandler = Parameters<typeof createServer>[1]

function listener(
  handlerFor: (secret: string | undefined) => unknown,
  stopPolling: () => Promise<void>,
): Pick<TestBot, 'listen' | 'stop'> {
  const servers: ReturnType<typeof createServer>[] = []
  return {
    listen: async (secret) => {
      const server = createServer(handlerFor(secret) as NodeHandler & object)
      servers.push(server)
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`
    },
    stop: async () => {
      await stopPolling()
      for (const server of servers.splice(0)) {
        server.closeAllConnections()
        await new Promise((resolve) => server.close(resolve))
      }
    },
  }
}
