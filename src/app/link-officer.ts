import type { Phrase } from '../domain/conversation/types.js'
import { dayOf } from '../domain/time.js'
import type { AddressSealer, Allowances, ChatAddress, Clock } from './ports.js'
import type { AlertLinks, LinkCodes } from './ports-alerts.js'

export interface LinkDeps {
  readonly codes: LinkCodes
  readonly links: Pick<AlertLinks, 'put'>
  /** The one-way id of a typed code; nothing when it cannot be one. */
  readonly codeId: (typed: string) => string | undefined
  /** A one-way name of the chat, by which tries are counted. */
  readonly chatName: (address: ChatAddress) => string
  readonly sealer: AddressSealer
  readonly allowances: Allowances
  readonly clock: Clock
}

export type LinkResult = 'linked' | 'unknown-code' | 'wait'

/**
 * Links a chat to the officer who asked for this code, in place of any other chat of theirs. The chat is stored sealed.
 * @throws StoreUnavailable: nothing may be linked yet; the same chat may send the code again
 */
export async function linkOfficer(deps: LinkDeps, code: string, address: ChatAddress): Promise<LinkResult> {
  const chatName = deps.chatName(address)
  if ((await deps.allowances.take('link-try', chatName)) > 0) return 'wait'
  const codeId = deps.codeId(code)
  const owner = codeId && (await deps.codes.take(codeId, chatName))
  if (!owner) return 'unknown-code'
  // Not written again: the officer may have unlinked it meanwhile.
  if (owner.isLinked) return 'linked'
  const { officerId, language } = owner
  const since = dayOf(deps.clock.now())
  await deps.links.put(officerId, {
    state: 'linked',
    address: deps.sealer.seal(address),
    since,
    language,
    audited: false,
  })
  await deps.codes.linked(codeId)
  return 'linked'
}

const WORDS = {
  linked: 'staff.linked',
  'unknown-code': 'staff.unknownCode',
  wait: 'staff.wait',
} as const satisfies Record<LinkResult, string>

/** What the chat is answered. */
export function linkAnswer(result: LinkResult): Phrase {
  return { key: WORDS[result] }
}
