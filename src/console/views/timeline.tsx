import type { CaseEntry, CasePage } from '../../app/console-api.js'
import type { Page } from '../page.js'
import { dayOf, minuteOf } from '../times.js'

const KNOWN = [
  ...['received', 'claimed', 'released', 'taken-back', 'question-asked', 'answer-received', 'reply-sent'],
  ...['noted', 'closed', 'reopened', 'overdue', 'added', 'disputed'],
  ...['withdrawal-requested', 'withdrawal-taken-back', 'withdrawn'],
]

/** Who reads an entry's words: the difference that must never be mistaken. */
const READER: Record<string, 'to-citizen' | 'to-officers' | 'from-citizen' | 'to-both'> = {
  'question-asked': 'to-citizen',
  'reply-sent': 'to-citizen',
  'answer-received': 'from-citizen',
  added: 'from-citizen',
  disputed: 'from-citizen',
  noted: 'to-officers',
  closed: 'to-both',
  reopened: 'to-officers',
}

interface Day {
  readonly name: string
  readonly entries: CaseEntry[]
}

export function Timeline({ page, file }: { page: Page; file: CasePage }) {
  return (
    <section class="card history" aria-labelledby="dien-bien">
      <h2 id="dien-bien">{page.say('console.case.timeline')}</h2>
      {byDay(file.entries).map(({ name, entries }) => (
        <section key={name} aria-label={name}>
          <h3 class="day">
            <span>{name === dayOf(page.now) ? page.say('console.case.today', { day: name }) : name}</span>
          </h3>
          <ol class="timeline">
            {entries.map((entry) => (
              <Entry key={entry.n} page={page} entry={entry} />
            ))}
          </ol>
        </section>
      ))}
    </section>
  )
}

/** In the order they were written: a day that comes twice, because a clock was wrong, is shown twice. */
function byDay(entries: readonly CaseEntry[]): Day[] {
  const days: Day[] = []
  for (const entry of entries) {
    const name = dayOf(new Date(entry.at))
    const last = days.at(-1)
    if (last?.name === name) last.entries.push(entry)
    else days.push({ name, entries: [entry] })
  }
  return days
}

function Entry({ page, entry }: { page: Page; entry: CaseEntry }) {
  const reader = READER[entry.type]
  const speaks = reader !== undefined && (entry.text !== null || entry.unreadable)
  return (
    <li class={`entry ${reader ?? 'step'} on-${entry.type}`}>
      <p class="entry-head">
        <time dateTime={entry.at}>{minuteOf(new Date(entry.at))}</time>
        <span>
          {entry.byName && <strong>{entry.byName}</strong>} {page.say(`console.entry.${known(entry)}`)}
          {entry.outcome && <strong> {page.say(`console.outcome.${entry.outcome}`)}</strong>}
        </span>
        {speaks && <span class="reader">{page.say(`console.reader.${reader}`)}</span>}
      </p>
      {entry.unreadable && <p class="attention">{page.say('console.entry.unreadable')}</p>}
      {entry.text !== null && <blockquote class="words">{entry.text}</blockquote>}
    </li>
  )
}

function known({ type, byName }: CaseEntry): string {
  if (!KNOWN.includes(type)) return 'other'
  return type === 'withdrawn' && byName !== null ? 'withdrawal-confirmed' : type
}
