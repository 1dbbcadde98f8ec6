export interface Answer {
  readonly status: number
  readonly page: string
  /** Where a redirect leads. */
  readonly location: string
  readonly ms: number
}

/** Cookies and forms, nothing more. Like in any browser, cookies go to every port of a host. */
export class PlainBrowser {
  readonly #cookies = new Map<string, string>()

  get(url: string): Promise<Answer> {
    return this.#ask(url, { method: 'GET' })
  }

  post(url: string, fields: Record<string, string>): Promise<Answer> {
    return this.#ask(url, { method: 'POST', body: new URLSearchParams(fields) })
  }

  cookie(name: string): string | undefined {
    return this.#cookies.get(name)
  }

  async #ask(url: string, init: RequestInit): Promise<Answer> {
    const started = performance.now()
    const cookie = [...this.#cookies].map((pair) => pair.join('=')).join('; ')
    const headers = { origin: new URL(url).origin, ...(cookie ? { cookie } : {}) }
    const response = await fetch(url, { ...init, headers, redirect: 'manual', signal: AbortSignal.timeout(30_000) })
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      this.#cookies.set(name, value)
    }
    const page = await response.text()
    const location = response.headers.get('location') ?? ''
    return { status: response.status, page, location, ms: performance.now() - started }
  }
}

/** The value of a field that a page brings along. */
export function fieldOf(page: string, name: string): string {
  const input = new RegExp(`<input[^>]*name="${name}"[^>]*>`).exec(page)?.[0] ?? ''
  const value = /value="([^"]*)"/.exec(input)?.[1]
  if (value === undefined) throw new Error(`the page has no ${name}`)
  return value
}

/** What a page says, without its tags. */
export function wordsOf(page: string): string {
  return page.replace(/<[^>]*>/g, ' ')
}
