/**
 * A screen nobody touches covers itself, and the officer's key leaves the server at once. What was typed stays on the
 * page, hidden from eyes and from screen readers, until the password brings the key back.
 */
const cover = document.getElementById('man-khoa')
const page = document.getElementById('trang')
const TOUCHES = ['keydown', 'pointerdown', 'pointermove', 'wheel', 'touchstart']
const LOOK_MS = 1000
const ASK_MS = 10_000
const TELL_MS = 3000

if (cover) {
  const tabs = new BroadcastChannel('hom-thu.khoa')
  const idleMs = Number(cover.dataset.idleMs)
  let touchedAt = Date.now()
  let toldAt = 0
  /** Whether the server has said that the session is locked. */
  let confirmed = false
  let before = { title: '', focus: null, y: 0 }

  const isCovered = () => !cover.hidden

  function touched() {
    if (isCovered()) return
    touchedAt = Date.now()
    if (touchedAt - toldAt < TELL_MS) return
    toldAt = touchedAt
    tabs.postMessage('touched')
  }

  function putCover() {
    if (isCovered()) return
    before = { title: document.title, focus: document.activeElement, y: scrollY }
    for (const dialog of document.querySelectorAll('dialog[open]')) dialog.close()
    page.inert = true
    page.hidden = true
    cover.hidden = false
    document.title = cover.dataset.title
    say('')
    cover.querySelector('[type="password"]').focus()
  }

  function takeCover() {
    if (!isCovered()) return
    cover.hidden = true
    cover.querySelector('[type="password"]').value = ''
    page.hidden = false
    page.inert = false
    confirmed = false
    touchedAt = Date.now()
    document.title = before.title
    scrollTo(0, before.y)
    before.focus?.focus({ preventScroll: true })
  }

  function say(answer) {
    for (const words of cover.querySelectorAll('[data-answer]')) words.hidden = words.dataset.answer !== answer
  }

  const post = (address, fields) => {
    const body = new URLSearchParams({ ...fields, 'tai-cho': '1' })
    return fetch(address, { method: 'POST', body, redirect: 'manual', keepalive: true }).catch(() => undefined)
  }
  const csrf = () => cover.querySelector('[name="_csrf"]').value

  async function lock() {
    putCover()
    tabs.postMessage('locked')
    const answer = await post('/khoa', { _csrf: csrf() })
    confirmed = answer?.status === 204
  }

  async function unlock(event) {
    event.preventDefault()
    const password = cover.querySelector('[type="password"]')
    const button = cover.querySelector('button')
    if (button.getAttribute('aria-disabled')) return
    button.setAttribute('aria-disabled', 'true')
    const answer = await post('/mo-khoa', { _csrf: csrf(), password: password.value })
    button.removeAttribute('aria-disabled')
    if (answer?.status === 204) {
      tabs.postMessage('unlocked')
      return takeCover()
    }
    say({ 422: 'refused', 429: 'busy', 503: 'unreachable' }[answer?.status] ?? (answer ? 'ended' : 'unreachable'))
    password.value = ''
    password.focus()
  }

  /** Another tab may have locked or unlocked the session; a lock that did not arrive is sent again. */
  async function ask() {
    // Before the question goes out: an answer from before the lock must not open it.
    const knewLocked = confirmed && isCovered()
    const answer = await fetch('/khoa', { redirect: 'manual' }).catch(() => undefined)
    if (answer?.status === 403) {
      confirmed = true
      putCover()
    }
    if (answer?.status === 204 && isCovered()) await (knewLocked ? takeCover() : lock())
  }

  function look() {
    if (!isCovered() && Date.now() - touchedAt >= idleMs) lock()
  }

  for (const touch of TOUCHES) addEventListener(touch, touched, { passive: true, capture: true })
  setInterval(look, Math.min(LOOK_MS, idleMs))
  setInterval(ask, ASK_MS)
  // A computer that wakes up has not counted; nothing is shown before the clock was asked.
  for (const waking of ['visibilitychange', 'focus', 'pageshow']) addEventListener(waking, look, { capture: true })
  document.addEventListener('console:check', ask)
  cover.querySelector('[action="/mo-khoa"]').addEventListener('submit', unlock)
  document.getElementById('khoa')?.addEventListener('submit', (event) => {
    event.preventDefault()
    lock()
  })
  tabs.addEventListener('message', ({ data }) => {
    if (data === 'touched') touchedAt = Date.now()
    if (data === 'locked') putCover()
    if (data === 'unlocked') takeCover()
  })
}
