// How well tips are understood, by labels: npm run --silent eval -- --tips FILE --json
// Without FILE our own sets: both halves, of which the second was only measured, and two in everyday language that no
// model has learned. What the figures mean: README.
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { build, checkNode, install, Mendable, orSayWhy, ROOT, say } from './lib/prepare.mjs'
import { scoreTips } from './lib/score.mjs'

const OWN = ['tips-tuned', 'tips-untuned', 'tips-everyday-1', 'tips-everyday-2'].map((name) =>
  join(ROOT, 'test', 'understanding', `${name}.json`),
)
const from = process.cwd()

await orSayWhy(async () => {
  const text = { type: 'string' }
  const options = { tips: text, duplicates: text, json: { type: 'boolean', default: false } }
  const { values } = parseArgs({ options })
  if (values.duplicates) warn('Duplicates are not looked for yet: "duplicates" is null.')
  const files = values.tips ? [resolve(from, values.tips)] : OWN
  const sets = files.map((file) => ({ file, tips: readTips(file) }))
  checkNode()
  process.chdir(ROOT)
  for (const prepare of [install, build]) prepare()
  const { loadTipReader } = await import('../dist/bin/load-understanding.js')
  const read = loadTipReader()
  for (const { file, tips } of sets) tell(file, { ...scoreTips(read, tips), duplicates: null }, values.json)
  return 0
})

function warn(line) {
  process.stderr.write(`${line}\n`)
}

function readTips(file) {
  try {
    const { tips } = JSON.parse(readFileSync(file, 'utf8'))
    if (!Array.isArray(tips) || !tips.every(isTip)) throw new Error('not {tips: [{id, text, expected}]}')
    return tips
  } catch (error) {
    throw new Mendable(`Cannot read tips from ${file}: ${error.message}`)
  }
}

function isTip({ id, text, expected }) {
  return typeof id === 'string' && typeof text === 'string' && Array.isArray(expected?.reporter_pii)
}

function tell(file, scores, asJson) {
  if (asJson) return say(JSON.stringify(scores))
  const { category, area, emergency, ownData, action, falseRefusal } = scores
  say(`\n${file}`)
  say(
    `category   macro-F1 ${category.macroF1}, accuracy ${category.accuracy}, right one among the offered ${category.offered}`,
  )
  say(`ward       accuracy ${area.accuracy}, guessed where one must ask ${area.guessedWhenAsk}`)
  say(`emergency  recall ${emergency.recall}, asked of those that need none ${emergency.askedOfNo}`)
  say(`own data   recall ${ownData.recall}, precision ${ownData.precision}`)
  say(`action     accuracy ${action.accuracy}, false refusals ${falseRefusal}`)
  say(
    `confusion  ${
      Object.entries(category.confusion)
        .map(([what, n]) => `${what} ${n}`)
        .join('; ') || 'none'
    }`,
  )
}
