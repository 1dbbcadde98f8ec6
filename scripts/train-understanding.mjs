// Makes the models in locales/ again from the texts in test/understanding/training/: node scripts/train-understanding.mjs
// The same texts give the same models on every machine. About three minutes.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { learn } from './lib/learn.mjs'
import { build, checkNode, install, orSayWhy, ROOT, say } from './lib/prepare.mjs'
import { kindOf, manners, ownDataTips, readTraining } from './lib/training-texts.mjs'

await orSayWhy(async () => {
  checkNode()
  process.chdir(ROOT)
  for (const prepare of [install, build]) prepare()
  const { loadSenses } = await import('../dist/bin/load-understanding.js')
  const sense = loadSenses()
  const training = readTraining()
  // Some tips were written for whose data it is, and teach nothing else.
  const whole = training.tips.filter(({ expected }) => expected.only === undefined)
  const tips = whole.flatMap((tip) => (kindOf(tip) ? [{ text: tip.text, category: kindOf(tip) }] : []))
  save('model-own-data', await learnOwnData(training.tips, sense))
  // How risky a tip's kind is, must be judged by a model that has not learned that very tip.
  save('model-danger', await learnDanger(whole, sense, await learnKinds(training.texts, sense)))
  save('model-kinds', await learnKinds([...training.texts, ...tips], sense))
  return 0
})

async function learnKinds(texts, sense) {
  const { FEATURES } = await import('../dist/domain/understanding/features.js')
  const labels = [...new Set(texts.map(({ category }) => category))].sort()
  const examples = manners(texts).map(({ text, category }) => ({
    right: labels.indexOf(category),
    ...sense(text).features,
  }))
  return learn(examples, { labels, size: FEATURES, rounds: 20, first: 2, decay: 0.25, shrink: 1e-4 })
}

async function learnDanger(tips, sense, kinds) {
  const { DANGER_FEATURES, dangerFeatures } = await import('../dist/domain/understanding/find-emergency.js')
  const { FEATURES } = await import('../dist/domain/understanding/features.js')
  const { createLinear } = await import('../dist/domain/understanding/linear.js')
  const { riskyOf } = await import('../dist/domain/understanding/read-tip.js')
  const { loadPlaces } = await import('../dist/bin/load-places.js')
  const known = new Map(loadPlaces().categories.map((category) => [category.id, category]))
  const decode = (base64) => new Int8Array(Buffer.from(base64, 'base64'))
  const likely = createLinear(kinds, FEATURES, decode)
  const labels = ['always', 'not']
  const told = tips.map(({ text, expected }) => ({ text, category: expected.emergency_prompt }))
  const examples = manners(told).flatMap(({ text, category }) => {
    const { features } = sense(text)
    const right = Number(category !== 'always')
    const example = { right, ...dangerFeatures(features, riskyOf(likely(features), known)) }
    // A missed danger is worse than a false alarm.
    return right === 0 ? [example, example] : [example]
  })
  return learn(examples, { labels, size: DANGER_FEATURES, rounds: 20, first: 0.75, decay: 0.25, shrink: 1e-4 })
}

async function learnOwnData(tips, sense) {
  const { OWN_FEATURES } = await import('../dist/domain/understanding/own-features.js')
  const { itemsOf } = await import('../dist/domain/understanding/own-items.js')
  const features = await import('../dist/domain/understanding/own-features.js')
  const examples = ownDataTips(tips).flatMap(({ text: given, own }) => {
    const { text, tokens } = sense(given)
    const items = itemsOf(text, tokens)
    return ownExamples(items, marksOf(text, items, own), features)
  })
  const labels = ['other', 'own']
  return learn(examples, { labels, size: OWN_FEATURES, rounds: 10, first: 0.03, decay: 0.3, shrink: 3e-4 })
}

/** Which items belong to what is the writer's own. */
function marksOf(text, items, own) {
  const marks = items.map(() => 0)
  for (const part of own) {
    for (let from = text.indexOf(part); from >= 0; from = text.indexOf(part, from + part.length)) {
      const to = from + part.length
      for (const [at, item] of items.entries()) if (item.from < to && item.to > from) marks[at] = 1
      // A short name may be part of any other word further on.
      if (part.length < 4) break
    }
  }
  return marks
}

function ownExamples(items, marks, { itemFeatures, stepFeatures, foundFeatures, isNumbered }) {
  return items.map((item, at) => {
    const numbers = []
    const emit = (feature) => numbers.push(feature)
    itemFeatures(items, at, emit)
    if (isNumbered(item)) foundFeatures(items, at, marks, emit)
    else if (marks[at - 1] === 1) stepFeatures(items, at, emit)
    return { right: marks[at], numbers }
  })
}

function save(name, model) {
  const path = join(ROOT, 'locales', `${name}.json`)
  writeFileSync(path, `${JSON.stringify(model, null, 2)}\n`)
  say(`${path}: ${model.labels.length} labels`)
}
