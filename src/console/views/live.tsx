import { assets } from '../assets.js'

/** No evaluation of strings, no style of its own, and an answer that is no piece of a page never replaces one. */
const HTMX = JSON.stringify({
  history: false,
  includeIndicatorCSS: false,
  noSwap: [204, 304, '4xx', '5xx'],
  morphIgnore: ['data-htmx-powered', 'open'],
  defaultTimeout: 6000,
})

/** For the head of pages of which a part keeps itself fresh. */
export function Live() {
  return (
    <>
      <meta name="htmx-config" content={HTMX} />
      <script src={assets.htmx} defer />
    </>
  )
}
