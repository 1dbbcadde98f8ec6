import * as z from 'zod'

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

/** Numbered features and their weights, in the same order; without weights each counts one. */
export interface Weighted {
  readonly numbers: readonly number[]
  readonly weights?: readonly number[]
}

/** How likely each label is, likeliest first. */
export type Linear = (features: Weighted) => Likelihood[]

type Decode = (base64: string) => Int8Array

function tableOf({ weights, labels }: Model, size: number, decode: Decode): Int8Array {
  const table = decode(weights)
  if (table.length !== size * labels.length) throw new Error('the model does not fit its features')
  return table
}

export function createLinear(model: Model, size: number, decode: Decode): Linear {
  const { labels, bias, scale } = model
  const table = tableOf(model, size, decode)
  const sums = ({ numbers, weights }: Weighted) => {
    const all = new Float64Array(bias)
    for (let index = 0; index < numbers.length; index += 1) {
      const weight = weights ? (weights[index] as number) * scale : scale
      const at = (numbers[index] as number) * labels.length
      for (let label = 0; label < labels.length; label += 1) {
        all[label] = (all[label] as number) + weight * (table[at + label] as number)
      }
    }
    return all
  }
  return (features) =>
    softmax([...sums(features)])
      .map((p, index) => ({ label: labels[index] ?? '', p }))
      .sort((a, b) => b.p - a.p)
}

/** Of a model with two labels: how much more speaks for the second. Features count one each, as they are emitted. */
export function createScore(model: Model, size: number, decode: Decode) {
  const table = tableOf(model, size, decode)
  const more = Float64Array.from({ length: size }, (_, at) => {
    return ((table[2 * at + 1] as number) - (table[2 * at] as number)) * model.scale
  })
  const start = (model.bias[1] ?? 0) - (model.bias[0] ?? 0)
  let sum = 0
  const emit = (feature: number) => {
    sum += more[feature] as number
  }
  return (emits: (emit: (feature: number) => void) => void): number => {
    sum = start
    emits(emit)
    return sum
  }
}

function softmax(sums: readonly number[]): number[] {
  const most = Math.max(...sums)
  const powers = sums.map((sum) => Math.exp(sum - most))
  const all = powers.reduce((total, power) => total + power, 0)
  return powers.map((power) => power / all)
}
