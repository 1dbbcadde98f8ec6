/** A citizen's browser reduced to what the page asks of it: forms, one cookie, redirects followed by hand. */
export class WebCitizen {
  readonly #site: string
  #cookie = ''
  page = ''

  constructor(site: string) {
    this.#site = site
  }

  async open(): Promise<string> {
    return this.#read(await this.#fetch('GET'))
  }

  press(choice: string): Promise<string> {
    return this.#post({ choice })
  }

  type(text: string): Promise<string> {
    return this.#post({ text })
  }

  /** What the page says, without its tags. */
  get text(): string {
    return this.page.replace(/<[^>]*>/g, '')
  }

  /** The receipt on the page, when there is one. */
  get receipt(): string | undefined {
    return /(?:[0-9A-Z]{4}-){4}[0-9A-Z]/.exec(this.text)?.[0]
  }

  offers(choice: string): boolean {
    return this.page.includes(`value="${choice}"`)
  }

  async #post(fields: Record<string, string>): Promise<string> {
    if (!this.page) await this.open()
    const turn = /name="turn" value="([^"]+)"/.exec(this.page)?.[1]
    if (!turn) throw new Error('the page has no form')
    const response = await this.#fetch('POST', new URLSearchParams({ turn, ...fields }))
    return response.status === 303 ? this.open() : this.#read(response)
  }

  async #fetch(method: string, body?: URLSearchParams): Promise<Response> {
    const headers = { ...(this.#cookie ? { cookie: this.#cookie } : {}), origin: this.#site }
    const response = await fetch(`${this.#site}/`, {
      method,
      headers,
      redirect: 'manual',
      signal: AbortSignal.timeout(15_000),
      ...(body ? { body } : {}),
    })
    const set = response.headers.getSetCookie().map((line) => line.split(';')[0])[0]
    if (set) this.#cookie = set
    return response
  }

  async #read(response: Response): Promise<string> {
    this.page = await response.text()
    return this.page
  }

  /** All the way to the review card. */
  async drafts(text: string): Promise<void> {
    await this.open()
    for (const choice of ['report', 'drugs']) await this.press(choice)
    await this.type(text)
    for (const choice of ['no', 'p-an-hoi', 'yesterday', 'saw']) await this.press(choice)
  }
}
