import { type Choice, type CommandName, numberedChoices, type Reply } from '../../../domain/conversation/types.js'
import { ANSWER_FORM } from './layout.js'
import type { Speaker } from './speaker.js'

interface AnswerProps {
  readonly speaker: Speaker
  readonly reply: Reply
  readonly turn: string
  readonly tools: readonly CommandName[]
  /** Ids of the question and of what was wrong with the last answer, read out with the field. */
  readonly question: string
  readonly problem?: string
}

/** One form: the field comes first, because the first button is what the Enter key presses. */
export function AnswerForm(props: AnswerProps) {
  const { speaker, reply, turn, tools, question } = props
  const { input, choices = [] } = reply
  const main = choices.filter((choice) => choice.tone !== 'quiet')
  const quiet = choices.filter((choice) => choice.tone === 'quiet')
  const numbered = numberedChoices(reply)
  return (
    <form id={ANSWER_FORM} class="answer" method="post" action="/" autocomplete="off" aria-labelledby={question}>
      <input type="hidden" name="turn" value={turn} />
      <input type="hidden" name="lang" value={speaker.language} />
      {input && <Field {...props} input={input} />}
      {input && main.length > 0 && <p class="or">{speaker.say('web.or')}</p>}
      <Choices speaker={speaker} choices={main} numbered={numbered} />
      <Choices speaker={speaker} choices={quiet} numbered={numbered} />
      <Tools speaker={speaker} tools={tools} />
    </form>
  )
}

/** A help for choosing, and no promise: what a file is, its content says. Phones name some sound by its ending only. */
const ACCEPT = 'image/jpeg,image/png,image/webp,image/avif,video/*,audio/*,.m4a,.mp3,.ogg,.opus,.oga,.mkv'
/** Only this button sends the files themselves; the others of the form send their own names. */
const UPLOAD = { formaction: '/tep', formenctype: 'multipart/form-data' } as const

function Field({ speaker, reply, input, question, problem }: AnswerProps & { input: NonNullable<Reply['input']> }) {
  const describedBy = problem ? `${problem} ${question}` : question
  const common = {
    id: 'o-viet',
    name: 'text',
    autocomplete: 'off',
    spellcheck: false,
    'aria-describedby': describedBy,
    ...(problem ? { 'aria-invalid': 'true' as const } : {}),
  }
  return (
    <div class="field">
      <label for="o-viet">{speaker.say(`web.field.${input}`)}</label>
      {reply.prefill && <p class="kept">{speaker.say('web.kept')}</p>}
      {input === 'long-text' && (
        <textarea {...common} rows={8}>
          {reply.prefill ?? ''}
        </textarea>
      )}
      {input === 'text' && <input {...common} type="text" value={reply.prefill ?? ''} />}
      {input === 'evidence' && <input {...common} name="evidence" type="file" multiple accept={ACCEPT} />}
      {input === 'receipt' && (
        <input {...common} type="text" class="receipt" inputmode="text" autocapitalize="characters" />
      )}
      <button class="send" type="submit" {...(input === 'evidence' ? UPLOAD : {})}>
        {speaker.say(`web.submit.${input}`)}
      </button>
    </div>
  )
}

interface ChoicesProps {
  readonly speaker: Speaker
  readonly choices: readonly Choice[]
  readonly numbered: readonly Choice[]
}

function Choices({ speaker, choices, numbered }: ChoicesProps) {
  if (choices.length === 0) return null
  return (
    <ol class={choices.length > 8 ? 'choices many' : 'choices'}>
      {choices.map((choice) => (
        <li key={choice.id}>
          <button class={choice.tone ?? 'usual'} name="choice" value={choice.id} type="submit">
            {numbered.includes(choice) && <span class="number">{numbered.indexOf(choice) + 1}.</span>}{' '}
            <span>{speaker.words(choice.label)}</span>
          </button>
        </li>
      ))}
    </ol>
  )
}

function Tools({ speaker, tools }: { speaker: Speaker; tools: readonly CommandName[] }) {
  if (tools.length === 0) return null
  return (
    <p class="tools">
      {tools.map((name) => (
        <button key={name} class="plain" name="command" value={name} type="submit">
          {speaker.say(`choice.${name}`)}
        </button>
      ))}
    </p>
  )
}
