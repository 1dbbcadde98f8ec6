import type { Phrase } from '../../domain/conversation/types.js'
import { send } from './deliver.js'
import { firstLanguage, type TelegramDeps } from './deps.js'
import { NO_VIEW, withMine } from './view.js'

/** A sentence beside the conversation, which goes on as it was. At worst it stands there twice. */
export async function say(deps: TelegramDeps, chat: string, phrase: Phrase): Promise<void> {
  const { language } = await deps.conversation.look(deps.sessionOf(chat), firstLanguage(deps))
  const message = { text: deps.translator.say(language, phrase), entities: [], buttons: [] }
  const sent = await send(deps, chat, message, { until: Date.now() + deps.patienceMs, doubtful: false })
  const view = (await deps.views.read(chat)) ?? NO_VIEW
  if (sent) await deps.views.write(chat, withMine(view, sent.id, deps.clock.now()))
}
