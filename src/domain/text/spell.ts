import { fold, isUnaccented } from './clean.js'

/** Grave, acute, tilde, hook above, dot below: the five written tones. */
const TONES = /[\u0300\u0301\u0303\u0309\u0323]/g

/** A word with its tone at the end, so that both ways of writing are one; without any mark; and whether it had none. */
export interface Spelling {
  readonly exact: string
  readonly folded: string
  readonly bare: boolean
}

/** Every letter of Vietnamese, taken apart once: this is done for each word of each text. */
const LETTERS = new Map(
  [...'aăâbcdđeêfghijklmnoôơpqrstuưvwxyz0123456789ðɖ'].flatMap((letter) => {
    const plain = letter.replace(/[ðɖ]/, 'đ')
    return ['', '\u0300', '\u0301', '\u0303', '\u0309', '\u0323'].map(
      (tone) => [(letter + tone).normalize('NFC'), { plain, tone, folded: fold(plain) }] as const,
    )
  }),
)

export function spell(word: string): Spelling {
  let [exact, tones, folded] = ['', '', '']
  for (const char of word.toLowerCase()) {
    const letter = LETTERS.get(char)
    if (!letter) return spellSlowly(word)
    exact += letter.plain
    tones += letter.tone
    folded += letter.folded
  }
  return { exact: exact + tones, folded, bare: tones === '' && exact === folded }
}

function spellSlowly(word: string): Spelling {
  const parts = word.toLowerCase().replace(/[ðɖ]/g, 'đ').normalize('NFD')
  const exact = parts.replace(TONES, '').normalize('NFC') + (parts.match(TONES) ?? []).join('')
  return { exact, folded: fold(word), bare: isUnaccented(word) }
}

export function exactOf(word: string): string {
  return spell(word).exact
}
