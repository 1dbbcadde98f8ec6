import { PASSWORD_MIN } from '../../app/console/enrol.js'
import type { Page } from '../page.js'
import { Field } from './field.js'
import { QrCode } from './qr-code.js'

export interface Totp {
  readonly secret: string
  readonly url: string
}

/** A password twice and the enrolment of an authenticator, for whoever begins to work here. */
export function NewSecrets({ page, totp, login }: { page: Page; totp: Totp; login: string }) {
  return (
    <>
      <PasswordTwice page={page} login={login} />
      <Authenticator page={page} totp={totp} />
    </>
  )
}

function PasswordTwice({ page, login }: { page: Page; login: string }) {
  return (
    <fieldset>
      <legend>{page.say('console.secrets.password')}</legend>
      <p class="hint">{page.say('console.secrets.passwordHint', { min: PASSWORD_MIN })}</p>
      {/* Lets a password manager file the new password under the right name. */}
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
        secret
        label={page.say('console.secrets.new')}
        autocomplete="new-password"
        minLength={PASSWORD_MIN}
        required
      />
      <Field
        name="passwordAgain"
        secret
        label={page.say('console.secrets.again')}
        autocomplete="new-password"
        required
      />
    </fieldset>
  )
}

function Authenticator({ page, totp }: { page: Page; totp: Totp }) {
  return (
    <fieldset>
      <legend>{page.say('console.secrets.totp')}</legend>
      <p class="hint">{page.say('console.secrets.totpHint')}</p>
      <div class="qr">
        <QrCode text={totp.url} label={page.say('console.secrets.qr')} />
        <div>
          <p>{page.say('console.secrets.byHand')}</p>
          <p class="code secret">{inFours(totp.secret)}</p>
        </div>
      </div>
      <input type="hidden" name="totpSecret" value={totp.secret} />
      <Field
        name="totp"
        label={page.say('console.secrets.code')}
        hint={page.say('console.secrets.codeHint')}
        autocomplete="one-time-code"
        maxLength={16}
        required
        numeric
        code
      />
    </fieldset>
  )
}

function inFours(text: string): string {
  return (text.match(/.{1,4}/g) ?? []).join(' ')
}
