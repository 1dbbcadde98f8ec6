import type { TestBot } from './test-bot.js'

/** What stands in the chat when a method is refused. */
export interface Scene {
  readonly bot: TestBot
  readonly chat: number
  /** A text of the bot, a text of the person, a photo of the bot. */
  readonly ours: number
  readonly theirs: number
  readonly picture: number
  readonly pictureId: string
}

type Row = readonly [
  what: string,
  method: string,
  payload: (scene: Scene) => object,
  description: string,
  code?: number,
]

export const button = (fields: object) => ({ inline_keyboard: [[{ text: 'x', ...fields }]] })
export const text = (chat: number, words: string, more: object = {}) => ({ chat_id: chat, text: words, ...more })
const html = (words: string) => (s: Scene) => text(s.chat, words, { parse_mode: 'HTML' })
const UNMODIFIED =
  'message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message'

const rows: readonly Row[] = [
  ['a text of 4097 characters', 'sendMessage', (s) => text(s.chat, 'ệ'.repeat(4097)), 'message is too long'],
  ['an empty text', 'sendMessage', (s) => text(s.chat, ''), 'message text is empty'],
  ['a text of spaces', 'sendMessage', (s) => text(s.chat, ' \n '), 'text must be non-empty'],
  ['half of a character', 'sendMessage', (s) => text(s.chat, 'a\ud83d'), 'strings must be encoded in UTF-8'],
  ['no chat', 'sendMessage', () => ({ text: 'a' }), 'chat_id is empty'],
  ['an unknown chat', 'sendMessage', () => text(9_999_999_999, 'a'), 'chat not found'],
  [
    'a tag that is not closed',
    'sendMessage',
    html('<b>a'),
    "can't parse entities: Can't find end tag corresponding to start tag b",
  ],
  [
    'a tag that is not known',
    'sendMessage',
    html('Đ <p>a</p>'),
    'can\'t parse entities: Unsupported start tag "p" at byte offset 3',
  ],
  ['a bare < sign', 'sendMessage', html('a < b'), 'can\'t parse entities: Unsupported start tag "" at byte offset 2'],
  [
    'a wrong end tag',
    'sendMessage',
    html('<b>a</i>'),
    'can\'t parse entities: Unmatched end tag at byte offset 4, expected "</b>", found "</i>"',
  ],
  ['an end tag alone', 'sendMessage', html('a</b>'), "can't parse entities: Unexpected end tag at byte offset 1"],
  ['an unknown mode', 'sendMessage', (s) => text(s.chat, 'a', { parse_mode: 'wiki' }), 'unsupported parse_mode'],
  [
    '65 bytes behind a button',
    'sendMessage',
    (s) => text(s.chat, 'a', { reply_markup: button({ callback_data: `${'ệ'.repeat(21)}ab` }) }),
    'BUTTON_DATA_INVALID',
  ],
  [
    'a button without an action',
    'sendMessage',
    (s) => text(s.chat, 'a', { reply_markup: button({}) }),
    "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
  ],
  [
    'a button to this machine by name',
    'sendMessage',
    (s) => text(s.chat, 'a', { reply_markup: button({ url: 'http://localhost/' }) }),
    "inline keyboard button URL 'http://localhost/' is invalid: Wrong HTTP URL",
  ],
  [
    '101 buttons',
    'sendMessage',
    (s) =>
      text(s.chat, 'a', { reply_markup: { inline_keyboard: Array(101).fill([{ text: 'x', callback_data: 'y' }]) } }),
    'reply markup is too long',
  ],
  [
    'a reply to nothing',
    'sendMessage',
    (s) => text(s.chat, 'a', { reply_parameters: { message_id: 1 } }),
    'message to be replied not found',
  ],
  [
    'an edit that changes nothing',
    'editMessageText',
    (s) => text(s.chat, 'của bot', { message_id: s.ours }),
    UNMODIFIED,
  ],
  ['an edit of nothing', 'editMessageText', (s) => text(s.chat, 'a', { message_id: 1 }), 'message to edit not found'],
  ['an edit without a message', 'editMessageText', (s) => text(s.chat, 'a'), 'message identifier is not specified'],
  [
    "an edit of the person's message",
    'editMessageText',
    (s) => text(s.chat, 'a', { message_id: s.theirs }),
    "message can't be edited",
  ],
  [
    'text for a photo',
    'editMessageText',
    (s) => text(s.chat, 'a', { message_id: s.picture }),
    'there is no text in the message to edit',
  ],
  [
    'a caption for a text',
    'editMessageCaption',
    (s) => ({ chat_id: s.chat, message_id: s.ours, caption: 'a' }),
    'there is no caption in the message to edit',
  ],
  [
    'a caption of 1025 characters',
    'sendPhoto',
    (s) => ({ chat_id: s.chat, photo: s.pictureId, caption: 'a'.repeat(1025) }),
    'message caption is too long',
  ],
  [
    'an unknown file',
    'sendPhoto',
    (s) => ({ chat_id: s.chat, photo: 'AgACAgUAAx' }),
    'wrong file identifier/HTTP URL specified',
  ],
  [
    'a photo as a document',
    'sendDocument',
    (s) => ({ chat_id: s.chat, document: s.pictureId }),
    "can't use file of type Photo as Document",
  ],
  [
    'what is no picture',
    'sendPhoto',
    (s) => ({ chat_id: s.chat, photo: s.bot.upload(Buffer.from('chữ'), 'a.jpg') }),
    'IMAGE_PROCESS_FAILED',
  ],
  [
    'a photo over 10 MB',
    'sendPhoto',
    (s) => ({ chat_id: s.chat, photo: s.bot.upload(Buffer.alloc(10_485_761), 'a.jpg') }),
    'file of size 10485761 bytes is too big for a photo',
  ],
  [
    'a file over 50 MB',
    'sendDocument',
    (s) => ({ chat_id: s.chat, document: s.bot.upload(Buffer.alloc(52_428_801), 'a.bin') }),
    'Request Entity Too Large',
    413,
  ],
  [
    'an album of one',
    'sendMediaGroup',
    (s) => ({ chat_id: s.chat, media: [{ type: 'photo', media: s.pictureId }] }),
    'too few messages to send as an album',
  ],
  ['an unknown file to fetch', 'getFile', () => ({ file_id: 'AgACAgUAAx' }), 'invalid file_id'],
  [
    'a deletion of nothing',
    'deleteMessage',
    (s) => ({ chat_id: s.chat, message_id: 1 }),
    'message to delete not found',
  ],
  [
    'an answer to no query',
    'answerCallbackQuery',
    () => ({ callback_query_id: '77' }),
    'query is too old and response timeout expired or query ID is invalid',
  ],
  [
    'an action that is not known',
    'sendChatAction',
    (s) => ({ chat_id: s.chat, action: 'dancing' }),
    'wrong parameter action in request',
  ],
  [
    'a command in capitals',
    'setMyCommands',
    () => ({ commands: [{ command: 'Xoa', description: 'xóa' }] }),
    'BOT_COMMAND_INVALID',
  ],
  [
    'a command with an accent',
    'setMyCommands',
    () => ({ commands: [{ command: 'xóa', description: 'xóa' }] }),
    'BOT_COMMAND_INVALID',
  ],
  [
    'a command without words',
    'setMyCommands',
    () => ({ commands: [{ command: 'xoa', description: '' }] }),
    'BOT_COMMAND_DESCRIPTION_INVALID',
  ],
  [
    'a webhook without TLS',
    'setWebhook',
    () => ({ url: 'http://example.vn/hook' }),
    'bad webhook: An HTTPS URL must be provided for webhook',
  ],
  [
    'a secret with a space',
    'setWebhook',
    () => ({ url: 'https://example.vn/hook', secret_token: 'bí mật' }),
    'secret token contains illegal symbols',
  ],
  [
    'a copy of nothing',
    'copyMessage',
    (s) => ({ chat_id: s.chat, from_chat_id: s.chat, message_id: 1 }),
    'message to copy not found',
  ],
  [
    'a forward of nothing',
    'forwardMessage',
    (s) => ({ chat_id: s.chat, from_chat_id: s.chat, message_id: 1 }),
    'message to forward not found',
  ],
]

export const refusals = rows.map(([what, method, payload, description, code = 400]) => ({
  what,
  method,
  payload,
  description,
  code,
}))
