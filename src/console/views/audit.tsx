import type { OfficerRow } from '../../app/console-api.js'
import type { AuditEntry } from '../../domain/audit.js'
import { shortId } from '../../domain/cases/name.js'
import { OfficerId } from '../../domain/officers.js'
import { CaseId } from '../../domain/report.js'
import { Day } from '../../domain/roster.js'
import type { Page } from '../page.js'
import { dateOf } from '../times.js'
import { Layout } from './layout.js'
import { Moment } from './parts.js'

interface AuditProps {
  readonly page: Page
  /** Newest first. */
  readonly entries: readonly AuditEntry[]
  readonly officers: readonly OfficerRow[]
}

export function AuditPage({ page, entries, officers }: AuditProps) {
  return (
    <Layout page={page} title={page.say('console.audit.title')}>
      <h1>{page.say('console.audit.title')}</h1>
      <p class="lead">{page.say('console.audit.lead')}</p>
      {entries.length === 0 ? (
        <p class="card empty">{page.say('console.audit.empty')}</p>
      ) : (
        <table class="card audit">
          <thead>
            <tr>
              <th scope="col">{page.say('console.audit.number')}</th>
              <th scope="col">{page.say('console.audit.at')}</th>
              <th scope="col">{page.say('console.audit.what')}</th>
            </tr>
          </thead>
          <tbody>
            {entries.map((entry) => (
              <AuditRow key={entry.seq} page={page} entry={entry} officers={officers} />
            ))}
          </tbody>
        </table>
      )}
    </Layout>
  )
}

interface RowProps {
  readonly page: Page
  readonly entry: AuditEntry
  readonly officers: readonly OfficerRow[]
}

function AuditRow({ page, entry, officers }: RowProps) {
  return (
    <tr>
      <td class="quiet number">{entry.seq}</td>
      <td class="when">
        <Moment at={entry.at} />
      </td>
      <td>
        <strong>{nameOf(page, officers, entry.actor)}</strong> {page.say(`console.audit.action.${entry.action}`)}{' '}
        <Subject {...{ page, entry, officers }} />
      </td>
    </tr>
  )
}

/** What was acted on: a report by its short id, an officer by name, days as such, anything else not at all. */
function Subject({ page, entry: { subject, actor }, officers }: RowProps) {
  if (subject === null || subject === actor) return null
  if (CaseId.safeParse(subject).success) {
    return (
      <a class="id" href={`/vu/${subject}`}>
        {shortId(subject)}
      </a>
    )
  }
  if (OfficerId.safeParse(subject).success) return <strong>{nameOf(page, officers, subject)}</strong>
  const days = subject.split('/')
  return days.every((day) => Day.safeParse(day).success) ? <span>{days.map(dateOf).join(' – ')}</span> : null
}

function nameOf(page: Page, officers: readonly OfficerRow[], id: string): string {
  const officer = officers.find((one) => one.id === id)
  if (officer) return officer.name
  return page.say(OfficerId.safeParse(id).success ? 'console.audit.gone' : 'console.audit.machine')
}
