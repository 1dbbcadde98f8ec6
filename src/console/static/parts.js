/** What is read on a page, apart from what an officer types there: it can go and come back around the typed words. */
const READ = ['.case-head', '.case-notices', '.case-main', '.standing', '#hang', '.shift', '.team > div']

function partsOf(page) {
  const parts = READ.filter((part) => page.querySelector(part))
  // A page of another kind goes as a whole, unless somebody's own words are on it.
  return parts.length > 0 || page.querySelector('main textarea') ? parts : ['main']
}

/** Takes everything that is read out of the page. Answers what `fill` needs to bring it back. */
export function empty(page) {
  const parts = partsOf(page)
  for (const part of parts) for (const element of page.querySelectorAll(part)) element.replaceChildren()
  return parts
}

/** The page at an address as it is now; nothing when it cannot be had at the moment, null when there is none. */
export async function fetchPage(address) {
  const answer = await fetch(address, { redirect: 'manual' }).catch(() => undefined)
  if (answer?.status === 404 || answer?.status === 405) return null
  if (!answer?.ok) return undefined
  const text = await answer.text().catch(() => undefined)
  return text === undefined ? undefined : new DOMParser().parseFromString(text, 'text/html')
}

/** Puts parts of a fresh page into this one. The forms around them learn what has been seen by now. */
export function fill(fresh, parts = partsOf(document)) {
  for (const part of parts) {
    const [old, now] = [document, fresh].map((page) => [...page.querySelectorAll(part)])
    for (const [at, element] of old.entries()) element.replaceChildren(...(now[at]?.childNodes ?? []))
  }
  const news = document.getElementById('co-moi')
  const seen = fresh.getElementById('co-moi')?.dataset.seen
  if (news && seen) {
    news.dataset.seen = seen
    news.replaceChildren()
    for (const field of document.querySelectorAll('.case-forms [name="seen"]')) field.value = seen
  }
  document.dispatchEvent(new CustomEvent('console:filled'))
}

export function isOfThisSession(fresh) {
  const [mine, its] = [document, fresh].map((page) => page.getElementById('man-khoa')?.dataset.session)
  return mine === its
}
