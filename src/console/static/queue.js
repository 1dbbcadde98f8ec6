const list = document.getElementById('hang')
const filter = document.getElementById('bo-loc')

/** Only in this tab, and only names of filters: where "back to the queue" leads. */
const BACK = 'hom-thu.hang'
const FOCUS = 'hom-thu.loc'

if (list) {
  sessionStorage.setItem(BACK, location.pathname + location.search)
  keepFresh(list)
}
if (filter) sendWhenChosen(filter)
leadBack()
document.addEventListener('console:filled', leadBack)

function leadBack() {
  for (const link of document.querySelectorAll('main a[data-queue]')) {
    link.href = sessionStorage.getItem(BACK) ?? link.href
  }
}

/** A mouse has chosen when it chose; arrow keys pass through choices, so they get a moment. */
function sendWhenChosen(form) {
  const MOMENT_MS = 700
  let byKeys = false
  let timer
  form.addEventListener('keydown', () => (byKeys = true))
  form.addEventListener('pointerdown', () => (byKeys = false))
  form.addEventListener('change', (event) => {
    clearTimeout(timer)
    const id = event.target.id
    timer = setTimeout(() => send(form, id), byKeys ? MOMENT_MS : 0)
  })
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    send(form, document.activeElement?.id ?? '')
  })
  document.getElementById(sessionStorage.getItem(FOCUS) ?? '')?.focus()
  sessionStorage.removeItem(FOCUS)
}

/** What is not chosen stays out of the address. */
function send(form, focused) {
  const chosen = [...new FormData(form)].filter(([, value]) => value !== '')
  sessionStorage.setItem(FOCUS, focused)
  location.assign(chosen.length > 0 ? `/?${new URLSearchParams(chosen)}` : '/')
}

function keepFresh(rows) {
  const stale = document.getElementById('cu')
  const RESTING_MS = 600
  const PATIENCE = 2
  let pressed = false
  let movedAt = 0
  let waited = 0
  let focused = ''
  let failed = false

  rows.addEventListener('pointerdown', () => {
    pressed = true
  })
  for (const end of ['pointerup', 'pointercancel']) {
    addEventListener(end, () => setTimeout(() => (pressed = false)))
  }
  rows.addEventListener('pointermove', () => {
    movedAt = performance.now()
  })

  /** While a hand is on the list, rows stay where they are; two seconds at most, a new report must not wait. */
  function handIsOnList() {
    if (!pressed && performance.now() - movedAt > RESTING_MS) return false
    waited += 1
    return waited <= PATIENCE
  }

  rows.addEventListener('htmx:before:request', () => {
    failed = false
  })

  rows.addEventListener('htmx:before:swap', (event) => {
    // An answer that left before the lock may not fill the covered page.
    if (document.getElementById('trang').hidden) return event.preventDefault()
    if (handIsOnList()) {
      event.preventDefault()
      setTimeout(() => rows.dispatchEvent(new CustomEvent('console:again')), 1000)
      return
    }
    waited = 0
    focused = rows.contains(document.activeElement) ? document.activeElement.id : ''
  })

  // It comes after an error too, with nothing swapped.
  rows.addEventListener('htmx:after:swap', () => {
    if (failed) return
    stale.hidden = true
    const before = focused && document.activeElement === document.body && document.getElementById(focused)
    if (before) before.focus({ preventScroll: true })
  })

  for (const failure of ['htmx:error', 'htmx:response:error']) {
    rows.addEventListener(failure, () => {
      failed = true
      stale.hidden = false
      // The answer may have been that the screen is locked.
      document.dispatchEvent(new CustomEvent('console:check'))
    })
  }
}
