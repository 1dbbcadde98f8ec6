import sharp from 'sharp'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type BotApi, startBotApi } from '../../support/telegram/server.js'
import { clients } from './clients.js'
import { eventually, type TestBot } from './test-bot.js'

let api: BotApi
let bot: TestBot

beforeEach(async () => {
  api = await startBotApi()
})

afterEach(async () => {
  await bot.stop()
  await api.close()
})

function picture(width: number, height: number): Promise<Buffer> {
  return sharp({ create: { width, height, channels: 3, background: '#2b6cb0' } })
    .png()
    .toBuffer()
}

type Sent = { message_id: number; photo?: { file_id: string }[]; media_group_id?: string }

describe.each(clients)('talking through the fake Bot API, with %s', (_name, makeBot) => {
  beforeEach(async () => {
    bot = makeBot(api)
    await bot.poll()
  })

  it('carries a text there and the reply back', async () => {
    const person = api.person()
    const said = await person.say('đèn đường hỏng')
    const reply = await person.heard('bạn nói: đèn đường hỏng')
    expect(reply.id).toBeGreaterThan(said.message_id)
    expect(reply.raw).toMatchObject({ from: { is_bot: true }, chat: { id: person.id, type: 'private' } })
    expect(Math.abs(reply.raw.date - Date.now() / 1000)).toBeLessThan(60)
  })

  it('hands the payload of a deep link to the start command, and marks the command in the text', async () => {
    const person = api.person({ first_name: 'Chị Lan', username: 'lan_bt', language_code: 'vi' })
    const message = await person.start('phuong-an-hoi_5')
    await person.heard('xin chào phuong-an-hoi_5')
    expect(message.entities).toEqual([{ type: 'bot_command', offset: 0, length: 6 }])
    const { entities } = await person.say('/xóa ngày 30/4, ngõ/hẻm, rồi /huy')
    expect(entities).toEqual([{ type: 'bot_command', offset: 29, length: 4 }])
    expect(message.from).toMatchObject({ first_name: 'Chị Lan', username: 'lan_bt', is_bot: false })
  })

  it('turns a pressed button into a callback query that can be answered and its message edited', async () => {
    const person = api.person()
    await person.say('/menu')
    const menu = await person.heard('chọn')
    expect(menu.buttons).toEqual([[{ label: 'Có', data: 'yes' }]])
    const query = await person.press('Có')
    const edited = await person.heard('đã chọn Có')
    expect(edited).toMatchObject({ id: menu.id, edited: true, buttons: [] })
    expect(person.callbackAnswers()).toEqual([{ id: query, text: 'đã nhận', alert: false }])
  })

  it('fails a press of a button that is not there', async () => {
    const person = api.person()
    await expect(person.press('Có')).rejects.toThrow('no button Có')
    await person.say('/menu')
    await person.heard('chọn')
    await person.press({ data: 'yes' })
    await person.heard('đã chọn Có')
    await expect(person.press('Có')).rejects.toThrow('no button Có')
  })

  it('tells the bot of an edited message', async () => {
    const person = api.person()
    await person.say('ở đường 3/2')
    await person.heard('bạn nói')
    await person.edit('last', 'ở đường 30/4')
    await person.heard('đã sửa')
  })

  it('numbers messages over the whole bot and updates by one', async () => {
    const [first, second] = [api.person(), api.person()]
    const a = await first.say('một')
    const b = await second.say('hai')
    expect(b.message_id).toBeGreaterThan(a.message_id)
    await second.heard('bạn nói: hai')
    await first.heard('bạn nói: một')
    await eventually(() => expect(bot.handled).toHaveLength(2))
    expect(bot.handled[1]).toBe((bot.handled[0] ?? 0) + 1)
  })

  it('shows what the bot sent, edited and deleted', async () => {
    const person = api.person({ started: true })
    const text = { chat_id: person.id, text: '<b>Ph&amp;ường</b> &lt;An Hội&gt;', parse_mode: 'HTML' }
    const sent = (await bot.call('sendMessage', text)) as Sent
    expect(person.messages()).toMatchObject([{ text: 'Ph&ường <An Hội>', edited: false }])
    expect(person.messages()[0]?.raw.entities).toEqual([{ type: 'bold', offset: 0, length: 7 }])
    await bot.call('editMessageText', { chat_id: person.id, message_id: sent.message_id, text: 'khác' })
    expect(person.messages()).toMatchObject([{ text: 'khác', edited: true }])
    await bot.call('deleteMessage', { chat_id: person.id, message_id: sent.message_id })
    expect(person.messages()).toEqual([])
  })

  it('edits only the keyboard, and only the caption', async () => {
    const person = api.person({ started: true })
    const inline_keyboard = [[{ text: 'Gọi', url: 'https://bentre.example.vn' }]]
    const sent = (await bot.call('sendMessage', {
      chat_id: person.id,
      text: 'số',
      reply_markup: { inline_keyboard },
    })) as Sent
    await bot.call('editMessageReplyMarkup', { chat_id: person.id, message_id: sent.message_id })
    expect(person.messages()[0]?.buttons).toEqual([])
    const photo = bot.upload(await picture(40, 30), 'a.png')
    const picked = (await bot.call('sendPhoto', { chat_id: person.id, photo, caption: 'cũ' })) as Sent
    await bot.call('editMessageCaption', { chat_id: person.id, message_id: picked.message_id, caption: 'mới' })
    expect(person.messages()[1]).toMatchObject({ caption: 'mới', media: 'photo' })
  })

  it('takes a photo by upload and again by its id', async () => {
    const person = api.person({ started: true })
    const bytes = await picture(1600, 1200)
    const sent = (await bot.call('sendPhoto', {
      chat_id: person.id,
      photo: bot.upload(bytes, 'a.png'),
      caption: 'một',
    })) as Sent
    const largest = sent.photo?.at(-1)
    expect(sent.photo).toHaveLength(4)
    expect(largest).toMatchObject({ width: 1600, height: 1200, file_size: bytes.length })
    await bot.call('sendPhoto', { chat_id: person.id, photo: largest?.file_id, caption: 'hai' })
    expect(person.messages().map(({ caption, media }) => [media, caption])).toEqual([
      ['photo', 'một'],
      ['photo', 'hai'],
    ])
    expect(Object.values(api.calls.findLast(({ method }) => method === 'sendPhoto')?.uploads ?? {})).toEqual([])
  })

  it('sends an album of uploads as messages that belong together', async () => {
    const person = api.person({ started: true })
    const upload = async (name: string) => bot.upload(await picture(60, 60), name)
    const media = [
      { type: 'photo', media: await upload('a.png'), caption: 'đầu' },
      { type: 'photo', media: await upload('b.png') },
    ]
    const sent = (await bot.call('sendMediaGroup', { chat_id: person.id, media })) as Sent[]
    expect(sent).toHaveLength(2)
    expect(new Set(person.messages().map(({ album }) => album)).size).toBe(1)
    expect(person.messages().map(({ caption }) => caption)).toEqual(['đầu', ''])
  })

  it('lets the bot fetch exactly the bytes of a photo and of a document', async () => {
    const person = api.person()
    const photo = await picture(1024, 768)
    await person.sendPhoto(photo, { caption: 'cái này' })
    await eventually(() => expect(bot.fetched).toHaveLength(1))
    const text = Buffer.from('một trang giấy')
    await person.sendDocument(text, { name: 'giay.pdf', mime: 'application/pdf' })
    await eventually(() => expect(bot.fetched).toHaveLength(2))
    expect(bot.fetched[0]?.equals(photo)).toBe(true)
    expect(bot.fetched[1]?.equals(text)).toBe(true)
    expect(api.downloads.map(({ path }) => path.split('/')[0])).toEqual(['photos', 'documents'])
  })

  it('hands over an album of the person as one update for each, with one album id', async () => {
    const person = api.person()
    const content = await picture(50, 50)
    const messages = await person.sendAlbum([
      { kind: 'photo', content, caption: 'hai tấm' },
      { kind: 'photo', content },
    ])
    await eventually(() => expect(bot.fetched).toHaveLength(2))
    expect(new Set(messages.map(({ media_group_id }) => media_group_id)).size).toBe(1)
    expect(messages[0]?.media_group_id).toMatch(/^\d+$/)
  })

  it('gives every other kind of message the field that Telegram gives it', async () => {
    const person = api.person()
    const sent = [
      await person.sendVideo(2000, { caption: 'quay được' }),
      await person.sendVoice(900),
      await person.sendAudio(900, { name: 'tieng.mp3' }),
      await person.sendVideoNote(900),
      await person.sendSticker(),
      await person.sendLocation(10.24, 106.37),
      await person.sendVenue(10.24, 106.37, 'Chợ', 'Đường Nguyễn Huệ'),
      await person.sendContact('+84900000000', 'Anh Ba'),
    ]
    expect(sent).toMatchObject([
      { video: { file_size: 2000 }, caption: 'quay được' },
      { voice: { mime_type: 'audio/ogg' } },
      { audio: { file_name: 'tieng.mp3' } },
      { video_note: { length: 240 } },
      { sticker: { emoji: '👍' } },
      { location: { latitude: 10.24 } },
      { venue: { title: 'Chợ' }, location: { longitude: 106.37 } },
      { contact: { first_name: 'Anh Ba' } },
    ])
    await eventually(() => expect(bot.handled).toHaveLength(sent.length))
  })

  it('tells the bot when a person blocks and unblocks it, and refuses messages in between', async () => {
    const person = api.person()
    await person.start()
    await person.heard('xin chào')
    await person.block()
    await eventually(() => expect(bot.handled).toHaveLength(2))
    const refusal = await bot.refused('sendMessage', { chat_id: person.id, text: 'tin' })
    expect(refusal).toMatchObject({ code: 403, description: 'Forbidden: bot was blocked by the user' })
    await person.start()
    await person.heard('xin chào')
    await eventually(() => expect(bot.handled).toHaveLength(4))
  })
})
