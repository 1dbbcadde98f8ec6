import { empty, fetchPage, fill } from './parts.js'
import { typedWords } from './sending.js'

/**
 * A screen nobody touches covers itself, and the officer's key leaves the server at once. What was read leaves the page
 * too; only what the officer typed stays, hidden, until the password brings the rest back. All of it is for the one
 * session the page was drawn for: another one in the same browser opens nothing.
 */
const cover = document.getElementById('man-khoa')
const page = document.getElementById('trang')
const TOUCHES = ['keydown', 'pointerdown', 'pointermove', 'wheel', 'touchstart']
const LOOK_MS = 1000
const ASK_MS = 10_000
const TELL_MS = 3000

if (cover) {
  const { session } = cover.dataset
  const tabs = new BroadcastChannel(`hom-thu.khoa.${session}`)
  const idleMs = Number(cover.dataset.idleMs)
  let touchedAt = Date.now()
  let askedAt = 0
  let toldAt = 0
  /**
   * Why the page is covered: `locked` by us, `confirmed` by the server, `unsure` after the browser brought the page back,
   * `ended` for good. Null while it is open.
   */
  let why = null
  let before = { title: '', focus: null, y: 0, parts: [] }

  function touched() {
    if (why) return
    touchedAt = Date.now()
    if (touchedAt - toldAt < TELL_MS) return
    toldAt = touchedAt
    tabs.postMessage('touched')
  }

  function putCover(reason) {
    const wasOpen = why === null
    // What is only unsure never takes the place of a lock.
    if (wasOpen || (why !== 'ended' && reason !== 'unsure')) why = reason
    if (!wasOpen) return
    before = { title: document.title, focus: document.activeElement, y: scrollY, parts: empty(page) }
    for (const dialog of document.querySelectorAll('dialog[open]')) dialog.close()
    page.inert = true
    page.hidden = true
    cover.hidden = false
    document.title = cover.dataset.title
    say('')
    cover.querySelector('[type="password"]').focus()
  }

  /** The page as it is now comes back under the cover before the cover goes. */
  async function open() {
    const reason = why
    // Nothing was taken from it: only the officer's own words are on it.
    if (before.parts.length === 0) return takeCover()
    // Not its own address: a page that answered a form has none that can be read again.
    const fresh = await fetchPage(cover.querySelector('[name="ve"]').value)
    if (why !== reason) return
    if (fresh === null) return location.assign('/')
    if (!fresh) return say('unreachable')
    if (sessionOf(fresh) !== session) return end()
    fill(fresh, before.parts)
    takeCover()
  }

  function takeCover() {
    cover.hidden = true
    cover.querySelector('[type="password"]').value = ''
    page.hidden = false
    page.inert = false
    why = null
    touchedAt = Date.now()
    document.title = before.title
    scrollTo(0, before.y)
    before.focus?.focus({ preventScroll: true })
  }

  const sessionOf = (fresh) => fresh.getElementById('man-khoa')?.dataset.session

  /** Signed out, or somebody else's by now: nothing of it may stay, the officer's own words neither. */
  function end() {
    putCover('ended')
    why = 'ended'
    page.replaceChildren()
    for (const part of cover.querySelectorAll('[data-opens-again]')) part.hidden = true
    say('ended')
    cover.querySelector('[data-answer="ended"] a').focus()
  }

  /**
   * The server knows of no session: it ran out, or was lost. Own words of a page that stood open stay in sight; what was
   * under a cover is not shown to whoever is there now.
   */
  function runOut() {
    const words = why ? '' : typedWords(page)
    end()
    cover.querySelector('[data-own-words]').value = words
    cover.querySelector('[data-own]').hidden = words === ''
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
    putCover('locked')
    tabs.postMessage('locked')
    const answer = await post('/khoa', { _csrf: csrf() })
    if (answer?.status === 204 && why === 'locked') why = 'confirmed'
  }

  async function unlock(event) {
    event.preventDefault()
    const password = cover.querySelector('[type="password"]')
    const button = cover.querySelector('button')
    if (button.getAttribute('aria-disabled')) return
    button.setAttribute('aria-disabled', 'true')
    const answer = await post('/mo-khoa', { _csrf: csrf(), password: password.value })
    if (answer?.status === 204) {
      await open()
      tabs.postMessage('unlocked')
    } else {
      password.value = ''
      password.focus()
      // Another session, to which this form does not belong; or none any more, and it leads to the sign-in.
      if ([0, 401, 403].includes(answer?.status)) end()
      else say({ 422: 'refused', 429: 'busy' }[answer?.status] ?? 'unreachable')
    }
    button.removeAttribute('aria-disabled')
  }

  /**
   * Another tab, a colleague or the clock may have locked or ended the session; a lock that did not arrive is sent
   * again. A touch since the last question keeps the key on the server: reading is work as well.
   */
  async function ask() {
    if (why === 'ended') return
    // Before the question goes out: an answer from before the lock must not open it.
    const reason = why
    const wasTouched = !reason && touchedAt > askedAt
    askedAt = Date.now()
    const answer = await fetch(wasTouched ? '/khoa?cham=1' : '/khoa', { redirect: 'manual' }).catch(() => undefined)
    if (!answer || ![204, 401, 403].includes(answer.status)) return
    const whose = answer.headers.get('x-session')
    if (whose === null && answer.status === 401) return runOut()
    if (whose === null) return
    if (whose !== session) return end()
    if (answer.status === 403) return putCover('confirmed')
    if (reason !== why || !reason) return
    await (reason === 'locked' ? lock() : open())
  }

  function look() {
    if (!why && Date.now() - touchedAt >= idleMs) lock()
  }

  for (const touch of TOUCHES) addEventListener(touch, touched, { passive: true, capture: true })
  setInterval(look, Math.min(LOOK_MS, idleMs))
  setInterval(ask, ASK_MS)
  // A computer that wakes up has not counted; nothing is shown before the clock was asked.
  for (const waking of ['visibilitychange', 'focus', 'pageshow']) addEventListener(waking, look, { capture: true })
  // Somebody comes back to this tab: another may have signed in meanwhile.
  for (const waking of ['visibilitychange', 'focus']) addEventListener(waking, () => document.hidden || ask())
  // A page that the browser kept shows what was on it then: first the cover, then the question.
  addEventListener('pageshow', ({ persisted }) => {
    if (!persisted) return
    putCover('unsure')
    ask()
  })
  document.addEventListener('console:check', ask)
  cover.querySelector('[action="/mo-khoa"]').addEventListener('submit', unlock)
  document.getElementById('khoa')?.addEventListener('submit', (event) => {
    event.preventDefault()
    lock()
  })
  document.addEventListener('submit', ({ target }) => {
    if (target.getAttribute('action') === '/dang-xuat') tabs.postMessage('left')
  })
  tabs.addEventListener('message', ({ data }) => {
    if (data === 'touched') touchedAt = Date.now()
    if (data === 'locked') putCover('locked')
    if (data === 'left') end()
    if (data === 'unlocked' && why) open()
  })
}
