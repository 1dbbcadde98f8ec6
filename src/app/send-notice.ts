import type { AddressOpener, ChatAddress, Messenger, PushMessage, SendOutcome } from './ports.js'

export interface NoticeDeps {
  readonly opener: AddressOpener
  /** Of the channels that are set up here. */
  readonly messengers: Readonly<Partial<Record<ChatAddress['channel'], Messenger>>>
  /** The same for everybody: it says neither what about nor to whom. */
  readonly message: PushMessage
}

/** Tells somebody that there is news for them. What does not open, or has no way out, is for the operator to mend. */
export async function sendNotice(deps: NoticeDeps, inner: string): Promise<SendOutcome> {
  const address = opened(deps.opener, inner)
  const messenger = address && deps.messengers[address.channel]
  return messenger ? messenger.send(address.chat, deps.message) : { kind: 'refused' }
}

function opened(opener: AddressOpener, inner: string): ChatAddress | undefined {
  try {
    return opener.open(inner)
  } catch {
    return undefined
  }
}
