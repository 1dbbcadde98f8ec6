/** A second press sends nothing twice; the browser's Back brings the form alive again. */
function sendOnce(event) {
  const form = event.target
  if (event.defaultPrevented || form.getAttribute('method') !== 'post') return
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

/** Text that was typed and is not on its way. */
export function typedWords(page = document) {
  const fields = [...page.querySelectorAll('main textarea:not([readonly])')].filter(
    (field) => !field.form?.dataset.sent,
  )
  return fields
    .map((field) => field.value.trim())
    .filter((words) => words !== '')
    .join('\n\n')
}

export function hasDrafts() {
  return typedWords() !== ''
}

/** Text that is not sent yet is worth a question before the page goes. */
function holdDrafts(event) {
  if (!hasDrafts()) return
  event.preventDefault()
  // Whoever decides to stay may press again.
  setTimeout(reviveForms, 1000)
}

document.addEventListener('submit', sendOnce)
addEventListener('pageshow', reviveForms)
addEventListener('beforeunload', holdDrafts)
