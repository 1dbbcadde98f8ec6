import type { DutyDeps } from '../app/console/deps.js'
import type { LinkDeps } from '../app/link-officer.js'
import { createAlertLinks, createBotName, createLinkCodes } from '../store/alert-links.js'
import { createAllowances } from '../store/allowances.js'
import type { DurableGate } from '../store/durability.js'
import type { Client } from '../store/redis.js'
import { createRosters } from '../store/rosters.js'
import { createAddressSealer } from '../vault/address.js'
import { oneWay } from '../vault/ids.js'
import { linkCodeId, newLinkCode } from '../vault/link-code.js'

/** What the console has for the roster and for officers' own chats. */
export function dutyOn(redis: Client, volatile: Client, gate: DurableGate): DutyDeps {
  return {
    rosters: createRosters(redis, gate),
    links: createAlertLinks(redis, gate),
    codes: createLinkCodes(volatile),
    botName: createBotName(volatile),
    newLinkCode,
    linkCodeId,
  }
}

export interface LinkingOptions {
  readonly redis: Client
  readonly volatile: Client
  readonly gate: DurableGate
  /** ADDRESS_KEY */
  readonly addressKey: string
  /** A secret of the bot's: what is counted per chat bears a name that only it can make. */
  readonly nameKey: Buffer
  readonly clock: LinkDeps['clock']
}

/** What the bot has for linking an officer's chat. */
export function linkingOn({ redis, volatile, gate, addressKey, nameKey, clock }: LinkingOptions): LinkDeps {
  return {
    codes: createLinkCodes(volatile),
    links: createAlertLinks(redis, gate),
    codeId: linkCodeId,
    chatName: ({ channel, chat }) => oneWay(nameKey, 'link-try', `${channel}:${chat}`),
    sealer: createAddressSealer(addressKey),
    allowances: createAllowances(volatile),
    clock,
  }
}
