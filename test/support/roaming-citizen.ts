import { type Answer, fieldOf, PlainBrowser } from './plain-browser.js'

/** One citizen whose requests go to several bots in turn, as a proxy in front would spread them. */
export class RoamingCitizen {
  readonly #browser = new PlainBrowser()
  readonly #sites: readonly string[]
  #asked = 0
  page = ''

  constructor(sites: readonly string[]) {
    this.#sites = sites
  }

  /** The draft cookie's token, which names the session. */
  get token(): string {
    return this.#browser.cookie('draft')?.split('.')[0] ?? ''
  }

  get receipt(): string | undefined {
    // Drawn in pieces, which are one word without their tags.
    return /(?:[0-9A-Z]{4}-){4}[0-9A-Z]/.exec(this.page.replace(/<[^>]*>/g, ''))?.[0]
  }

  offers(choice: string): boolean {
    return this.page.includes(`value="${choice}"`)
  }

  /** The page as a bot draws it now: the next one's turn, or the one that is named. */
  async open(site = this.#next()): Promise<Answer> {
    const answer = await this.#browser.get(`${site}/`)
    this.page = answer.page
    return answer
  }

  /** A turn of its own; each drawn page brings one. */
  async turn(): Promise<string> {
    await this.open()
    return fieldOf(this.page, 'turn')
  }

  /** Posts and looks at the answer's page, each at another bot. The answer is that of the post. */
  async post(fields: Record<string, string>): Promise<Answer> {
    if (!this.page) await this.open()
    const answer = await this.postTo(this.#next(), { turn: fieldOf(this.page, 'turn'), ...fields })
    if (answer.status === 303) await this.open()
    else this.page = answer.page
    return answer
  }

  /** As it is, to one bot, without looking at the answer. */
  postTo(site: string, fields: Record<string, string>): Promise<Answer> {
    return this.#browser.post(`${site}/`, fields)
  }

  press(choice: string): Promise<Answer> {
    return this.post({ choice })
  }

  /** Sends it, or presses the button that the page offers for sending it once more. */
  async sends(what: string | { readonly text: string }): Promise<Answer> {
    if (!this.page.includes('name="turn"')) return this.open()
    if (this.offers('retry')) return this.press('retry')
    return typeof what === 'string' ? this.press(what) : this.post(what)
  }

  /** Up to the question that comes after the story. */
  async tells(text: string): Promise<void> {
    for (const choice of ['report', 'drugs']) await this.press(choice)
    await this.post({ text })
  }

  /** All the way to the review card. */
  async drafts(text: string): Promise<void> {
    await this.tells(text)
    for (const choice of ['no', 'p-an-hoi', 'yesterday', 'saw']) await this.press(choice)
  }

  #next(): string {
    this.#asked += 1
    return this.#sites[this.#asked % this.#sites.length] ?? ''
  }
}
