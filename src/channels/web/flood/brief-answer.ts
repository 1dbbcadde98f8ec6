import type { FastifyReply } from 'fastify'
import type { Translator } from '../../../app/ports.js'

export type BriefAnswer = (reply: FastifyReply, status: 429 | 503, seconds: number) => FastifyReply

/** The cheapest answer there is, in all languages. A browser tries again by itself, unless that would lose a form. */
export function createBriefAnswer(translator: Translator): BriefAnswer {
  const lines = translator.languages.map(
    (language) => `<p lang="${language}">${translator.say(language, { key: 'web.flood.brief' })}</p>`,
  )
  const [first = 'vi'] = translator.languages
  const name = translator.say(first, { key: 'web.name' })
  const page = (refresh: string) =>
    `<!doctype html><html lang="${first}"><head><meta charset="utf-8"><title>${name}</title>` +
    '<meta name="viewport" content="width=device-width, initial-scale=1">' +
    `${refresh}</head><body><h1>${name}</h1>${lines.join('')}</body></html>`
  return (reply, status, seconds) => {
    const refresh = reply.request.method === 'GET' ? `<meta http-equiv="refresh" content="${seconds}">` : ''
    return reply.code(status).header('retry-after', seconds).type('text/html; charset=utf-8').send(page(refresh))
  }
}
