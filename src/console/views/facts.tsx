import type { ComponentChildren } from 'preact'
import type { CasePage } from '../../app/console-api.js'
import type { ReportContent } from '../../domain/report.js'
import { areaName, type Page } from '../page.js'
import { dayBefore, dayOf } from '../times.js'
import { EvidenceList } from './evidence.js'

interface FactsProps {
  readonly page: Page
  readonly file: CasePage
}

/** What an officer needs first, in the order it is asked on the telephone; then the citizen's own words. */
export function Facts({ page, file }: FactsProps) {
  return (
    <section class="card" aria-labelledby="noi-dung-tin">
      <dl class="facts">
        <Fact page={page} name="now">
          <strong class={file.happeningNow ? 'attention' : undefined}>
            {page.say(file.happeningNow ? 'console.fact.nowYes' : 'console.fact.nowNo')}
          </strong>
        </Fact>
        <Fact page={page} name="when">
          {file.content ? whenWords(page, file.content, file.status.receivedAt) : <Unknown page={page} />}
        </Fact>
        <Fact page={page} name="where">
          <Where page={page} file={file} />
        </Fact>
        <Fact page={page} name="source">
          {page.say(`console.fact.source.${file.firstHand ?? 'unknown'}`)}
        </Fact>
        <Fact page={page} name="sure">
          <strong>{page.say('console.unverified')}</strong>
          <span class="own-words quiet">{sureWords(page, file)}</span>
        </Fact>
        {file.evidenceCount > 0 && (
          <Fact page={page} name="evidence">
            {page.say('console.fact.files', { n: file.evidenceCount })}
          </Fact>
        )}
        <Suggestions page={page} file={file} />
        <WrittenIn page={page} file={file} />
      </dl>
      <h2 id="noi-dung-tin">{page.say('console.case.text')}</h2>
      <Words page={page} file={file} />
      <EvidenceList page={page} file={file} />
    </section>
  )
}

function Fact({ page, name, children }: { page: Page; name: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{page.say(`console.fact.${name}`)}</dt>
      <dd>{children}</dd>
    </div>
  )
}

function Words({ page, file: { content } }: FactsProps) {
  if (!content) return <p class="quiet">{page.say('console.case.noText')}</p>
  return (
    <blockquote class="words" lang={content.language}>
      {content.text}
    </blockquote>
  )
}

function Where({ page, file: { status, content } }: FactsProps) {
  return (
    <>
      <strong>{areaName(page, status.area) ?? page.say('console.area.unknown')}</strong>
      {content?.placeWords && (
        <span class="own-words" lang={content.language}>
          “{content.placeWords}”
        </span>
      )}
    </>
  )
}

/** What the machine had a hand in, in words: so that nobody takes it for what was found out. */
function Suggestions({ page, file: { content } }: FactsProps) {
  if (!content || content.suggested.length === 0) return null
  return (
    <Fact page={page} name="suggested">
      {content.suggested.map((what) => (
        <span class="suggestion" key={what}>
          {page.say(`console.suggested.${what}`)}
        </span>
      ))}
    </Fact>
  )
}

/** Only when it matters: the answer should be written in the language of the question. */
function WrittenIn({ page, file: { content } }: FactsProps) {
  if (!content || content.language === 'vi') return null
  const name = new Intl.DisplayNames([page.language], { type: 'language', fallback: 'code' })
  return (
    <Fact page={page} name="language">
      {/^[a-z]{2,3}$/.test(content.language) ? name.of(content.language) : content.language}
    </Fact>
  )
}

function sureWords(page: Page, { status, firstHand }: CasePage): string {
  if (status.state.name !== 'closed') return page.say(`console.fact.sure.${firstHand ?? 'unknown'}`)
  return `${page.say('console.fact.sure.closed')} ${page.say(`console.outcome.${status.state.outcome}`)}`
}

function Unknown({ page }: { page: Page }) {
  return <span class="quiet">{page.say('console.fact.unknown')}</span>
}

const KNOWN_WHEN = ['now', 'today', 'yesterday', 'this-week', 'earlier', 'often']

/** "Today" was the citizen's today: the date stands beside it, so that nobody reads it as their own. */
function whenWords(page: Page, { when, whenWords: words }: ReportContent, receivedAt: string) {
  const own = words && <span class="own-words">“{words}”</span>
  if (!when || !KNOWN_WHEN.includes(when)) return own || <Unknown page={page} />
  const received = new Date(receivedAt)
  const day = { today: dayOf(received), yesterday: dayBefore(received) }[when]
  return (
    <>
      {page.say(`console.when.${when}`)}
      {day && <span class="quiet"> {day}</span>} {own}
    </>
  )
}
