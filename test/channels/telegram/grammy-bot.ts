import { Bot, type GrammyError, InlineKeyboard, InputFile, webhookCallback } from 'grammy'
import { type ApiFailure, download, failure, listening, polling, type Server, type TestBot } from './test-bot.js'

export function grammyBot(api: Server): TestBot {
  const bot = new Bot(api.token, { client: { apiRoot: api.root } })
  const raw = bot.api.raw as unknown as Record<string, (payload?: object) => Promise<unknown>>
  // Methods without parameters take none here, not even an empty object.
  const call = async (method: string, payload?: object) => (payload ? raw[method]?.(payload) : raw[method]?.())
  const turns = polling(
    (onStart) => bot.start({ onStart }),
    () => bot.stop(),
  )
  return {
    ...program(bot, `${api.root}/file/bot${api.token}`),
    call,
    refused: (method, payload) => failure(call(method, payload), read),
    upload: (bytes, name) => new InputFile(bytes, name),
    ...turns,
    ...listening((secretToken) => webhookCallback(bot, 'http', secretToken ? { secretToken } : {}), turns.stop),
  }
}

function program(bot: Bot, files: string): Pick<TestBot, 'handled' | 'fetched'> {
  const handled: number[] = []
  const fetched: Buffer[] = []
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
    fetched.push(await download(`${files}/${file_path}`))
  })
  bot.on('edited_message', (ctx) => ctx.reply('đã sửa'))
  bot.on('message:text', (ctx) => ctx.reply(`bạn nói: ${ctx.message.text}`))
  return { handled, fetched }
}

function read({ error_code, description, parameters }: GrammyError): ApiFailure {
  return { code: error_code, description, retryAfter: parameters.retry_after }
}
