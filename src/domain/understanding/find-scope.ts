import * as z from 'zod'
import { createPhrases } from './phrases.js'
import type { Tokens } from './tokens.js'

/** Matters this line may not keep. `ward-office` has an office to go to. */
export const OUT_OF_SCOPE = ['opinion', 'religion', 'labour', 'petition', 'ward-office'] as const
export type OutOfScope = (typeof OUT_OF_SCOPE)[number]

/** `locales/terms-scope.json` and `locales/terms-spam.json`. */
export const ScopeTerms = z.record(z.enum(OUT_OF_SCOPE), z.array(z.string().min(2)))
export const SpamTerms = z.array(z.string().min(2))

export function createScopeFinder(terms: z.infer<typeof ScopeTerms>, ambiguous: ReadonlySet<string>) {
  const find = createPhrases(
    OUT_OF_SCOPE.flatMap((scope) => terms[scope].map((phrase) => [phrase, scope] as const)),
    ambiguous,
  )
  /** The matter that most phrases speak of. */
  return (tokens: Tokens): OutOfScope | undefined => {
    const counts = new Map<OutOfScope, Set<string>>()
    for (const { meaning, phrase } of find(tokens)) {
      counts.set(meaning, (counts.get(meaning) ?? new Set()).add(phrase))
    }
    return [...counts].sort((a, b) => b[1].size - a[1].size)[0]?.[0]
  }
}

const LINK = /https?:\/\/|www\.|[\w-]\.(?:com|vn|net|xyz|top|vip|club|example|link|cc)\b|t\.me\//i
const SHOUT = /!{2,}|💰|🔥|👉|✅|☎|📞/u
const CALLS = /(?:\d[ .-]?){9,}/
const STORY =
  /(?<![\p{L}])(tôi|tui|em|con|hàng xóm|xóm|bị|thấy|công an|giùm|dùm|xử lý|kiểm tra|toi|bi|thay|cong an|gium|dum|nó|ổng|bả)(?![\p{L}])/giu

export function createSpamFinder(terms: readonly string[], ambiguous: ReadonlySet<string>) {
  const find = createPhrases(
    terms.map((phrase) => [phrase, true] as const),
    ambiguous,
  )
  /** An advert calls for something, leads somewhere and tells nothing; whoever forwards one adds words of their own. */
  return (tokens: Tokens, text: string): boolean => {
    const phrases = new Set(find(tokens).map(({ phrase }) => phrase)).size
    const leads = Number(LINK.test(text)) + Number(CALLS.test(text)) + Number(SHOUT.test(text))
    const story = new Set((text.match(STORY) ?? []).map((word) => word.toLowerCase())).size
    return phrases >= 2 && leads >= 1 && phrases + leads > 2 + story * 1.5
  }
}
