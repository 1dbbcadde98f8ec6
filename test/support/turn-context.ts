import { readFileSync } from 'node:fs'
import { loadTipReader } from '../../src/bin/load-understanding.js'
import type { TurnContext } from '../../src/domain/conversation/types.js'
import { Area, Category, Hotline, type Places } from '../../src/domain/places.js'

const read = (name: string): unknown[] => {
  const data = JSON.parse(readFileSync(new URL(`../../locales/${name}`, import.meta.url), 'utf8'))
  return Array.isArray(data) ? data : data.categories
}

/** The real data of the deployment. */
export const places: Places = {
  areas: read('areas.json').map((area) => Area.parse(area)),
  categories: read('categories.json').map((category) => Category.parse(category)),
  hotlines: read('hotlines.json').map((line) => Hotline.parse(line)),
}

/** With the real tables and the real model. */
export const readTip = loadTipReader()

export const context: TurnContext = {
  places,
  fresh: { caseId: 'case-1', receipt: 'RECEIPT-1', writeId: 'write-1' },
  readReceipt: (text) => (text.startsWith('RECEIPT') ? text : undefined),
  channel: { address: 'homthu.example.vn', canPush: false },
  readTip,
}
