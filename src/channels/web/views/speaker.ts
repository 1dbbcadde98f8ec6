import type { Translator } from '../../../app/ports.js'
import type { Phrase, Words } from '../../../domain/conversation/types.js'

/** The translator, set to the language of one page. */
export interface Speaker {
  readonly language: string
  readonly otherLanguages: readonly { readonly id: string; readonly name: string }[]
  say(key: string, params?: Phrase['params']): string
  /** A phrase from `locales/`, or text exactly as a person wrote it. */
  words(words: Words): string
}

export function createSpeaker(translator: Translator, language: string): Speaker {
  return {
    language,
    otherLanguages: translator.languages
      .filter((id) => id !== language)
      .map((id) => ({ id, name: translator.say(id, { key: 'language.name' }) })),
    say: (key, params) => translator.say(language, params ? { key, params } : { key }),
    words: (words) => ('key' in words ? translator.say(language, words) : words.text),
  }
}
