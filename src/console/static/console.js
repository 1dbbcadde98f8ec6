// Small helps. Every page works without them.
;(() => {
  /** A second press sends nothing twice; the browser's Back brings the form alive again. */
  function sendOnce(event) {
    const form = event.target
    if (form.dataset.sent) return event.preventDefault()
    form.dataset.sent = 'yes'
    for (const button of form.querySelectorAll('button')) button.setAttribute('aria-disabled', 'true')
  }

  function reviveForms() {
    for (const form of document.querySelectorAll('form[data-sent]')) {
      delete form.dataset.sent
      for (const button of form.querySelectorAll('button')) button.removeAttribute('aria-disabled')
    }
  }

  /** Text that is not sent yet is worth a question before the page goes. */
  function holdDrafts(event) {
    const fields = [...document.querySelectorAll('main textarea:not([readonly])')]
    if (!fields.some((field) => field.value.trim() !== '' && !field.form?.dataset.sent)) return
    event.preventDefault()
    // Whoever decides to stay may press again.
    setTimeout(reviveForms, 1000)
  }

  document.addEventListener('submit', sendOnce)
  addEventListener('pageshow', reviveForms)
  addEventListener('beforeunload', holdDrafts)

  const list = document.getElementById('hang')
  if (!list) return

  const stale = document.getElementById('cu')
  const RESTING_MS = 600
  const PATIENCE = 2
  let pressed = false
  let movedAt = 0
  let waited = 0
  let focused = ''

  list.addEventListener('pointerdown', () => {
    pressed = true
  })
  for (const end of ['pointerup', 'pointercancel']) {
    addEventListener(end, () => setTimeout(() => (pressed = false)))
  }
  list.addEventListener('pointermove', () => {
    movedAt = performance.now()
  })

  /** While a hand is on the list, rows stay where they are; two seconds at most, a new report must not wait. */
  function handIsOnList() {
    if (!pressed && performance.now() - movedAt > RESTING_MS) return false
    waited += 1
    return waited <= PATIENCE
  }

  list.addEventListener('htmx:before:swap', (event) => {
    if (handIsOnList()) {
      event.preventDefault()
      setTimeout(() => list.dispatchEvent(new CustomEvent('console:again')), 1000)
      return
    }
    waited = 0
    focused = list.contains(document.activeElement) ? document.activeElement.id : ''
  })

  list.addEventListener('htmx:after:swap', () => {
    stale.hidden = true
    const before = focused && document.activeElement === document.body && document.getElementById(focused)
    if (before) before.focus({ preventScroll: true })
  })

  for (const failure of ['htmx:error', 'htmx:response:error']) {
    list.addEventListener(failure, () => {
      stale.hidden = false
    })
  }
})()
