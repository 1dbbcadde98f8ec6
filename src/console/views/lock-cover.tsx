import type { Page } from '../page.js'
import { Field } from './field.js'
import { Csrf } from './parts.js'

interface PasswordProps {
  readonly page: Page
  readonly login: string | undefined
  readonly autoFocus?: boolean
}

export function LockPassword({ page, login, autoFocus = false }: PasswordProps) {
  return (
    <>
      {/* Lets a password manager find the right password. */}
      <input
        class="away"
        name="username"
        value={login}
        autocomplete="username"
        readOnly
        tabIndex={-1}
        aria-hidden="true"
      />
      <Field
        name="password"
        scope="khoa-"
        secret
        label={page.say('console.signIn.password')}
        autocomplete="current-password"
        required
        autoFocus={autoFocus}
      />
    </>
  )
}

const ANSWERS = ['refused', 'ended', 'unreachable', 'busy'] as const

/**
 * Covers a page in place, with everything typed on it still there underneath. The script shows it; the words for every
 * answer stand ready, because scripts hold none.
 */
export function LockCover({ page }: { page: Page }) {
  return (
    <main
      id="man-khoa"
      class="cover"
      aria-labelledby="man-khoa-ten"
      data-idle-ms={page.idleLockMs}
      data-session={page.sessionTag}
      data-title={`${page.say('console.lock.title')} · ${page.say('console.brand')}`}
      hidden
    >
      <form class="card" method="post" action="/mo-khoa">
        <h1 id="man-khoa-ten">{page.say('console.lock.title')}</h1>
        <p class="lead" data-opens-again>
          {page.say('console.lock.cover')}
        </p>
        <div role="alert">
          {ANSWERS.map((answer) => (
            <p key={answer} class="notice alert" data-answer={answer} hidden>
              {page.say(`console.lock.answer.${answer}`)} {answer === 'ended' && <SignInAgain page={page} />}
            </p>
          ))}
        </div>
        <div class="field" data-own hidden>
          <label for="chua-gui-loi">{page.say('console.kept.title')}</label>
          <textarea id="chua-gui-loi" data-own-words rows={6} readOnly />
        </div>
        <Csrf page={page} />
        <input type="hidden" name="ve" value={page.here} />
        <div data-opens-again>
          <LockPassword page={page} login={page.actor?.login} />
          <button type="submit" class="primary full">
            {page.say('console.lock.button')}
          </button>
        </div>
      </form>
      <form method="post" action="/dang-xuat" data-opens-again>
        <Csrf page={page} />
        <button type="submit" class="link">
          {page.say('console.signOut')}
        </button>
      </form>
    </main>
  )
}

function SignInAgain({ page }: { page: Page }) {
  return (
    <a href="/dang-nhap" target="_blank" rel="noopener">
      {page.say('console.problem.signInNewTab')}
    </a>
  )
}
