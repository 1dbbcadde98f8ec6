import type { CaseEntry, CasePage } from '../../app/console-api.js'
import type { Page } from '../page.js'
import { Moment } from './parts.js'

const KNOWN = [
  ...['received', 'claimed', 'released', 'taken-back', 'question-asked', 'answer-received', 'reply-sent'],
  ...['noted', 'closed', 'reopened', 'overdue'],
]

/** Who reads an entry's words: the difference that must never be mistaken. */
const READER: Record<string, 'to-citizen' | 'to-officers' | 'from-citizen' | 'to-both'> = {
  'question-asked': 'to-citizen',
  'reply-sent': 'to-citizen',
  'answer-received': 'from-citizen',
  noted: 'to-officers',
  closed: 'to-both',
  reopened: 'to-officers',
}

export function Timeline({ page, file }: { page: Page; file: CasePage }) {
  return (
    <section class="card" aria-labelledby="dien-bien">
      <h2 id="dien-bien">{page.say('console.case.timeline')}</h2>
      <ol class="timeline">
        {file.entries.map((entry) => (
          <Entry key={entry.n} page={page} entry={entry} />
        ))}
      </ol>
    </section>
  )
}

function Entry({ page, entry }: { page: Page; entry: CaseEntry }) {
  const reader = READER[entry.type]
  return (
    <li class={`entry ${reader ?? 'step'}`}>
      <p class="entry-head">
        <span>
          {entry.byName && <strong>{entry.byName}</strong>} {page.say(`console.entry.${known(entry)}`)}
          {entry.outcome && <strong> {page.say(`console.outcome.${entry.outcome}`)}</strong>}
        </span>
        <span class="quiet">
          <Moment at={entry.at} />
        </span>
      </p>
      {(entry.text !== null || entry.unreadable) && reader && (
        <p class="reader">{page.say(`console.reader.${reader}`)}</p>
      )}
      {entry.unreadable && <p class="attention">{page.say('console.entry.unreadable')}</p>}
      {entry.text !== null && <blockquote class="words">{entry.text}</blockquote>}
    </li>
  )
}

function known(entry: CaseEntry): string {
  return KNOWN.includes(entry.type) ? entry.type : 'other'
}
