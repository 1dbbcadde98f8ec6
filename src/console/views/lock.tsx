import type { Draft } from '../forms.js'
import type { Page } from '../page.js'
import { Layout } from './layout.js'
import { LockPassword } from './lock-cover.js'
import { Csrf, Notice } from './parts.js'
import type { Again } from './problem.js'

export type LockRefusal = 'refused' | { readonly waitMinutes: number }

/** A form that was sent while the screen was locked. */
export interface Waiting {
  readonly draft: Draft
  readonly again: Again
}

interface LockProps {
  readonly page: Page
  readonly login: string | undefined
  readonly waiting: Waiting | null
  readonly refused: LockRefusal | undefined
}

/** Stands where any page would: nothing of what was open is in it, except hidden what the browser just sent itself. */
export function LockPage({ page, login, waiting, refused }: LockProps) {
  return (
    <Layout page={page} title={page.say('console.lock.title')} width="narrow">
      <form class="card" method="post" action="/mo-khoa">
        <h1>{page.say('console.lock.title')}</h1>
        <p class="lead">{page.say(waiting ? 'console.lock.waiting' : 'console.lock.lead')}</p>
        {refused && <Notice tone="alert">{wordsFor(page, refused)}</Notice>}
        <Csrf page={page} />
        <input type="hidden" name="ve" value={page.path} />
        {waiting && <Brought waiting={waiting} />}
        <LockPassword page={page} login={login} autoFocus />
        <button type="submit" class="primary full">
          {page.say('console.lock.button')}
        </button>
      </form>
    </Layout>
  )
}

function wordsFor(page: Page, refused: LockRefusal): string {
  if (refused === 'refused') return page.say('console.lock.refused')
  return page.say('console.signIn.wait', { minutes: refused.waitMinutes })
}

function Brought({ waiting: { draft, again } }: { waiting: Waiting }) {
  const fields = { ...draft, viec: again.action, seen: again.seen?.toString(), for: again.waitsFor }
  return (
    <>
      {Object.entries(fields).map(
        ([name, value]) => value && <input key={name} type="hidden" name={name} value={value} />,
      )}
    </>
  )
}
