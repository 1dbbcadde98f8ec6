import { cleanText, fold, isUnaccented } from './clean.js'
import { exactOf } from './spell.js'

export interface Labelled {
  readonly id: string
  /** Everything a person may type for this choice: its label, and exact other names. */
  readonly names: readonly string[]
}

/**
 * Finds the choice whose words a person typed, with or without accents.
 * A word typed with accents matches only the accented form, so that "cắt" never means "cát".
 * Two choices that fit equally give nothing: the dialogue asks rather than guesses.
 */
export function matchChoice(text: string, choices: readonly Labelled[]): string | undefined {
  const typed = cleanText(text)
  const exact = choices.filter((choice) => choice.names.some((name) => plain(name) === plain(typed)))
  if (exact.length === 1) return exact[0]?.id
  if (exact.length > 1 || !isUnaccented(typed)) return undefined
  const folded = choices.filter((choice) => choice.names.some((name) => fold(name) === fold(typed)))
  return folded.length === 1 ? folded[0]?.id : undefined
}

/** Two ways of writing are both taught, "hủy" and "huỷ": they are one here. */
function plain(text: string): string {
  return cleanText(text)
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .split(' ')
    .map(exactOf)
    .join(' ')
}
