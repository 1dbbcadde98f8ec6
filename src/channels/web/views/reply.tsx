import type { Reply } from '../../../domain/conversation/types.js'
import { Call } from './call.js'
import { headAndRest, Prose } from './prose.js'
import type { Speaker } from './speaker.js'

interface ReplyProps {
  readonly speaker: Speaker
  readonly reply: Reply
  readonly id: string
}

/** What we say now. The head is a heading, so that it can be found by ear as well; a mere notice is a line. */
export function Saying({ speaker, reply, id }: ReplyProps) {
  const { head, rest } = headAndRest(speaker.words(reply))
  const { tone, call, card, code } = reply
  return (
    <div class={tone ? `saying ${tone}` : 'saying'}>
      {isNotice(reply) && rest === '' ? <p id={id}>{head}</p> : <h2 id={id}>{head}</h2>}
      {rest !== '' && <Prose text={rest} />}
      {call && <Call speaker={speaker} call={call} />}
      {code !== undefined && <Code code={code} />}
      {card && card.length > 0 && <Card speaker={speaker} card={card} />}
    </div>
  )
}

function isNotice({ input, choices, call }: Reply): boolean {
  return input === undefined && choices === undefined && call === undefined
}

/** The receipt may break between its groups, never inside one; one tap selects all of it and nothing else. */
function Code({ code }: { code: string }) {
  const groups = code.split(/(?<=-)/)
  return (
    <p class="code" translate={false}>
      {groups.map((group) => (
        <span key={group}>
          {group}
          <wbr />
        </span>
      ))}
    </p>
  )
}

function Card({ speaker, card }: { speaker: Speaker; card: NonNullable<Reply['card']> }) {
  return (
    <dl class="card">
      {card.map(({ label, value }, index) => (
        <div key={index}>
          <dt>{speaker.words(label)}</dt>
          <dd>{speaker.words(value)}</dd>
        </div>
      ))}
    </dl>
  )
}
