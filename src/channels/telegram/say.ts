import { firstLanguage, type TelegramDeps } from './deps.js'
import { failureOf } from './failure.js'
import { NO_VIEW, withMine } from './view.js'

/** A sentence beside the conversation, which goes on as it was. Not worth a second delivery: the worst is a repeated line. */
export async function say(deps: TelegramDeps, chat: string, key: string): Promise<void> {
  const { language } = await deps.conversation.look(deps.sessionOf(chat), firstLanguage(deps))
  try {
    const text = deps.translator.say(language, { key })
    const { message_id } = await deps.api.call('sendMessage', { chat_id: chat, text })
    const view = (await deps.views.read(chat)) ?? NO_VIEW
    await deps.views.write(chat, withMine(view, message_id, deps.clock.now()))
  } catch (error) {
    const failure = failureOf('sendMessage', error)
    if (failure.kind !== 'gone' && failure.kind !== 'content') throw failure
  }
}
