/** Letters that open a form on the page of a report. */
const FORMS = { a: 'ask', r: 'reply', n: 'note', x: 'close', o: 'reopen' }
/** The first that is on the page: a report leads back to the queue as it was filtered. */
const PLACES = { q: ['main a[data-queue]', 'nav a[href="/"]'], s: ['nav a[href="/ca-truc"]'] }
const ROWS = '#hang .row h3 a, table.list td a'
const FIELDS = 'input, textarea, select, [contenteditable]'
const SECOND_MS = 1500

const help = document.getElementById('phim-tat')
const STORED = 'hom-thu.phim'
const areOn = () => localStorage.getItem(STORED) !== 'tat'

let first = ''
let last = ''

if (help) {
  offerHelp()
  document.addEventListener('keydown', onKey)
}

function offerHelp() {
  for (const button of document.querySelectorAll('[data-opens="phim-tat"]')) {
    button.hidden = false
    button.addEventListener('click', () => help.showModal())
  }
  const use = document.getElementById('dung-phim')
  use.checked = areOn()
  use.addEventListener('change', () => localStorage.setItem(STORED, use.checked ? 'bat' : 'tat'))
}

function onKey(event) {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return
  if (help.open || document.getElementById('trang').hidden) return
  if (event.key === 'Escape') return leaveField(event.target)
  if (event.target.closest(FIELDS)) return
  if (event.key.startsWith('Arrow')) return followArrow(event)
  if (areOn() && press(event.key.toLowerCase())) event.preventDefault()
}

/** Answers whether the key meant something here. */
function press(key) {
  const before = first
  first = ''
  if (before === 'g' && PLACES[key]) return follow(placeOf(key))
  if (key === 'g') return waitForSecond()
  if (key === 'j') return move(1)
  if (key === 'k') return move(-1)
  if (key === 'c') return claim()
  if (key === '/') return focusOn(document.querySelector('#bo-loc select'))
  if (key === '?') return help.showModal() === undefined
  if (key === 'l') return document.getElementById('khoa')?.requestSubmit() === undefined
  return FORMS[key] ? openForm(FORMS[key]) : false
}

function placeOf(key) {
  return PLACES[key].map((selector) => document.querySelector(selector)).find(Boolean)
}

function waitForSecond() {
  first = 'g'
  setTimeout(() => (first = ''), SECOND_MS)
  return true
}

/** Arrows scroll, unless a row has the focus already. */
function followArrow(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (step && event.target.matches(ROWS) && move(step)) event.preventDefault()
}

function move(step) {
  const rows = [...document.querySelectorAll(ROWS)].filter((row) => row.checkVisibility())
  if (rows.length === 0) return false
  const focused = rows.indexOf(document.activeElement)
  const at = focused < 0 ? rows.findIndex((row) => row.href === last) : focused
  const next = rows[at < 0 ? 0 : Math.min(Math.max(at + step, 0), rows.length - 1)]
  last = next.href
  return focusOn(next)
}

function claim() {
  const row = document.activeElement.closest('.row')
  return follow(row ? row.querySelector('.row-do button') : document.getElementById('nhan'))
}

function openForm(action) {
  const form = document.getElementById(`viec-${action}`)
  if (!form) return false
  form.open = true
  return focusOn(form.querySelector('textarea, input:not([type="hidden"])'), form)
}

/** Out of a form to its heading, so that the next Tab goes on from there. */
function leaveField(target) {
  if (!target.closest(FIELDS)) return
  const heading = target.closest('details')?.querySelector('summary')
  if (heading) heading.focus()
  else target.blur()
}

function focusOn(element, whole = element) {
  if (!element) return false
  element.focus({ preventScroll: true })
  whole.scrollIntoView({ block: 'nearest' })
  return true
}

function follow(element) {
  element?.click()
  return Boolean(element)
}
