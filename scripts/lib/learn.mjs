// Multinomial logistic regression by plain gradient steps; the same examples give the same model on every machine.

/**
 * Examples are `{right, numbers, weights?}`: the right label's index, and numbered features (weight one where none are
 * given). Weights that nothing asks for shrink, so that the words of one text do not decide.
 */
export function learn(examples, { labels, size, rounds, first, decay, shrink }) {
  const count = labels.length
  const model = { weights: new Float64Array(size * count), bias: new Float64Array(count), count, shrink }
  const random = randomFrom(7)
  const order = examples.map((_, index) => index)
  for (let round = 0; round < rounds; round += 1) {
    shuffle(order, random)
    for (const index of order) step(examples[index], model, first / (1 + round * decay))
  }
  return packed(labels, model)
}

function step({ right, numbers, weights: values }, { weights, bias, count, shrink }, size) {
  const errors = errorsOf({ right, numbers, values }, { weights, bias, count })
  for (let label = 0; label < count; label += 1) bias[label] -= size * 0.1 * errors[label]
  for (let index = 0; index < numbers.length; index += 1) {
    const [value, at] = [values ? values[index] : 1, numbers[index] * count]
    for (let label = 0; label < count; label += 1) {
      weights[at + label] -= size * (errors[label] * value + shrink * weights[at + label])
    }
  }
}

/** How far each label's likelihood is from what is right. */
function errorsOf({ right, numbers, values }, { weights, bias, count }) {
  const sums = Float64Array.from(bias)
  for (let index = 0; index < numbers.length; index += 1) {
    const [value, at] = [values ? values[index] : 1, numbers[index] * count]
    for (let label = 0; label < count; label += 1) sums[label] += value * weights[at + label]
  }
  const most = Math.max(...sums)
  const powers = sums.map((sum) => Math.exp(sum - most))
  const all = powers.reduce((sum, power) => sum + power, 0)
  return powers.map((power, label) => power / all - Number(label === right))
}

/** One signed byte for each weight. */
function packed(labels, { weights, bias }) {
  const scale = weights.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0) / 127
  const bytes = Int8Array.from(weights, (weight) => Math.round(weight / scale))
  const rounded = [...bias].map((value) => Math.round(value * 1e4) / 1e4)
  return { v: 1, labels, bias: rounded, scale, weights: Buffer.from(bytes.buffer).toString('base64') }
}

function shuffle(list, random) {
  for (let last = list.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1))
    const kept = list[last]
    list[last] = list[other]
    list[other] = kept
  }
}

export function randomFrom(seed) {
  let state = seed
  return () => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff
    return state / 0x7fffffff
  }
}
