import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Update } from '@grammyjs/types'

export interface Delivered {
  readonly update: Update
  readonly headers: IncomingHttpHeaders
  readonly response: ServerResponse
}

const ends: (() => Promise<unknown>)[] = []

/** A bot that is only a web server, which answers what the test says. */
export async function bareWebhook(
  answer: (delivered: Delivered, count: number) => void,
): Promise<{ url: string; got: Delivered[] }> {
  const got: Delivered[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const delivered = { update: JSON.parse(Buffer.concat(chunks).toString()), headers: request.headers, response }
    got.push(delivered)
    answer(delivered, got.length)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  ends.push(() => {
    server.closeAllConnections()
    return new Promise((resolve) => server.close(resolve))
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, got }
}

export function end({ response }: Delivered, status = 200, headers: Record<string, string> = {}, body = ''): void {
  response.writeHead(status, headers).end(body)
}

export async function closeWebhooks(): Promise<void> {
  for (const close of ends.splice(0)) await close()
}
