import type { ChatAddress } from './ports.js'

/**
 * Held by the bot, which can seal and never open. Two locks: inside the address key, which only the worker opens; outside
 * the officers' key, bound to the case.
 */
export interface ReturnAddressSealer {
  /** No address gives a dummy, equally long. `officersKey`: the public duty or lead key. */
  seal(address: ChatAddress | null, caseId: string, officersKey: string): string
}

/** One sealed address or dummy for each open case, apart from its report, so that it can be erased alone. */
export interface ReturnAddresses {
  /** Nothing once the case was closed or withdrawn, or is too old. */
  of(caseId: string): Promise<string | undefined>
  /** Puts a dummy there, unless there is nothing any more. Returns when it is on disk. */
  replace(caseId: string, dummy: string): Promise<void>
}

/** From an officer's session to the worker. */
export interface Notices {
  /** `inner`: an address whose outer lock is open and whose inner one is not. Nothing else goes along. */
  post(inner: string): Promise<void>
}
