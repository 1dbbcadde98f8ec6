import { createTranslator } from '../../src/i18n/translator.js'
import type { Answer } from '../support/plain-browser.js'
import { RoamingCitizen } from '../support/roaming-citizen.js'
import { countEvents, openCaseIds } from '../support/whole-case.js'
import { aSentReport, type Stage } from './journeys.js'

/** Somebody in the middle of something while a server is away. */
export interface Person {
  readonly who: string
  /** Sends what they were about to send, as often as it is asked. */
  tries(): Promise<Answer>
  told(): boolean
  /** What they see is a polite word to try again, with what they wrote still there. */
  isAskedToWait(answer: Answer): boolean
  /** How many times it is kept. */
  kept(): Promise<number>
}

const busy = createTranslator().say('vi', { key: 'web.problem.busy.title' })

/** At the review card, about to press "send". */
export async function aReporter({ product, redis }: Stage, words: string): Promise<Person> {
  const citizen = new RoamingCitizen([product.site])
  await citizen.drafts(words)
  const before = await openCaseIds(redis)
  return {
    who: 'the reporter',
    tries: () => citizen.sends('send'),
    told: () => citizen.receipt !== undefined,
    isAskedToWait: (answer) => citizen.offers('retry') || isBusy(answer),
    kept: async () => (await openCaseIds(redis)).filter((id) => !before.includes(id)).length,
  }
}

/** In their open case, with more to tell. */
export async function aTeller(stage: Stage, words: string): Promise<Person> {
  const { receipt, caseId } = await aSentReport(stage, words)
  const citizen = new RoamingCitizen([stage.product.site])
  await citizen.press('receipt')
  await citizen.post({ text: receipt })
  await citizen.press('add')
  return {
    who: 'the teller',
    tries: () => citizen.sends({ text: words }),
    told: () => citizen.offers('refresh') && !citizen.offers('retry'),
    isAskedToWait: (answer) => citizen.offers('retry') || (isBusy(answer) && answer.page.includes(words)),
    kept: () => countEvents(stage.redis, caseId, 'added'),
  }
}

/** At a case, with a note typed. */
export async function aNoteTaker(stage: Stage, words: string): Promise<Person> {
  const { caseId } = await aSentReport(stage, words)
  const form = await stage.officer.formOf(caseId)
  let told = false
  return {
    who: 'the officer',
    async tries() {
      const answer = await stage.officer.act(caseId, 'note', { ...form, text: words })
      told = answer.location.endsWith('da=note')
      return answer
    },
    told: () => told,
    isAskedToWait: ({ status, page }) => status === 503 && page.includes(words),
    kept: () => countEvents(stage.redis, caseId, 'noted'),
  }
}

function isBusy({ status, page }: Answer): boolean {
  return status === 503 && page.includes(busy)
}
