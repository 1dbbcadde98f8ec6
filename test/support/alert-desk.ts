import type { Actor } from '../../src/app/console-api.js'
import { type LinkDeps, linkOfficer } from '../../src/app/link-officer.js'
import type { Messenger, PushMessage, SendOutcome } from '../../src/app/ports.js'
import { type AlertDeps, runAlerts } from '../../src/app/run-alerts.js'
import { currentKey } from '../../src/domain/officers.js'
import type { ReportHeader } from '../../src/domain/report.js'
import { minuteOf } from '../../src/domain/time.js'
import { silent } from '../../src/log.js'
import { createAlertBox } from '../../src/store/alert-box.js'
import { createLinkCodes } from '../../src/store/alert-links.js'
import { createAddressOpener, createAddressSealer } from '../../src/vault/address.js'
import { linkAudit } from '../../src/vault/audit-link.js'
import { boxKeyPair } from '../../src/vault/boxes.js'
import { b64 } from '../../src/vault/bytes.js'
import { newToken, oneWay } from '../../src/vault/ids.js'
import { linkCodeId } from '../../src/vault/link-code.js'
import { aContent, aHeader } from './report.js'
import type { World } from './world.js'

export const CONSOLE_URL = 'https://truc.example.vn'

/** Keeps what was sent, and answers what a test wants; `sent` where it wants nothing. */
export class RecordingMessenger implements Messenger {
  readonly sent: { chat: string; message: PushMessage }[] = []
  readonly answers: SendOutcome[] = []
  /** Runs before the answer, as if the platform took its time. */
  before: () => Promise<void> = async () => undefined

  async send(chat: string, message: PushMessage): Promise<SendOutcome> {
    this.sent.push({ chat, message })
    await this.before()
    return this.answers.shift() ?? { kind: 'sent' }
  }

  to(chat: string): string[] {
    return this.sent.filter((one) => one.chat === chat).map(({ message }) => message.text)
  }
}

/** The bot's side of linking and the worker's side of telling, on a world's Redis. */
export function anAlertDesk(world: World) {
  const pair = boxKeyPair()
  const messenger = new RecordingMessenger()
  const outcomes: string[] = []
  const own = newToken(8)
  const link: LinkDeps = {
    codes: createLinkCodes(world.volatile),
    links: world.duty.links,
    codeId: linkCodeId,
    // Tries are counted apart for every desk, so that one test does not use up another's.
    chatName: ({ channel, chat }) => oneWay(Buffer.from(own), 'link-try', `${channel}:${chat}`),
    sealer: createAddressSealer(pair.publicKey),
    allowances: world.allowances,
    clock: { now: world.now },
  }
  const worker: AlertDeps = {
    links: world.duty.links,
    box: createAlertBox(world.redis, world.gate),
    rosters: world.duty.rosters,
    cases: world.cases,
    keyLists: world.keyLists,
    audit: world.audit,
    linkAudit,
    clock: { now: world.now },
    opener: createAddressOpener(b64(pair.secretKey)),
    messengers: { telegram: messenger },
    appointments: new Map(),
    translator: world.translator,
    consoleUrl: CONSOLE_URL,
    log: silent,
    told: (outcome) => outcomes.push(outcome),
  }
  const use = (code: string, chat: string) => linkOfficer(link, code, { channel: 'telegram', chat })
  return {
    link,
    worker,
    messenger,
    outcomes,
    use,
    run: (changes: Partial<AlertDeps> = {}) => runAlerts({ ...worker, ...changes }),
    async linked(actor: Actor, chat: string, language = 'vi') {
      const { code } = await world.api.newLinkCode(actor, language)
      const result = await use(code, chat)
      if (result !== 'linked') throw new Error(result)
    },
  }
}

/** A stored report; the citizen's words are sealed as always. */
export async function aStoredReport(world: World, change: Partial<ReportHeader> = {}, restricted = false) {
  const receipt = world.vault.newReceipt()
  const header = aHeader({ receivedAt: minuteOf(world.now()), urgency: 'urgent', ...change })
  const key = currentKey(await world.keyLists.current(), restricted ? 'lead' : 'duty')
  const report = world.vault.sealReport(header, aContent(receipt), key)
  const dummy = world.effects.addressSealer.seal(null, header.id, key)
  await world.reports.submit(report, world.vault.lookupId(receipt), restricted, [], dummy)
  return { id: header.id, receipt }
}
