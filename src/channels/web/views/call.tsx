import type { Reply } from '../../../domain/conversation/types.js'
import type { Speaker } from './speaker.js'

interface CallProps {
  readonly speaker: Speaker
  readonly call: NonNullable<Reply['call']>
}

/** Telephone numbers as targets a shaking thumb can hit. */
export function Call({ speaker, call }: CallProps) {
  return (
    <ul class="call">
      {call.map(({ number, label }) => (
        <li key={number}>
          <a href={`tel:${number}`}>
            <b>{readableNumber(number)}</b> <span>{speaker.words(label)}</span>
          </a>
        </li>
      ))}
    </ul>
  )
}

/** Mobile numbers in groups, as people say them; short numbers as they are. */
export function readableNumber(number: string): string {
  return number.length === 10 ? `${number.slice(0, 4)} ${number.slice(4, 7)} ${number.slice(7)}` : number
}
