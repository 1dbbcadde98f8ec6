/**
 * The one script of the site, and only on the waiting page: finds the answer to the ticket's puzzle and sends the form.
 * Without it (or without https, where browsers have no crypto.subtle) the button does the same after a few seconds.
 */
const BATCH = 512
const encoder = new TextEncoder()
const form = document.getElementById('cho')
const status = document.getElementById('dang-tinh')

if (form && status && globalThis.crypto?.subtle) await work()

async function work() {
  status.textContent = status.dataset.text
  const { ticket, answer } = form.elements
  answer.value = await solve(ticket.value, Number(ticket.dataset.bits))
  form.requestSubmit()
}

async function solve(ticket, bits) {
  for (let first = 0; ; first += BATCH) {
    const answers = Array.from({ length: BATCH }, (_, index) => String(first + index))
    const zeros = await Promise.all(answers.map((answer) => leadingZeros(`${ticket}:${answer}`)))
    const found = zeros.findIndex((count) => count >= bits)
    if (found >= 0) return answers[found]
  }
}

async function leadingZeros(text) {
  const hash = new DataView(await crypto.subtle.digest('SHA-256', encoder.encode(text)))
  return Math.clz32(hash.getUint32(0))
}
