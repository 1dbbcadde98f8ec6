import type { DutyDeps } from '../app/console/deps.js'
import { createAlertLinks, createBotName, createLinkCodes } from '../store/alert-links.js'
import type { DurableGate } from '../store/durability.js'
import type { Client } from '../store/redis.js'
import { createRosters } from '../store/rosters.js'
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
