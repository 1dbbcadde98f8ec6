import type { Draft } from '../forms.js'
import type { Page } from '../page.js'
import { Layout } from './layout.js'

export type Problem =
  | 'signed-out'
  /** Only ever seen after the right password: the form came while the screen was locked. */
  | 'was-locked'
  | 'forbidden'
  | 'forged'
  | 'not-found'
  | 'bad-request'
  | 'not-available'
  | 'failed'

export interface Again {
  readonly action: string
  readonly csrf: string
  /** The version of the case that the form was drawn from. */
  readonly seen: number | undefined
  /** The form that the text goes into after the claim it came along with. */
  readonly waitsFor: string | undefined
}

interface ProblemProps {
  readonly page: Page
  readonly problem: Problem
  /** What was typed into the form that could not be taken. */
  readonly draft: Draft | null
  /** Sends the same form again. Null when that cannot help. */
  readonly again: Again | null
}

export function ProblemPage({ page, problem, draft, again }: ProblemProps) {
  return (
    <Layout page={page} title={page.say(`console.problem.${problem}.title`)} width="narrow">
      <div class="card">
        <h1>{page.say(`console.problem.${problem}.title`)}</h1>
        <p>{page.say(`console.problem.${problem}.text`)}</p>
        {draft && again ? <SendAgain page={page} draft={draft} again={again} /> : <Kept page={page} draft={draft} />}
        <WayOn page={page} problem={problem} posts={again !== null} />
      </div>
    </Layout>
  )
}

function WayOn({ page, problem, posts }: { page: Page; problem: Problem; posts: boolean }) {
  if (problem === 'signed-out') {
    return (
      <a class="button primary" href="/dang-nhap" target="_blank" rel="noopener">
        {page.say('console.problem.signInNewTab')}
      </a>
    )
  }
  return (
    <p class="actions">
      {problem === 'not-available' && !posts && (
        <a class="button primary" href={pageOf(page.path)}>
          {page.say('console.problem.again')}
        </a>
      )}
      <a class="button" href="/">
        {page.say('console.backToQueue')}
      </a>
    </p>
  )
}

/** The page whose form was posted: the address of a form itself answers no GET. */
function pageOf(path: string): string {
  const [, first = '', second = ''] = path.split('/')
  if (first === 'vu') return `/vu/${second}`
  return first === 'can-bo' ? '/can-bo' : path === '/thiet-lap' || path === '/dang-nhap' ? path : '/'
}

const FIELDS = ['text', 'note', 'reply'] as const

function SendAgain({ page, draft, again }: { page: Page; draft: Draft; again: Again }) {
  return (
    <form method="post" action={again.action}>
      <input type="hidden" name="_csrf" value={again.csrf} />
      {again.seen !== undefined && <input type="hidden" name="seen" value={again.seen} />}
      {again.waitsFor && <input type="hidden" name="for" value={again.waitsFor} />}
      {draft.outcome && <input type="hidden" name="outcome" value={draft.outcome} />}
      <KeptTexts page={page} draft={draft} readOnly={false} />
      <button type="submit" class="primary">
        {page.say('console.problem.sendAgain')}
      </button>
    </form>
  )
}

function Kept({ page, draft }: { page: Page; draft: Draft | null }) {
  return draft && <KeptTexts page={page} draft={draft} readOnly />
}

export function KeptTexts({ page, draft, readOnly }: { page: Page; draft: Draft; readOnly: boolean }) {
  return (
    <div class="kept">
      {FIELDS.filter((name) => draft[name]).map((name) => (
        <div class="field" key={name}>
          <label for={`kept-${name}`}>{page.say(`console.kept.${name}`)}</label>
          <textarea id={`kept-${name}`} name={name} rows={4} readOnly={readOnly}>
            {draft[name]}
          </textarea>
        </div>
      ))}
    </div>
  )
}
