import type { Session } from '../../../app/incoming.js'
import type { Reply } from '../../../domain/conversation/types.js'
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
    <Layout frame={frame} turn={turn} numbersFirst={isFirst}>
      <Transcript speaker={speaker} lines={session.transcript} />
      <section id="hien-tai" class="now" tabindex={-1}>
        {isFirst && <p class="lost">{speaker.say('web.lost')}</p>}
        <Replies speaker={speaker} replies={session.replies} turn={turn} />
      </section>
    </Layout>
  )
}

function Replies({ speaker, replies, turn }: { speaker: Speaker; replies: readonly Reply[]; turn: string }) {
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
