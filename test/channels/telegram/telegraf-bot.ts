import { Input, Markup, Telegraf, type TelegramError } from 'telegraf'
import { type ApiFailure, download, failure, listening, polling, type Server, type TestBot } from './test-bot.js'

export function telegrafBot(api: Server): TestBot {
  const bot = new Telegraf(api.token, { telegram: { apiRoot: api.root, webhookReply: false } })
  const call = (method: string, payload: object = {}) =>
    bot.telegram.callApi(method as 'sendMessage', payload as never) as Promise<unknown>
  const turns = polling(
    (onStart) => bot.launch(onStart),
    () => bot.stop(),
  )
  return {
    ...program(bot),
    call,
    refused: (method, payload) => failure(call(method, payload), read),
    upload: (bytes, name) => Input.fromBuffer(bytes, name),
    ...turns,
    ...listening((secretToken) => bot.webhookCallback('/hook', secretToken ? { secretToken } : {}), turns.stop),
  }
}

function program(bot: Telegraf): Pick<TestBot, 'handled' | 'fetched'> {
  const handled: number[] = []
  const fetched: Buffer[] = []
  const fetchFile = async (id = '') => fetched.push(await download(await bot.telegram.getFileLink(id)))
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
  bot.on('photo', (ctx) => fetchFile(ctx.message.photo.at(-1)?.file_id))
  bot.on('document', (ctx) => fetchFile(ctx.message.document.file_id))
  bot.on('edited_message', (ctx) => ctx.reply('đã sửa'))
  bot.on('text', (ctx) => ctx.reply(`bạn nói: ${ctx.message.text}`))
  return { handled, fetched }
}

function read({ code, description, parameters }: TelegramError): ApiFailure {
  return { code, description, retryAfter: parameters?.retry_after }
}
