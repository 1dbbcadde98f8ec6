import { badRequest } from './refusal.js'

export interface Upload {
  readonly bytes: Buffer
  readonly name: string
  readonly mime: string
}

/**
 * What a client sent, whichever way: query string, form, multipart and JSON all arrive here, so every value may also
 * be the text of that value. Unknown fields are kept and ignored, as Telegram does.
 */
export class Params {
  readonly fields: Readonly<Record<string, unknown>>
  readonly uploads: ReadonlyMap<string, Upload>

  constructor(fields: Record<string, unknown>, uploads: ReadonlyMap<string, Upload> = new Map()) {
    this.fields = fields
    this.uploads = uploads
  }

  has(name: string): boolean {
    const value = this.fields[name]
    return value !== undefined && value !== null && value !== ''
  }

  text(name: string): string {
    const value = this.fields[name]
    if (value === undefined || value === null) return ''
    const text = typeof value === 'string' ? value : JSON.stringify(value)
    if (/\p{Surrogate}/u.test(text)) throw badRequest('strings must be encoded in UTF-8')
    return text
  }

  /** Telegram reads what is no number as 0. */
  int(name: string): number {
    const value = Number(this.fields[name])
    return Number.isSafeInteger(value) ? value : 0
  }

  flag(name: string): boolean {
    return ['true', '1', 'yes'].includes(this.text(name).toLowerCase())
  }

  /** `what` names the thing in the refusal, as in "object expected as reply markup". */
  object(name: string, what: string): Record<string, unknown> | undefined {
    const value = this.json(name, what)
    if (value === undefined) return undefined
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw badRequest(`object expected as ${what}`)
    }
    return value as Record<string, unknown>
  }

  list(name: string, what: string): unknown[] | undefined {
    const value = this.json(name, what)
    if (value === undefined) return undefined
    if (!Array.isArray(value)) throw badRequest(`expected an Array of ${what}`)
    return value
  }

  /** What is no list counts as not given. */
  listIfAny(name: string): unknown[] | undefined {
    try {
      return this.list(name, name)
    } catch {
      return undefined
    }
  }

  private json(name: string, what: string): unknown {
    if (!this.has(name)) return undefined
    const value = this.fields[name]
    if (typeof value !== 'string') return value
    try {
      return JSON.parse(value)
    } catch {
      throw badRequest(`can't parse ${what} JSON object`)
    }
  }
}

/** Fields as a test wants to read them: structured ones as structures, numbers as numbers, however they travelled. */
export function readable(params: Params): Record<string, unknown> {
  return Object.fromEntries(Object.entries(params.fields).map(([name, value]) => [name, plain(name, value)]))
}

const WORDS = new Set(['text', 'caption', 'callback_query_id', 'url', 'secret_token'])

function plain(name: string, value: unknown): unknown {
  if (typeof value !== 'string' || WORDS.has(name) || !/^([[{]|-?\d+$|true$|false$)/.test(value)) return value
  try {
    return JSON.parse(value)
  } catch {
    return value
  }
}
