import { type AlertFact, type AlertReason, byCase, isPressingFact } from '../domain/alerts.js'
import { shortId } from '../domain/cases/name.js'
import type { Phrase } from '../domain/conversation/types.js'
import type { PushMessage, Translator } from './ports.js'

/**
 * What an officer's chat shows: how urgent, which case by its random name, and where to open it. A platform and whoever
 * looks over a shoulder read along, so nothing else of the case is in reach here.
 */
export function alertMessage(
  { languages, say }: Translator,
  wish: string,
  consoleUrl: string | undefined,
  facts: readonly AlertFact[],
): PushMessage {
  const language = languages.includes(wish) ? wish : (languages[0] ?? 'vi')
  const [only, ...more] = byCase(facts)
  const words = only && more.length === 0 ? oneCase(only, (phrase) => say(language, phrase)) : severalCases(facts)
  const path = only && more.length === 0 ? `/vu/${only.caseId}` : '/'
  const text = say(language, words)
  if (!consoleUrl) return { text }
  return { text, link: { label: say(language, { key: 'alert.open' }), url: new URL(path, consoleUrl).href } }
}

/** That a citizen has just written or disagreed is not for a platform to know: both are one word. */
const WORD: Readonly<Record<AlertReason, string>> = {
  new: 'new',
  unclaimed: 'unclaimed',
  late: 'late',
  dispute: 'news',
  answer: 'news',
}

function oneCase({ reason, urgency, caseId }: AlertFact, say: (phrase: Phrase) => string): Phrase {
  const params = { urgency: say({ key: `console.urgency.${urgency}` }), name: shortId(caseId) }
  return { key: `alert.reason.${WORD[reason]}`, params }
}

function severalCases(facts: readonly AlertFact[]): Phrase {
  const n = byCase(facts).length
  return facts.some(isPressingFact)
    ? { key: 'alert.severalUrgent', params: { n } }
    : { key: 'alert.several', params: { n } }
}
