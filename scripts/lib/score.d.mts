import type { Reading } from '../../src/domain/understanding/read-tip.js'

export interface LabelledTip {
  readonly id: string
  readonly text: string
  readonly expected: { readonly reporter_pii: readonly string[]; readonly [label: string]: unknown }
}

/** Shares between 0 and 1; what each means is in score.mjs. */
export function scoreTips(
  read: (text: string) => Reading,
  tips: readonly LabelledTip[],
): {
  readonly category: { readonly macroF1: number; readonly offered: number }
  readonly area: { readonly accuracy: number; readonly guessedWhenAsk: number }
  readonly emergency: { readonly recall: number }
  readonly ownData: { readonly recall: number; readonly precision: number }
  readonly falseRefusal: number
}
