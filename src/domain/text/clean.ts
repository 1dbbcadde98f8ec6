/** Characters that draw nothing but change how a line reads: bidi controls, zero-width marks, soft hyphen, tags. */
const INVISIBLE =
  /[\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\u{e0000}-\u{e007f}]/gu
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this removes
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g

/** No letter of any language has so many marks; putting hundreds in order takes seconds. */
const PILED_MARKS = /(\p{M}{6})\p{M}+/gu

/**
 * Text from outside, made safe to keep and to show: NFC, one kind of line end, no control, bidi or zero-width
 * characters. Nothing a person can see is removed, and cleaning again changes nothing.
 */
export function cleanText(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(CONTROL, '')
    .replace(INVISIBLE, '')
    .replace(PILED_MARKS, '$1')
    .normalize('NFC')
    .replace(/\n{4,}/g, '\n\n\n')
    .trim()
}

/** Length as people count it: code points of the NFC form. */
export function lengthOf(text: string): number {
  return [...text.normalize('NFC')].length
}

/** Marks off, lower case, đ by hand (it does not decompose): for matching only, never kept. */
export function fold(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .replace(/[đĐÐð]/g, 'd')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}

/** True for text in which nothing carries a Vietnamese mark, as many people type on old phones. */
export function isUnaccented(text: string): boolean {
  return !/[\p{M}đĐ]/u.test(text.normalize('NFD'))
}
