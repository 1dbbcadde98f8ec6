import { keys } from '../../src/store/keys.js'
import type { Client } from '../../src/store/redis.js'
import { lookupId } from '../../src/vault/receipt.js'
import type { Product } from '../support/product.js'
import { WebCitizen } from '../support/web-citizen.js'
import type { WebOfficer } from '../support/web-officer.js'
import { countEvents, openCaseIds } from '../support/whole-case.js'

export interface Stage {
  readonly product: Product
  readonly redis: Client
  /** Signed in. */
  readonly officer: WebOfficer
}

/** One thing that somebody sends, at the moment before they send it. */
export interface Attempt {
  send(): Promise<unknown>
  /** Somebody was told that it is kept. */
  told(): boolean
  /** How many times it is kept. */
  kept(): Promise<number>
  /** Tries again, as a person would, until told. `fresh`: what was typed is lost with the volatile Redis. */
  again(fresh: boolean): Promise<void>
  /** The case that it belongs to, once there is one. */
  caseId(): Promise<string | undefined>
}

export const JOURNEYS = ['report', 'answer', 'addition', 'note'] as const
export type Journey = (typeof JOURNEYS)[number]

const PREPARE: Record<Journey, (stage: Stage, words: string) => Promise<Attempt>> = {
  report: aReport,
  answer: (stage, words) => aMessage(stage, words, { press: 'answer', event: 'answer-received', asks: true }),
  addition: (stage, words) => aMessage(stage, words, { press: 'add', event: 'added', asks: false }),
  note: aNote,
}

export function prepare(stage: Stage, journey: Journey, words: string): Promise<Attempt> {
  return PREPARE[journey](stage, words)
}

async function aReport({ product, redis }: Stage, words: string): Promise<Attempt> {
  const citizen = new WebCitizen(product.site)
  await citizen.drafts(words)
  const before = await openCaseIds(redis)
  const added = async () => (await openCaseIds(redis)).filter((id) => !before.includes(id))
  // Kept, for somebody who was told, is what their paper opens.
  const opens = async () => {
    const later = new WebCitizen(product.site)
    await opensCase(later, citizen.receipt ?? '')
    return later.offers('refresh')
  }
  return {
    send: () => citizen.press('send'),
    told: () => citizen.receipt !== undefined,
    kept: async () => (citizen.receipt && !(await opens()) ? 0 : (await added()).length),
    caseId: async () => (await added())[0],
    async again(fresh) {
      // Typed anew: another report, whatever became of the first.
      if (fresh) return
      await citizen.open()
      for (let tries = 0; tries < 3 && !citizen.receipt; tries += 1) {
        await citizen.press(citizen.offers('retry') ? 'retry' : 'send').catch(() => '')
      }
    },
  }
}

/** A report that is in, with the receipt that the citizen wrote down. */
export async function aSentReport({ product, redis }: Pick<Stage, 'product' | 'redis'>, words: string) {
  const citizen = new WebCitizen(product.site)
  await citizen.drafts(words)
  await citizen.press('send')
  const receipt = citizen.receipt ?? ''
  const caseId = (await redis.get(keys.receipt(lookupId(receipt)))) ?? ''
  await citizen.press('saved')
  return { citizen, receipt, caseId }
}

export async function opensCase(citizen: WebCitizen, receipt: string): Promise<void> {
  await citizen.open()
  await citizen.press('receipt')
  await citizen.type(receipt)
}

interface MessageKind {
  readonly press: string
  readonly event: 'answer-received' | 'added'
  /** Whether an officer has to ask first. */
  readonly asks: boolean
}

async function aMessage(stage: Stage, words: string, { press, event, asks }: MessageKind): Promise<Attempt> {
  const { product, redis, officer } = stage
  const { citizen, receipt, caseId } = await aSentReport(stage, words)
  if (asks) {
    await officer.does(caseId, 'claim')
    await officer.does(caseId, 'ask', { text: 'Bà con có thấy biển số xe không?' })
  }
  await opensCase(citizen, receipt)
  await citizen.press(press)
  const told = () => citizen.offers('refresh') && !citizen.offers('retry')
  return {
    send: () => citizen.type(words),
    told,
    kept: () => countEvents(redis, caseId, event),
    caseId: async () => caseId,
    async again(fresh) {
      if (fresh) {
        if (asks) await answersFromPaper(new WebCitizen(product.site), receipt, words)
        return
      }
      await citizen.open()
      for (let tries = 0; tries < 3 && !told(); tries += 1) {
        await (citizen.offers('retry') ? citizen.press('retry') : citizen.type(words)).catch(() => '')
      }
    },
  }
}

/** The paper is enough: the question still stands there exactly when the answer did not arrive. */
async function answersFromPaper(citizen: WebCitizen, receipt: string, words: string): Promise<void> {
  await opensCase(citizen, receipt)
  if (!citizen.offers('answer')) return
  await citizen.press('answer')
  await citizen.type(words)
}

async function aNote({ product, redis, officer }: Stage, words: string): Promise<Attempt> {
  const { caseId } = await aSentReport({ product, redis }, words)
  const form = await officer.formOf(caseId)
  let done = false
  const send = async (fields: Record<string, string>) => {
    const { status, location } = await officer.act(caseId, 'note', { ...fields, text: words })
    done = status === 303 && location.endsWith('da=note')
    return status
  }
  return {
    send: () => send(form),
    told: () => done,
    kept: () => countEvents(redis, caseId, 'noted'),
    caseId: async () => caseId,
    /** The form as it stood, with the version that it saw; the answer is "done", or that the report has changed. */
    async again() {
      const { _csrf = '' } = await officer.formOf(caseId)
      if ((await send({ ...form, _csrf })) === 409) done = true
    },
  }
}
