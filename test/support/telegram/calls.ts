import { type Params, readable } from './params.js'

export interface Call {
  /** As the bot wrote it. */
  readonly method: string
  readonly payload: Readonly<Record<string, unknown>>
  /** Names of the uploaded parts with their sizes in bytes. */
  readonly uploads: Readonly<Record<string, number>>
  readonly at: number
  readonly via: 'request' | 'webhook-answer'
}

const KEPT_WITHOUT_HISTORY = 100

/** What the server was asked, in order. */
export class Calls {
  readonly all: Call[] = []
  readonly counts = new Map<string, number>()
  private readonly keepHistory: boolean

  constructor(keepHistory: boolean) {
    this.keepHistory = keepHistory
  }

  note(method: string, params: Params, at: number, via: Call['via']): void {
    const uploads = Object.fromEntries([...params.uploads].map(([name, { bytes }]) => [name, bytes.length]))
    this.all.push({ method, payload: readable(params), uploads, at, via })
    this.counts.set(method.toLowerCase(), this.count(method) + 1)
    if (!this.keepHistory && this.all.length > KEPT_WITHOUT_HISTORY) this.all.shift()
  }

  count(method: string): number {
    return this.counts.get(method.toLowerCase()) ?? 0
  }
}
