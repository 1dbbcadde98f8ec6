import type { FastifyRequest } from 'fastify'
import * as z from 'zod'
import type { CitizenInput } from '../../app/incoming.js'
import { COMMANDS } from '../../domain/conversation/types.js'

/** What our own pages post. `lang` is the page's language, for when the session cannot be read. */
export const PostedForm = z.object({
  turn: z.string().regex(/^[A-Za-z0-9_-]{1,200}$/),
  lang: z.string().max(20).optional(),
  choice: z.string().max(100).optional(),
  command: z.enum(COMMANDS).optional(),
  language: z.string().max(20).optional(),
  text: z.string().optional(),
})
export type PostedForm = z.infer<typeof PostedForm>

/** The button that was pressed wins; what stands in the field goes along, so that no button makes it vanish. */
export function inputOf({ choice, command, language, text }: PostedForm): CitizenInput | undefined {
  const beside = text === undefined ? {} : { beside: text }
  if (language !== undefined) return { type: 'language', language, ...beside }
  if (command !== undefined) return { type: 'command', name: command, ...beside }
  if (choice !== undefined) return { type: 'choice', id: choice, ...beside }
  return text === undefined ? undefined : { type: 'text', text }
}

/**
 * True when another site sent this. Our pages say `no-referrer`, so browsers post with `Origin: null`: that alone proves
 * nothing either way, and Sec-Fetch-Site or the turn decides.
 */
export function isFromElsewhere(request: FastifyRequest): boolean {
  const { origin, 'sec-fetch-site': site } = request.headers
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return true
  return origin !== undefined && origin !== 'null' && hostOf(origin) !== request.host
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined
}
