import * as z from 'zod'
import { FEATURES, type Features } from './features.js'

/**
 * A linear model (multinomial logistic regression), made by `scripts/train-understanding.mjs` from texts in this
 * repository. `weights`: one signed byte for each feature and label, base64, labels together; times `scale`.
 */
export const Model = z.object({
  v: z.literal(1),
  labels: z.array(z.string()).min(2),
  bias: z.array(z.number()),
  scale: z.number().positive(),
  weights: z.base64(),
})
export type Model = z.infer<typeof Model>

export interface Likelihood {
  readonly label: string
  /** Between 0 and 1; all labels together are 1. */
  readonly p: number
}

/** How likely each label is, likeliest first. */
export function createClassifier({ labels, bias, scale, weights }: Model, decode: (base64: string) => Int8Array) {
  const table = decode(weights)
  if (table.length !== FEATURES * labels.length) throw new Error('the model does not fit its features')
  return (features: Features): Likelihood[] => {
    const sums = Float64Array.from(bias)
    for (const [index, number] of features.numbers.entries()) {
      const [weight, at] = [(features.weights[index] ?? 0) * scale, number * labels.length]
      for (let label = 0; label < labels.length; label += 1) {
        sums[label] = (sums[label] ?? 0) + weight * (table[at + label] ?? 0)
      }
    }
    return softmax([...sums])
      .map((p, index) => ({ label: labels[index] ?? '', p }))
      .sort((a, b) => b.p - a.p)
  }
}

function softmax(sums: readonly number[]): number[] {
  const most = Math.max(...sums)
  const powers = sums.map((sum) => Math.exp(sum - most))
  const all = powers.reduce((total, power) => total + power, 0)
  return powers.map((power) => power / all)
}
