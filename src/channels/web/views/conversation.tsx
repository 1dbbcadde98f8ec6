import type { Session } from '../../../app/incoming.js'
import type { CommandName, Reply } from '../../../domain/conversation/types.js'
import { AnswerForm } from './answer-form.js'
import { type Frame, Layout } from './layout.js'
import { Saying } from './reply.js'
import type { Speaker } from './speaker.js'
import { Transcript } from './transcript.js'

interface ConversationProps {
  readonly frame: Frame
  readonly session: Session
  readonly turn: string
}

export function ConversationPage({ frame, session, turn }: ConversationProps) {
  const { speaker } = frame
  const isFirst = session.seen.length === 0
  return (
    <Layout frame={frame} turn={turn} numbersFirst={isFirst} besideField={session.replies.some((reply) => reply.input)}>
      <Transcript speaker={speaker} lines={session.transcript} />
      <section id="hien-tai" class="now" tabindex={-1}>
        {isFirst && <p class="lost">{speaker.say('web.lost')}</p>}
        <Replies speaker={speaker} replies={session.replies} turn={turn} tools={toolsOf(session)} />
      </section>
    </Layout>
  )
}

/** What may be said at every step, where it is not among the choices and has something to do. */
function toolsOf({ state }: Session): readonly CommandName[] {
  if (state.step === 'menu') return []
  return state.step === 'forgetting' ? ['emergency'] : ['emergency', 'forget']
}

interface RepliesProps {
  readonly speaker: Speaker
  readonly replies: readonly Reply[]
  readonly turn: string
  readonly tools: readonly CommandName[]
}

function Replies({ speaker, replies, turn, tools }: RepliesProps) {
  const problem = replies.findIndex((reply) => reply.tone === 'problem' && !takesAnswer(reply))
  return (
    <>
      {replies.map((reply, index) => (
        <div key={index} class={takesAnswer(reply) ? 'turn asks' : 'turn notice'}>
          <Saying speaker={speaker} reply={reply} id={idOf(index)} />
          {takesAnswer(reply) && (
            <AnswerForm
              speaker={speaker}
              reply={reply}
              turn={turn}
              tools={tools}
              question={idOf(index)}
              {...(problem >= 0 ? { problem: idOf(problem) } : {})}
            />
          )}
        </div>
      ))}
    </>
  )
}

function takesAnswer({ input, choices }: Reply): boolean {
  return input !== undefined || (choices !== undefined && choices.length > 0)
}

function idOf(index: number): string {
  return `loi-${index + 1}`
}
