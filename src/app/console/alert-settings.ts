import type { DutyApi } from '../duty-api.js'
import { chained, record } from '../record.js'
import { type ConsoleDeps, mustBeAbleTo } from './deps.js'

/** Long enough to take up a telephone, too short to guess. */
const CODE_MS = 10 * 60_000

type AlertCalls = Pick<DutyApi, 'alertSettings' | 'newLinkCode' | 'unlinkAlerts'>

/** An officer's own chat for alerts. The console sees that there is one, never which. */
export function createAlertCalls(deps: ConsoleDeps): AlertCalls {
  const { links, codes, botName, newLinkCode, linkCodeId } = deps.duty
  return {
    async alertSettings(actor) {
      mustBeAbleTo(actor, 'alerts.own')
      const [link, name] = await Promise.all([links.of(actor.officerId), botName.read()])
      return { link: link ? { state: link.state, since: link.since } : { state: 'none' }, botName: name }
    },

    async newLinkCode(actor, language) {
      mustBeAbleTo(actor, 'alerts.own')
      const code = newLinkCode()
      const codeId = linkCodeId(code)
      if (codeId === undefined) throw new Error('a new code is a code')
      // Before the code is of any use.
      await record(deps, { actor: actor.officerId, action: 'link-code-made', subject: null })
      await codes.give({ officerId: actor.officerId, language }, codeId, CODE_MS)
      return { code, lifeMs: CODE_MS, botName: await botName.read() }
    },

    async unlinkAlerts(actor) {
      mustBeAbleTo(actor, 'alerts.own')
      const { officerId } = actor
      await codes.withdraw(officerId)
      const fact = { actor: officerId, action: 'alerts-unlinked', subject: null } as const
      await chained(deps, fact, async (entry) => {
        const link = await links.of(officerId)
        if (link?.state !== 'linked') return 'skipped'
        const done = await links.change(officerId, link, null, entry)
        // It changed under our hands: looked at again, so that "unlinked" is true when it is said.
        return done === 'skipped' ? 'stale' : done
      })
    },
  }
}
