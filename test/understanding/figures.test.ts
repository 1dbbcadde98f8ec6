import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { type LabelledTip, scoreTips } from '../../scripts/lib/score.mjs'
import { loadTipReader } from '../../src/bin/load-understanding.js'

const tipsIn = (file: string): LabelledTip[] => JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8')).tips
const read = loadTipReader()

/** A little below what README says, so that a change for the worse is noticed and a better one is free. */
it.each([
  ['tips-tuned.json', { kind: 0.89, offered: 0.95, ward: 0.97, guessed: 0, danger: 1, found: 0.98, right: 0.94 }],
  ['tips-untuned.json', { kind: 0.89, offered: 0.94, ward: 0.94, guessed: 1, danger: 0.97, found: 0.92, right: 0.91 }],
  ['tips-everyday-1.json', { kind: 0.94, offered: 0.97, ward: 0.96, guessed: 0, danger: 1, found: 0.86, right: 0.95 }],
  [
    'tips-everyday-2.json',
    { kind: 0.94, offered: 0.96, ward: 0.95, guessed: 0, danger: 0.97, found: 0.69, right: 0.91 },
  ],
])('tips are understood as README says: %s', (file, least) => {
  const { category, area, emergency, ownData, falseRefusal } = scoreTips(read, tipsIn(file))
  expect(category.macroF1).toBeGreaterThanOrEqual(least.kind)
  expect(category.offered).toBeGreaterThanOrEqual(least.offered)
  expect(area.accuracy).toBeGreaterThanOrEqual(least.ward)
  expect(area.guessedWhenAsk).toBeLessThanOrEqual(least.guessed)
  expect(emergency.recall).toBeGreaterThanOrEqual(least.danger)
  expect(ownData.recall).toBeGreaterThanOrEqual(least.found)
  expect(ownData.precision).toBeGreaterThanOrEqual(least.right)
  expect(falseRefusal).toBeLessThanOrEqual(0.02)
})
