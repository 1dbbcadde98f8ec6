import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

export const TOKEN = '123456789:AAExampleExampleExampleExampleExample'
const BOT = { id: 123456789, is_bot: true, first_name: 'Hòm thư 138', username: 'hom_thu_138_bot' }

export interface SentMessage {
  readonly chat_id: string
  readonly text: string
  readonly reply_markup?: { readonly inline_keyboard: readonly (readonly { readonly url: string }[])[] }
}

/** As much of a Bot API server as a message that we begin needs: it keeps what arrives. */
export async function aTelegramEar() {
  const sent: SentMessage[] = []
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    const method = request.url?.split('/').at(-1) ?? ''
    if (method === 'sendMessage') sent.push(JSON.parse(body))
    if (method === 'getUpdates') await sleep(1_000)
    const answers: Record<string, unknown> = { getUpdates: [], getMe: BOT, sendMessage: { message_id: sent.length } }
    response
      .setHeader('content-type', 'application/json')
      .end(JSON.stringify({ ok: true, result: answers[method] ?? true }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    sent,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}
