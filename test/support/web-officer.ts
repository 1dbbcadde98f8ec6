import { type Answer, fieldOf, PlainBrowser, wordsOf } from './plain-browser.js'
import type { Product } from './product.js'
import { PASSWORD, totpCode } from './world.js'

/** An officer's browser without scripts, at one console or, in turn, at several. */
export class WebOfficer {
  readonly #browser = new PlainBrowser()
  #console: string
  #login = ''
  #totpSecret = ''

  constructor(console: string) {
    this.#console = console
  }

  /** From here on at another console, with the same cookies. */
  at(console: string): this {
    this.#console = console
    return this
  }

  see(path: string): Promise<Answer> {
    return this.#browser.get(`${this.#console}${path}`)
  }

  send(path: string, fields: Record<string, string>): Promise<Answer> {
    return this.#browser.post(`${this.#console}${path}`, fields)
  }

  /** A form of a case as it was drawn: what it brings along, and where it goes. */
  async formOf(caseId: string): Promise<Record<string, string>> {
    const { page } = await this.see(`/vu/${caseId}`)
    return { _csrf: fieldOf(page, '_csrf'), seen: fieldOf(page, 'seen') }
  }

  act(caseId: string, action: string, fields: Record<string, string>): Promise<Answer> {
    return this.send(`/vu/${caseId}/${action}`, fields)
  }

  /** Draws the case and sends one of its forms. */
  async does(caseId: string, action: string, fields: Record<string, string> = {}): Promise<Answer> {
    return this.act(caseId, action, { ...(await this.formOf(caseId)), ...fields })
  }

  /** The first lead, from the one-time password to the queue. */
  async setUpFirst(product: Product): Promise<void> {
    const [password = ''] = /\b(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}\b/.exec(await product.firstRun()) ?? []
    await this.#expect(await this.send('/dang-nhap', { login: 'lead', password, totp: '', tieng: 'vi' }), 303)
    const { page } = await this.see('/thiet-lap')
    const csrf = { _csrf: fieldOf(page, '_csrf') }
    await this.#expect(await this.send('/thiet-lap', { ...csrf, ...this.#newSecrets('lead', page) }), 303)
  }

  /** Invites somebody, and admits them by the fingerprint that they read out. */
  async admits(newcomer: WebOfficer, login: string): Promise<void> {
    const { page } = await this.see('/can-bo')
    const csrf = { _csrf: fieldOf(page, '_csrf') }
    const invited = await this.send('/can-bo', { ...csrf, login, name: `Cán bộ ${login}`, role: 'duty' })
    const words = wordsOf(invited.page)
    const [path = '', officerId = ''] = /\/ghi-danh\/([0-9a-z]+)/.exec(words) ?? []
    const [code = ''] = /\b(?:[0-9A-Z]{4}-){2,}[0-9A-Z]{4}\b/.exec(words) ?? []
    const fingerprint = await newcomer.#enrol(path, login, code)
    const approval = { ...csrf, role: 'duty', fingerprint }
    await this.#expect(await this.send(`/can-bo/${officerId}/duyet`, approval), 303)
  }

  async signIn(): Promise<void> {
    const totp = totpCode(this.#totpSecret, new Date())
    const form = { login: this.#login, password: PASSWORD, totp, tieng: 'vi' }
    await this.#expect(await this.send('/dang-nhap', form), 303)
  }

  async #enrol(path: string, login: string, code: string): Promise<string> {
    const { page } = await this.see(path)
    const answer = await this.send(path, { code, tieng: 'vi', ...this.#newSecrets(login, page) })
    return /\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b/.exec(wordsOf(answer.page))?.[0] ?? ''
  }

  #newSecrets(login: string, page: string): Record<string, string> {
    this.#login = login
    this.#totpSecret = fieldOf(page, 'totpSecret')
    const totp = totpCode(this.#totpSecret, new Date())
    return { password: PASSWORD, passwordAgain: PASSWORD, totpSecret: this.#totpSecret, totp }
  }

  async #expect(answer: Answer, status: number): Promise<void> {
    if (answer.status !== status) throw new Error(`${answer.status}: ${wordsOf(answer.page)}`)
  }
}
