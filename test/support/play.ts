import { reduce } from '../../src/domain/conversation/reduce.js'
import type { State } from '../../src/domain/conversation/state.js'
import type { CommandName, Event, Step } from '../../src/domain/conversation/types.js'
import { context } from './turn-context.js'

export const text = (words: string): Event => ({ type: 'text', text: words })
export const choice = (id: string): Event => ({ type: 'choice', id })
export const command = (name: CommandName): Event => ({ type: 'command', name })

export function play(events: readonly Event[], from: State = { step: 'menu' }): Step {
  return events.reduce<Step>((step, event) => reduce(step.state, event, context), {
    state: from,
    replies: [],
    effects: [],
  })
}

export const TO_REVIEW = [
  choice('report'),
  choice('theft'),
  text('Mất xe trước nhà'),
  choice('no'),
  choice('p-phu-khuong'),
  choice('yesterday'),
  choice('saw'),
]
export const keysOf = (step: Step) => step.replies.map((reply) => reply.key)
