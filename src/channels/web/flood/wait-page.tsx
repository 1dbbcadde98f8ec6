import type { PostedForm } from '../form.js'
import { type Frame, Layout } from '../views/layout.js'
import type { Speaker } from '../views/speaker.js'
import type { Wait } from './door.js'

interface WaitPageProps {
  readonly frame: Frame
  readonly seconds: number
  /** In place of the form's fields, which are drawn anew for everybody. */
  readonly slot: string
}

/** For a newcomer: with a script it lets them in by itself, without one the button does, and waits as long as needed. */
export function WaitPage({ frame, seconds, slot }: WaitPageProps) {
  const { speaker, assets } = frame
  return (
    <Layout frame={frame} numbersFirst>
      <section class="now">
        <div class="turn asks">
          <div class="saying">
            <h2>{speaker.say('web.wait.title')}</h2>
            <p>{speaker.say('web.wait.text', { seconds })}</p>
            <p id="dang-tinh" role="status" data-text={speaker.say('web.wait.working')}>
              {speaker.say('web.wait.early')}
            </p>
          </div>
          <form id="cho" class="answer" method="post" action="/" autocomplete="off">
            {slot}
            <button class="send" type="submit">
              {speaker.say('web.wait.go')}
            </button>
          </form>
        </div>
      </section>
      <script src={assets.proofOfWork} type="module" />
    </Layout>
  )
}

interface SlowPageProps {
  readonly frame: Frame
  readonly seconds: number
  readonly form: PostedForm | undefined
}

/** For a visitor who was too fast. */
export function SlowPage({ frame, seconds, form }: SlowPageProps) {
  const { speaker } = frame
  return (
    <Layout frame={frame} numbersFirst>
      <section class="now">
        <div class="turn asks">
          <div class="saying">
            <h2>{speaker.say('web.flood.title')}</h2>
            <p>{speaker.say('web.flood.text', { seconds })}</p>
          </div>
          <form class="answer" method={form ? 'post' : 'get'} action="/" autocomplete="off">
            {form && <KeptFields speaker={speaker} form={form} />}
            <button class="send" type="submit">
              {speaker.say('web.wait.go')}
            </button>
          </form>
        </div>
      </section>
    </Layout>
  )
}

interface KeptFieldsProps {
  readonly speaker: Speaker
  readonly form: PostedForm
  readonly wait?: Wait
}

/** Everything that was sent goes along once more, so that waiting loses nothing. */
export function KeptFields({ speaker, form: { text, ...hidden }, wait }: KeptFieldsProps) {
  return (
    <>
      {Object.entries(hidden).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      {wait && <input type="hidden" name="ticket" value={wait.ticket} data-bits={wait.bits} />}
      {wait && <input type="hidden" name="answer" value="" autocomplete="off" />}
      {text !== undefined && (
        <div class="field">
          <label for="o-viet">{speaker.say('web.problem.yourText')}</label>
          <textarea id="o-viet" name="text" rows={8} autocomplete="off" spellcheck={false}>
            {text}
          </textarea>
        </div>
      )}
    </>
  )
}
