import type { Actor, CaseAction } from '../console-api.js'
import { type ConsoleDeps, keyMaterial } from './deps.js'

/**
 * What is left to do once an officer's words are kept: to have the citizen told that there are some. It never throws,
 * because what the officer did counts whether or not the notice gets on its way.
 */
export async function noticeOf(
  deps: ConsoleDeps,
  actor: Actor,
  caseId: string,
  action: CaseAction,
): Promise<() => Promise<void>> {
  if (!speaks(action)) return async () => undefined
  // Read before the act, because closing a case erases it.
  const sealed = await quietly(deps, () => deps.addresses.of(caseId))
  return async () => {
    if (sealed !== undefined) await quietly(deps, () => handOver(deps, actor, caseId, sealed))
  }
}

/** Whether the citizen finds new words under their receipt. */
function speaks(action: CaseAction): boolean {
  return action.type === 'ask' || action.type === 'reply' || (action.type === 'close' && action.reply !== '')
}

async function handOver(deps: ConsoleDeps, actor: Actor, caseId: string, sealed: string): Promise<void> {
  const inner = deps.vault.openAddress(actor.unlocked, await keyMaterial(deps), caseId, sealed)
  if (inner !== undefined) await deps.notices.post(inner)
}

async function quietly<T>({ log }: ConsoleDeps, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work()
  } catch (error) {
    log.warn('notice not handed over', { error })
    return undefined
  }
}
