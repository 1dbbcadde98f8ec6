import type { Messenger, PushMessage, SendOutcome } from '../../src/app/ports.js'

/** Writes down what it is given; the outcomes come in this order, then everything arrives. */
export function recordingMessenger(...outcomes: SendOutcome[]) {
  const sent: { chat: string; message: PushMessage }[] = []
  const messenger: Messenger = {
    async send(chat, message) {
      sent.push({ chat, message })
      return outcomes.shift() ?? { kind: 'sent' }
    },
  }
  return { ...messenger, sent }
}
