// Makes locales/model-understanding.json again from the texts in test/understanding/training/: node scripts/train-understanding.mjs
// Multinomial logistic regression by plain gradient steps; the same texts give the same model on every machine.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build, checkNode, install, orSayWhy, ROOT, say } from './lib/prepare.mjs'

const TEXTS = join(ROOT, 'test', 'understanding', 'training')
const MODEL = join(ROOT, 'locales', 'model-understanding.json')
const ROUNDS = 40
const FIRST_STEP = 2
const DECAY = 0.25
/** Weights that nothing asks for shrink: words of one text should not decide. */
const SHRINK = 2e-5

await orSayWhy(async () => {
  checkNode()
  process.chdir(ROOT)
  for (const prepare of [install, build]) prepare()
  const { loadFeatures } = await import('../dist/bin/load-understanding.js')
  const { FEATURES } = await import('../dist/domain/understanding/features.js')
  const texts = readdirSync(TEXTS)
    .sort()
    .flatMap((name) => JSON.parse(readFileSync(join(TEXTS, name), 'utf8')).tips)
  const labels = [...new Set(texts.map(({ category }) => category))].sort()
  const featuresOf = loadFeatures()
  const examples = texts.map(({ text, category }) => ({
    right: labels.indexOf(category),
    features: featuresOf(text),
  }))
  const { weights, bias } = train(examples, labels.length, FEATURES)
  writeFileSync(MODEL, `${JSON.stringify(packed(labels, weights, bias), null, 2)}\n`)
  say(`${texts.length} texts, ${labels.length} labels: ${MODEL}`)
  return 0
})

function train(examples, count, features) {
  const weights = new Float64Array(features * count)
  const bias = new Float64Array(count)
  const random = randomFrom(7)
  for (let round = 0; round < ROUNDS; round += 1) {
    const step = FIRST_STEP / (1 + round * DECAY)
    for (const example of shuffled(examples, random)) learn(example, { weights, bias, count, step })
  }
  return { weights, bias }
}

function learn({ right, features: { numbers, weights: values } }, { weights, bias, count, step }) {
  const sums = Float64Array.from(bias)
  for (const [index, number] of numbers.entries()) {
    const value = values[index]
    for (let label = 0; label < count; label += 1) sums[label] += value * weights[number * count + label]
  }
  const most = Math.max(...sums)
  const powers = sums.map((sum) => Math.exp(sum - most))
  const all = powers.reduce((sum, power) => sum + power, 0)
  for (let label = 0; label < count; label += 1) {
    const error = powers[label] / all - Number(label === right)
    bias[label] -= step * 0.1 * error
    for (const [index, number] of numbers.entries()) {
      const value = values[index]
      const at = number * count + label
      weights[at] -= step * (error * value + SHRINK * weights[at])
    }
  }
}

/** One signed byte for each weight. */
function packed(labels, weights, bias) {
  const scale = weights.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0) / 127
  const bytes = Int8Array.from(weights, (weight) => Math.round(weight / scale))
  const rounded = [...bias].map((value) => Math.round(value * 1e4) / 1e4)
  return { v: 1, labels, bias: rounded, scale, weights: Buffer.from(bytes.buffer).toString('base64') }
}

function shuffled(list, random) {
  const copy = [...list]
  for (let last = copy.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1))
    const kept = copy[last]
    copy[last] = copy[other]
    copy[other] = kept
  }
  return copy
}

function randomFrom(seed) {
  let state = seed
  return () => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff
    return state / 0x7fffffff
  }
}
