import type { ResponseParameters } from '@grammyjs/types'

/** What Telegram answers instead of a result; the text is the one clients see as `description`. */
export class Refusal extends Error {
  readonly code: number
  readonly parameters: ResponseParameters | undefined

  constructor(code: number, description: string, parameters?: ResponseParameters) {
    super(description)
    this.code = code
    this.parameters = parameters
  }
}

export function badRequest(text: string): Refusal {
  return new Refusal(400, `Bad Request: ${text}`)
}

export function forbidden(text: string): Refusal {
  return new Refusal(403, `Forbidden: ${text}`)
}

export function conflict(text: string): Refusal {
  return new Refusal(409, `Conflict: ${text}`)
}

export function tooMany(seconds: number): Refusal {
  return new Refusal(429, `Too Many Requests: retry after ${seconds}`, { retry_after: seconds })
}
