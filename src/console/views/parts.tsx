import type { ComponentChildren } from 'preact'
import type { CasePage } from '../../app/console-api.js'
import type { CaseStatus } from '../../domain/cases/status.js'
import type { Suggested } from '../../domain/report.js'
import type { FirstLook } from '../first-look.js'
import type { Page } from '../page.js'
import { lengthOf, stamp } from '../times.js'

export function Csrf({ page }: { page: Page }) {
  return <input type="hidden" name="_csrf" value={page.csrf ?? ''} />
}

const DONE = [
  ...['claim', 'release', 'take-back', 'confirm-withdrawal', 'ask', 'reply', 'note', 'close', 'reopen'],
  ...['approved', 'disabled', 'ready', 'signed-out', 'left', 'roster', 'unlinked'],
]

/** The outcome of the last form. An address with any other word shows nothing. */
export function Done({ page, code }: { page: Page; code: string | undefined }) {
  if (!code || !DONE.includes(code)) return null
  return (
    <p class="notice good" role="status">
      {page.say(`console.done.${code}`)}
    </p>
  )
}

export function Notice({ tone, children }: { tone: 'alert' | 'warn' | 'plain'; children: ComponentChildren }) {
  return (
    <div class={`notice ${tone}`} role={tone === 'plain' ? undefined : 'alert'}>
      {children}
    </div>
  )
}

export function Moment({ at }: { at: string }) {
  return <time dateTime={at}>{stamp(new Date(at))}</time>
}

export function Age({ page, since }: { page: Page; since: string }) {
  const span = page.phrase(lengthOf(page.now.getTime() - Date.parse(since)))
  return <span class="age">{page.say('console.age', { span })}</span>
}

export function Urgency({ page, urgency }: { page: Page; urgency: CaseStatus['urgency'] }) {
  return <span class={`urgency ${urgency}`}>{page.say(`console.urgency.${urgency}`)}</span>
}

/** Stands beside every title of a report, whatever its state. */
export function Unverified({ page }: { page: Page }) {
  return <span class="chip unverified">{page.say('console.unverified')}</span>
}

/** Stands beside what a machine suggested; that the citizen chose it makes it no more certain. */
export function BySuggestion({ page, file, what }: { page: Page; file: CasePage; what: Suggested }) {
  if (!file.content?.suggested.includes(what)) return null
  return <span class="chip">{page.say('console.mark.suggested')}</span>
}

export function FirstLookWords({ page, look }: { page: Page; look: FirstLook }) {
  switch (look.state) {
    case 'none':
      return <span class="quiet">{page.say('console.look.none')}</span>
    case 'met':
      return <span class="quiet">{page.say(look.late ? 'console.look.metLate' : 'console.look.met')}</span>
    case 'running':
    case 'late':
      return (
        <strong class={`clock ${look.state}`}>
          {page.say(`console.look.${look.state}`, { span: page.phrase(lengthOf(look.ms)) })}
        </strong>
      )
  }
}
