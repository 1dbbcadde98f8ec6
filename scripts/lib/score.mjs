// How well the reading of tips agrees with labels. See "Understanding" in the README for what each figure means.

const NOTHING_KEPT = ['decline-out-of-scope', 'spam']

export function predict(read, text) {
  const { categories, ward, emergency, ownData, outOfScope, spam } = read(text)
  const plain = text.normalize('NFC')
  const action = spam
    ? 'spam'
    : outOfScope
      ? 'decline-out-of-scope'
      : emergency === 'always'
        ? 'emergency-then-accept'
        : 'accept'
  const isKept = !NOTHING_KEPT.includes(action)
  return {
    action,
    category:
      action === 'decline-out-of-scope' ? null : isKept ? (categories[0]?.id ?? 'unclassified') : 'unclassified',
    area: isKept ? (ward.kind === 'ward' ? ward.id : ward.kind) : null,
    emergency: isKept ? emergency : 'no',
    offered: categories.map(({ id }) => id),
    ownData: ownData.map(({ from, to }) => plain.slice(from, to)),
  }
}

export function scoreTips(read, tips) {
  const rows = tips.map(({ id, text, expected }) => ({ id, expected, got: predict(read, text) }))
  return {
    category: category(rows),
    area: area(rows),
    emergency: emergency(rows),
    ownData: ownData(rows),
    action: { accuracy: share(rows, ({ expected, got }) => expected.action === got.action) },
    falseRefusal: share(
      rows.filter(({ expected }) => !NOTHING_KEPT.includes(expected.action)),
      ({ got }) => NOTHING_KEPT.includes(got.action),
    ),
    misses: missesOf(rows),
  }
}

/** Where two categories are equally right, either is. */
function truth({ expected, got }) {
  const also = expected.category_also_ok ?? []
  return also.includes(got.category) ? got.category : expected.category
}

function right({ expected }) {
  return [expected.category, ...(expected.category_also_ok ?? [])]
}

function category(rows) {
  const labels = [...new Set(rows.map(({ expected }) => String(expected.category)))].sort()
  const f1 = Object.fromEntries(labels.map((label) => [label, f1Of(rows, label)]))
  const confusion = {}
  for (const row of rows) {
    const [wanted, got] = [String(truth(row)), String(row.got.category)]
    if (wanted !== got) confusion[`${wanted} → ${got}`] = (confusion[`${wanted} → ${got}`] ?? 0) + 1
  }
  const top = (row) => truth(row) === row.got.category
  const kept = rows.filter(({ expected, got }) => expected.category !== null && got.offered.length > 0)
  const offered = share(kept, (row) => right(row).some((id) => row.got.offered.includes(id)))
  return { macroF1: round(mean(Object.values(f1))), accuracy: share(rows, top), offered, f1, confusion }
}

function f1Of(rows, label) {
  const is = (value) => String(value) === label
  const both = rows.filter((row) => is(truth(row)) && is(row.got.category)).length
  const wanted = rows.filter((row) => is(truth(row))).length
  const given = rows.filter(({ got }) => is(got.category)).length
  return wanted + given === 0 ? 1 : round((2 * both) / (wanted + given))
}

function area(rows) {
  const asks = rows.filter(({ expected }) => expected.area === 'ask')
  return {
    accuracy: share(rows, ({ expected, got }) => expected.area === got.area),
    guessedWhenAsk: asks.filter(({ got }) => got.area !== 'ask' && got.area !== null && got.area !== 'outside').length,
  }
}

function emergency(rows) {
  const of = (prompt) => rows.filter(({ expected }) => expected.emergency_prompt === prompt)
  return {
    recall: share(of('always'), ({ got }) => got.emergency === 'always'),
    askRecall: share(of('ask'), ({ got }) => got.emergency !== 'no'),
    askedOfNo: share(of('no'), ({ got }) => got.emergency !== 'no'),
  }
}

/** By digits and letters alone: how a number is spaced is not the question. */
function ownData(rows) {
  const key = (text) =>
    text
      .normalize('NFC')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, '')
  const same = (one, other) => key(one).includes(key(other)) || key(other).includes(key(one))
  let [found, wanted, right, given] = [0, 0, 0, 0]
  for (const { expected, got } of rows) {
    wanted += expected.reporter_pii.length
    given += got.ownData.length
    found += expected.reporter_pii.filter((part) => got.ownData.some((one) => same(one, part))).length
    right += got.ownData.filter((one) => expected.reporter_pii.some((part) => same(one, part))).length
  }
  return { recall: wanted ? round(found / wanted) : 1, precision: given ? round(right / given) : 1 }
}

function missesOf(rows) {
  const misses = {}
  const note = (id, what, right, got) => {
    misses[id] = { ...misses[id], [what]: { expected: right, got } }
  }
  for (const row of rows) {
    const { id, expected, got } = row
    if (truth(row) !== got.category) note(id, 'category', expected.category, got.category)
    if (expected.area !== got.area) note(id, 'area', expected.area, got.area)
    if (expected.emergency_prompt !== got.emergency) note(id, 'emergency', expected.emergency_prompt, got.emergency)
    if (expected.action !== got.action) note(id, 'action', expected.action, got.action)
    if (expected.reporter_pii.length > 0 || got.ownData.length > 0) {
      if (expected.reporter_pii.join() !== got.ownData.join()) note(id, 'ownData', expected.reporter_pii, got.ownData)
    }
  }
  return misses
}

function share(rows, test) {
  return rows.length === 0 ? 1 : round(rows.filter(test).length / rows.length)
}

function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function round(value) {
  return Math.round(value * 10_000) / 10_000
}
