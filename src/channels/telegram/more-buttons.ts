import type { Session } from '../../app/incoming.js'
import type { Button } from './api-types.js'
import type { TelegramDeps } from './deps.js'

/** What a language button says instead of the id of a choice. */
export const LANGUAGE = 'lang.'

/** Below the menu: the page that knows no account, and the other languages. */
export function moreButtons(deps: TelegramDeps, { state, language }: Session): Button[][] {
  if (state.step !== 'menu') return []
  const { translator, webUrl } = deps
  const others = translator.languages.filter((one) => one !== language)
  return [
    ...(isPublic(webUrl) ? [[{ text: translator.say(language, { key: 'telegram.web' }), url: webUrl }]] : []),
    others.map((one) => ({
      text: translator.say(one, { key: 'language.name' }),
      callback_data: `${ALWAYS}:${LANGUAGE}${one}`,
    })),
  ]
}

/** A language may be chosen by any button that offers it, however old. */
export const ALWAYS = 'a'

/** Telegram does not take a button that leads to the reader's own machine. */
function isPublic(url: string): boolean {
  return !/^(localhost|127\.|\[::1\])/.test(new URL(url).host)
}
