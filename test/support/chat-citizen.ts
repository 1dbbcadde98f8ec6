import { createConversation } from '../../src/app/conversation.js'
import type { Conversation } from '../../src/app/incoming.js'
import { createEffects, type EffectDeps } from '../../src/app/run-effect.js'
import { aCitizen, drafts, type World } from './world.js'

/** The conversation as a channel holds it that can write first: every turn says from which chat it comes. */
export function inChat(world: World, chat: string, effects: EffectDeps = world.effects): Pick<World, 'conversation'> {
  const channel = { address: '@homthu138_bot', canPush: true }
  const conversation = createConversation({ ...world.talk, channel, run: createEffects(effects, 'telegram') })
  const address = { channel: 'telegram', chat } as const
  const handle: Conversation['handle'] = (incoming, language) => conversation.handle({ ...incoming, address }, language)
  return { conversation: { ...conversation, handle } }
}

/** Reports from a chat, with the wish to be told there or without it. */
export async function reportsFromChat(
  world: World,
  chat: string,
  { notify = 'yes', how = 'send' }: { notify?: 'yes' | 'no'; how?: string } = {},
) {
  const citizen = aCitizen(inChat(world, chat))
  await drafts(citizen, 'Tối nào cũng tụ tập.')
  await citizen.press(how)
  const sent = await citizen.press(notify)
  const receipt = sent.replies.find((reply) => reply.code)?.code
  if (!receipt) throw new Error(`no receipt: ${sent.replies.map((reply) => reply.key)}`)
  const id = await world.reports.caseOfReceipt(world.vault.lookupId(receipt))
  return { citizen, receipt, id: id ?? 'none' }
}
