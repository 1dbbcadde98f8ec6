import { fetchPage, fill, isOfThisSession } from './parts.js'
import { hasDrafts } from './sending.js'

const EVERY_MS = 10_000
const news = document.getElementById('co-moi')

if (news) {
  document.addEventListener('toggle', foldEmpty, true)
  setInterval(look, EVERY_MS)
  document.addEventListener('visibilitychange', look)
  news.addEventListener('console:again', look)
  news.addEventListener('click', reloadAround)
}

/** One form at a time, but what was typed stays in sight. */
function foldEmpty({ target }) {
  if (!target.matches('.act') || !target.open) return
  for (const other of document.querySelectorAll('.act[open]')) {
    const empty = [...other.querySelectorAll('textarea')].every((field) => field.value.trim() === '')
    // Word of a fold comes late: by then somebody may be in another form already.
    if (other !== target && empty && !other.contains(document.activeElement)) other.open = false
  }
}

/** Has anything come in since this page was drawn? A word about it, and nothing that moves what is being typed. */
async function look() {
  if (document.hidden) return
  const answer = await fetch(`${news.dataset.ask}?seen=${news.dataset.seen}`).catch(() => undefined)
  if (answer?.status === 403) document.dispatchEvent(new CustomEvent('console:check'))
  if (answer?.status === 200) news.innerHTML = await answer.text()
}

/** With a draft on the page only what is read is replaced. */
async function reloadAround(event) {
  const link = event.target.closest('#tai-lai')
  if (!link || !hasDrafts()) return
  event.preventDefault()
  const fresh = await fetchPage(link.href)
  if (!fresh || document.getElementById('trang').hidden || !isOfThisSession(fresh)) return
  fill(fresh)
  news.textContent = news.dataset.kept
}
