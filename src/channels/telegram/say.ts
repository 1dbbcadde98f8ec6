import type { Phrase } from '../../domain/conversation/types.js'
import { send } from './deliver.js'
import { firstLanguage, type TelegramDeps } from './deps.js'
import { NO_VIEW, withMessage } from './view.js'

/** A sentence beside the conversation, which goes on as it was. At worst it stands there twice. */
export async function say(deps: TelegramDeps, chat: string, phrase: Phrase, answers: number): Promise<void> {
  const message = { text: deps.translator.say(await languageOf(deps, chat), phrase), entities: [], buttons: [] }
  const sent = await send(deps, chat, message, { until: Date.now() + deps.patienceMs, doubtful: false })
  const view = withMessage((await deps.views.read(chat)) ?? NO_VIEW, answers, deps.clock.now())
  await deps.views.write(chat, sent ? withMessage(view, sent.id, deps.clock.now()) : view)
}

/** The language in which somebody is spoken to. */
export async function languageOf(deps: TelegramDeps, chat: string): Promise<string> {
  return (await deps.conversation.look(deps.sessionOf(chat), firstLanguage(deps))).language
}
