import type { Line } from '../../../app/incoming.js'
import { headAndRest } from './prose.js'
import type { Speaker } from './speaker.js'

/** More than this many earlier lines are folded away, so that the question asked now stays in sight. */
const IN_SIGHT = 6

interface TranscriptProps {
  readonly speaker: Speaker
  readonly lines: readonly Line[]
}

export function Transcript({ speaker, lines }: TranscriptProps) {
  if (lines.length === 0) return null
  const older = lines.length > IN_SIGHT ? lines.slice(0, -IN_SIGHT) : []
  return (
    <div class="transcript">
      {older.length > 0 && (
        <details>
          <summary>{speaker.say('web.earlier', { lines: older.length })}</summary>
          <Lines speaker={speaker} lines={older} />
        </details>
      )}
      <Lines speaker={speaker} lines={lines.slice(older.length)} />
    </div>
  )
}

function Lines({ speaker, lines }: TranscriptProps) {
  return (
    <ol class="lines">
      {lines.map((line, index) => (
        <li key={index} class={line.from}>
          <span class="unseen">{speaker.say(line.from === 'bot' ? 'web.us' : 'web.you')} </span>
          <span class="said">{textOf(speaker, line)}</span>
        </li>
      ))}
    </ol>
  )
}

/** Of what we said before, the question is enough: its explanations have done their work. */
function textOf(speaker: Speaker, line: Line): string {
  return line.from === 'bot' ? headAndRest(speaker.words(line.reply)).head : speaker.words(line.words)
}
