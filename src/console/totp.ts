import type { ConsoleApi } from '../app/console-api.js'
import { TotpSecret, textField } from './forms.js'
import type { Totp } from './views/new-secrets.js'

/**
 * The secret a person is enrolling. It comes back in their own form after a wrong code, because their authenticator
 * has it already; the address is always built here.
 */
export function totpOf(api: ConsoleApi, login: string, body: unknown): Totp {
  const fresh = api.newTotp(login)
  const kept = TotpSecret.safeParse(textField(body, 'totpSecret'))
  if (!kept.success) return fresh
  const url = new URL(fresh.url)
  url.searchParams.set('secret', kept.data)
  return { secret: kept.data, url: url.href }
}
