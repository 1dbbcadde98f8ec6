import { OUT_OF_SCOPE, type OutOfScope } from './find-scope.js'
import type { Likelihood } from './linear.js'

/** Whether a text is for this line at all. */
export interface NotOurs {
  /** The matter it speaks of, when that may not be kept here. */
  readonly outOfScope: OutOfScope | null
  readonly spam: boolean
  /** All but certain: less is not enough against a kind that somebody has chosen. */
  readonly surelyNotOurs: boolean
}

interface Signs {
  /** Something in it is never declined. */
  readonly ours: boolean
  /** The matter its phrases name. */
  readonly named: OutOfScope | undefined
  /** It calls and leads as adverts do. */
  readonly advert: boolean
  readonly words: number
}

/** Refusing a tip hurts more than keeping what is none: a refusal must be likely by far, or words and model agree. */
const [SURELY_OUT, PROBABLY_OUT] = [0.45, 0.25]
const [SURELY_SPAM, PROBABLY_SPAM] = [0.6, 0.2]
const ALL_BUT_CERTAIN = 0.9
/** Fewer words say too little to be declined for what they seem to mean. */
const STORY = 8

export function notOurs(likely: readonly Likelihood[], { ours, named, advert, words }: Signs): NotOurs {
  const of = (label: string) => likely.find((one) => one.label === label)?.p ?? 0
  const outside = OUT_OF_SCOPE.reduce((sum, scope) => sum + of(scope), 0)
  const spam = !ours && of('spam') > (advert ? PROBABLY_SPAM : SURELY_SPAM)
  const told = named !== undefined || words >= STORY
  const isOutside = !ours && !spam && told && outside >= (named ? PROBABLY_OUT : SURELY_OUT)
  const likeliest = OUT_OF_SCOPE.toSorted((a, b) => of(b) - of(a))[0] ?? null
  return {
    outOfScope: isOutside ? (named ?? likeliest) : null,
    spam,
    surelyNotOurs: of('spam') + outside > ALL_BUT_CERTAIN,
  }
}
