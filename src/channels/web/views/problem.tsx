import type { PostedForm } from '../form.js'
import { type Frame, Layout } from './layout.js'
import type { Speaker } from './speaker.js'

export type ProblemKind = 'busy' | 'expired' | 'answered' | 'refused' | 'tooLarge' | 'notFound' | 'failed'

/** What the person had typed or pressed: `form` can be sent once more as it was, `text` only be copied. */
export interface Kept {
  readonly form?: PostedForm
  readonly text?: string | undefined
}

interface ProblemProps {
  readonly frame: Frame
  readonly kind: ProblemKind
  readonly kept: Kept | undefined
}

export function ProblemPage({ frame, kind, kept }: ProblemProps) {
  const { speaker } = frame
  return (
    <Layout frame={frame}>
      <section class="now">
        <div class="turn asks">
          <div class="saying">
            <h2>{speaker.say(`web.problem.${kind}.title`)}</h2>
            <p>{speaker.say(`web.problem.${kind}.text`)}</p>
          </div>
          {kept?.form ? (
            <SendAgain speaker={speaker} form={kept.form} />
          ) : (
            <Begin speaker={speaker} text={kept?.text} />
          )}
        </div>
      </section>
    </Layout>
  )
}

/** The same turn again: should the first one have arrived after all, this one changes nothing. */
function SendAgain({ speaker, form: { text, ...hidden } }: { speaker: Speaker; form: PostedForm }) {
  return (
    <form class="answer" method="post" action="/" autocomplete="off">
      {Object.entries(hidden).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      {text !== undefined && <YourText speaker={speaker} text={text} />}
      <button class="send" type="submit">
        {speaker.say('web.problem.again')}
      </button>
    </form>
  )
}

function Begin({ speaker, text }: { speaker: Speaker; text: string | undefined }) {
  return (
    <div class="answer">
      {text?.trim() ? <YourText speaker={speaker} text={text} hint="web.problem.copy" /> : null}
      <a class="send" href="/">
        {speaker.say('web.problem.home')}
      </a>
    </div>
  )
}

function YourText({ speaker, text, hint }: { speaker: Speaker; text: string; hint?: string }) {
  return (
    <div class="field">
      <label for="o-viet">{speaker.say('web.problem.yourText')}</label>
      {hint !== undefined && <p class="kept">{speaker.say(hint)}</p>}
      <textarea id="o-viet" name="text" rows={8} autocomplete="off" spellcheck={false}>
        {text}
      </textarea>
    </div>
  )
}
