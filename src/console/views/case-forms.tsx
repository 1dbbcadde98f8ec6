import type { ComponentChildren } from 'preact'
import type { CasePage } from '../../app/console-api.js'
import { Outcome } from '../../domain/cases/events.js'
import { type ActionName, LONG_TEXT, SHORT_TEXT, type Unsent } from '../forms.js'
import type { Page } from '../page.js'
import { Csrf } from './parts.js'

interface FormsProps {
  readonly page: Page
  readonly file: CasePage
  readonly forms: readonly ActionName[]
  /** Text to put back, into the form it came from. */
  readonly unsent: Unsent | null
}

/** Every text an officer may write now. Each says who will read it before it is written. */
export function CaseForms({ page, file, forms, unsent }: FormsProps) {
  const open = unsent?.action ?? (file.status.unread > 0 && forms.includes('reply') ? 'reply' : null)
  return (
    <section class="case-forms" aria-label={page.say('console.case.actions')}>
      {forms.map((action) => (
        <Act key={action} page={page} action={action} status={file.status} open={open === action}>
          {action === 'close' ? (
            <CloseFields page={page} unsent={unsent} />
          ) : (
            <Text page={page} action={action} name="text" value={ofForm(unsent, action)?.draft.text} required />
          )}
        </Act>
      ))}
    </section>
  )
}

function ofForm(unsent: Unsent | null, action: ActionName): Unsent | null {
  return unsent?.action === action ? unsent : null
}

interface ActProps {
  readonly page: Page
  readonly action: ActionName
  readonly status: CasePage['status']
  readonly open: boolean
  readonly children: ComponentChildren
}

function Act({ page, action, status, open, children }: ActProps) {
  const reader = action === 'ask' || action === 'reply' ? 'citizen' : 'officers'
  return (
    <details id={`viec-${action}`} class="act card" open={open}>
      <summary>
        <span>{page.say(`console.act.${action}`)}</span>
        <span class={`reader to-${reader}`}>{page.say(`console.reads.${action === 'close' ? 'both' : reader}`)}</span>
      </summary>
      <form method="post" action={`/vu/${status.id}/${action}`}>
        <Csrf page={page} />
        <input type="hidden" name="seen" value={status.version} />
        {children}
        <button type="submit" class={action === 'note' ? undefined : 'primary'}>
          {page.say(`console.act.${action}Button`)}
        </button>
      </form>
    </details>
  )
}

interface TextProps {
  readonly page: Page
  readonly action: ActionName
  readonly name: 'text' | 'note' | 'reply'
  readonly value: string | undefined
  readonly required?: boolean
}

function Text({ page, action, name, value, required }: TextProps) {
  const id = `${action}-${name}`
  return (
    <div class="field">
      <label for={id}>{page.say(`console.text.${action}.${name}`)}</label>
      <p class="hint" id={`${id}-hint`}>
        {page.say(`console.text.${action}.${name}Hint`)}
      </p>
      <textarea
        id={id}
        name={name}
        rows={5}
        required={required}
        maxLength={name === 'reply' ? SHORT_TEXT : LONG_TEXT}
        aria-describedby={`${id}-hint`}
      >
        {value}
      </textarea>
    </div>
  )
}

function CloseFields({ page, unsent }: { page: Page; unsent: Unsent | null }) {
  const draft = ofForm(unsent, 'close')?.draft
  return (
    <>
      <fieldset>
        <legend>{page.say('console.close.outcome')}</legend>
        <p class="hint">{page.say('console.close.outcomeHint')}</p>
        {Outcome.options.map((outcome) => (
          <label key={outcome} class="choice">
            <input type="radio" name="outcome" value={outcome} required checked={draft?.outcome === outcome} />
            <span>{page.say(`console.outcome.${outcome}`)}</span>
          </label>
        ))}
      </fieldset>
      <Text page={page} action="close" name="note" value={draft?.note} required />
      <Text page={page} action="close" name="reply" value={draft?.reply} />
    </>
  )
}
