import type { Page } from '../page.js'
import { Field } from './field.js'
import { Layout } from './layout.js'
import { NewSecrets, type Totp } from './new-secrets.js'
import { Csrf, Notice } from './parts.js'

/** Why new secrets were not taken; the words say which field. */
export type SecretsProblem = 'bad-link' | 'weak-password' | 'wrong-totp' | 'not-same' | 'bad-form'

interface SetUpProps {
  readonly page: Page
  readonly login: string
  readonly totp: Totp
  readonly problem?: SecretsProblem
}

export function SetUpPage({ page, login, totp, problem }: SetUpProps) {
  return (
    <Layout page={page} title={page.say('console.setUp.title')} width="narrow">
      <form class="card" method="post" action="/thiet-lap">
        <h1>{page.say('console.setUp.title')}</h1>
        <p class="lead">{page.say('console.setUp.lead')}</p>
        <Refused page={page} problem={problem} />
        <Csrf page={page} />
        <NewSecrets page={page} totp={totp} login={login} />
        <button type="submit" class="primary full">
          {page.say('console.setUp.button')}
        </button>
      </form>
    </Layout>
  )
}

interface EnrolmentProps {
  readonly page: Page
  readonly invited: { readonly login: string; readonly name: string }
  readonly totp: Totp
  readonly code?: string
  readonly problem?: SecretsProblem
}

export function EnrolmentPage({ page, invited, totp, code, problem }: EnrolmentProps) {
  return (
    <Layout page={page} title={page.say('console.enrol.title')} width="narrow">
      <form class="card" method="post" action={page.path}>
        <h1>{page.say('console.enrol.title')}</h1>
        <p class="lead">{page.say('console.enrol.lead')}</p>
        <dl class="pairs">
          <dt>{page.say('console.officers.name')}</dt>
          <dd>{invited.name}</dd>
          <dt>{page.say('console.signIn.login')}</dt>
          <dd>{invited.login}</dd>
        </dl>
        <Refused page={page} problem={problem} />
        <input type="hidden" name="tieng" value={page.language} />
        <fieldset>
          <legend>{page.say('console.enrol.code')}</legend>
          <Field
            name="code"
            label={page.say('console.enrol.codeLabel')}
            hint={page.say('console.enrol.codeHint')}
            value={code}
            autocomplete="off"
            maxLength={64}
            required
            code
          />
        </fieldset>
        <NewSecrets page={page} totp={totp} login={invited.login} />
        <button type="submit" class="primary full">
          {page.say('console.enrol.button')}
        </button>
      </form>
    </Layout>
  )
}

/** What the newcomer reads out over the telephone; nobody else's page shows it. */
export function FingerprintPage({ page, fingerprint }: { page: Page; fingerprint: string }) {
  return (
    <Layout page={page} title={page.say('console.fingerprint.title')} width="narrow">
      <div class="card">
        <h1>{page.say('console.fingerprint.title')}</h1>
        <p class="lead">{page.say('console.fingerprint.lead')}</p>
        <p class="code big">{fingerprint}</p>
        <ol class="steps">
          {['call', 'wait', 'signIn'].map((step) => (
            <li key={step}>{page.say(`console.fingerprint.${step}`)}</li>
          ))}
        </ol>
        <Notice tone="plain">{page.say('console.fingerprint.why')}</Notice>
      </div>
    </Layout>
  )
}

/** The same words for a link that is used up, too old or was never made. */
export function NoInvitationPage({ page }: { page: Page }) {
  return (
    <Layout page={page} title={page.say('console.enrol.gone')} width="narrow">
      <div class="card">
        <h1>{page.say('console.enrol.gone')}</h1>
        <p>{page.say('console.enrol.goneText')}</p>
      </div>
    </Layout>
  )
}

function Refused({ page, problem }: { page: Page; problem: SecretsProblem | undefined }) {
  return problem ? <Notice tone="alert">{page.say(`console.secrets.problem.${problem}`)}</Notice> : null
}
