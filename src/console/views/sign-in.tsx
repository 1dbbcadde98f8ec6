import type { Page } from '../page.js'
import { Field } from './field.js'
import { Layout } from './layout.js'
import { Notice } from './parts.js'

interface SignInProps {
  readonly page: Page
  readonly login?: string
  readonly done?: string | undefined
  readonly refused?: 'refused' | { readonly waitMinutes: number }
}

export function SignInPage({ page, login, done, refused }: SignInProps) {
  return (
    <Layout page={page} title={page.say('console.signIn.title')} width="narrow" done={done}>
      <form class="card" method="post" action="/dang-nhap">
        <h1>{page.say('console.signIn.title')}</h1>
        <p class="lead">{page.say('console.signIn.lead')}</p>
        {refused && <Notice tone="alert">{wordsFor(page, refused)}</Notice>}
        <input type="hidden" name="tieng" value={page.language} />
        <Field
          name="login"
          label={page.say('console.signIn.login')}
          value={login}
          autocomplete="username"
          required
          maxLength={64}
          autoFocus={!login}
        />
        <Field
          name="password"
          secret
          label={page.say('console.signIn.password')}
          autocomplete="current-password"
          required
          autoFocus={Boolean(login)}
        />
        <Field
          name="totp"
          label={page.say('console.signIn.totp')}
          hint={page.say('console.signIn.totpHint')}
          autocomplete="one-time-code"
          maxLength={16}
          numeric
          code
        />
        <button type="submit" class="primary full">
          {page.say('console.signIn.button')}
        </button>
      </form>
    </Layout>
  )
}

function wordsFor(page: Page, refused: NonNullable<SignInProps['refused']>): string {
  if (refused === 'refused') return page.say('console.signIn.refused')
  return page.say('console.signIn.wait', { minutes: refused.waitMinutes })
}
