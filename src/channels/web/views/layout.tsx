import type { ComponentChildren } from 'preact'
import type { Hotline } from '../../../domain/places.js'
import type { Assets } from '../assets.js'
import { readableNumber } from './call.js'
import type { Speaker } from './speaker.js'

/** What surrounds every page. */
export interface Frame {
  readonly speaker: Speaker
  readonly assets: Assets
  readonly hotlines: readonly Hotline[]
  /** Everything is made up, and every page says so. */
  readonly isDemo: boolean
}

interface LayoutProps {
  readonly frame: Frame
  /** Without a turn there is nothing to post, so no language switch. */
  readonly turn?: string
  /** Whether the page has a field whose text must survive any button. */
  readonly besideField?: boolean
  /** On the first page the numbers come before anything else; later they close the page. */
  readonly numbersFirst?: boolean
  readonly children: ComponentChildren
}

/** The title never changes: a browser's history and tabs must not tell what was done here. */
export function Layout({ frame, turn, besideField = false, numbersFirst = false, children }: LayoutProps) {
  const { speaker, assets } = frame
  return (
    <html lang={speaker.language}>
      <head>
        <meta charset="utf-8" />
        <title>{speaker.say('web.name')}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="format-detection" content="telephone=no" />
        <meta name="google" content="notranslate" />
        <link rel="stylesheet" href={assets.stylesheet} />
        <link rel="icon" href={assets.icon} type="image/svg+xml" />
      </head>
      <body>
        <a class="skip" href="#noi-dung">
          {speaker.say('web.skip')}
        </a>
        <Top speaker={speaker} turn={turn} besideField={besideField} />
        {frame.isDemo && <DemoNotice speaker={speaker} />}
        <main id="noi-dung" class="column">
          {numbersFirst && <Numbers frame={frame} />}
          {children}
        </main>
        <footer class="bottom">
          <div class="column">
            {!numbersFirst && <Numbers frame={frame} />}
            <p>{speaker.say('web.knows')}</p>
            <p>{speaker.say('web.limits')}</p>
          </div>
        </footer>
      </body>
    </html>
  )
}

function Top({ speaker, turn, besideField }: { speaker: Speaker; turn: string | undefined; besideField: boolean }) {
  return (
    <header class="top">
      <div class="column">
        <h1 class="brand">
          <Mark />
          {speaker.say('web.name')}
        </h1>
        {turn !== undefined && <Languages speaker={speaker} turn={turn} besideField={besideField} />}
        <a class="exit" href="/thoat-nhanh" rel="nofollow noreferrer">
          {speaker.say('web.exit')}
        </a>
      </div>
    </header>
  )
}

function DemoNotice({ speaker }: { speaker: Speaker }) {
  return (
    <aside class="demo">
      <p class="column">{speaker.say('web.demo')}</p>
    </aside>
  )
}

function Mark() {
  return (
    <svg class="mark" viewBox="0 0 32 32" width="32" height="32" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="8" />
      <path d="M7 10.5h18v12H7z M7 11l9 7 9-7" />
    </svg>
  )
}

/** The form of the present question: buttons elsewhere on the page belong to it, so that its field goes along. */
export const ANSWER_FORM = 'tra-loi'

function Languages({ speaker, turn, besideField }: { speaker: Speaker; turn: string; besideField: boolean }) {
  const owner = besideField ? { form: ANSWER_FORM } : {}
  return (
    <form class="languages" method="post" action="/">
      <input type="hidden" name="turn" value={turn} />
      {besideField && <EnterKey />}
      {speaker.otherLanguages.map(({ id, name }) => (
        <button key={id} class="plain" name="language" value={id} lang={id} type="submit" {...owner}>
          {name}
        </button>
      ))}
    </form>
  )
}

/** The first button of a form is what Enter presses in its field: without this one, that would be the language. */
function EnterKey() {
  // biome-ignore lint/a11y/noAriaHiddenOnFocusable: out of the tab order; it must be drawn, or browsers pass it over
  return <button class="unseen" form={ANSWER_FORM} type="submit" tabindex={-1} aria-hidden="true" />
}

function Numbers({ frame: { speaker, hotlines } }: { frame: Frame }) {
  return (
    <p class="danger">
      <span>{speaker.say('web.danger')}</span>
      {hotlines.map(({ id, number }) => (
        <a key={id} href={`tel:${number}`} title={speaker.say(`hotline.${id}`)}>
          {readableNumber(number)}
        </a>
      ))}
    </p>
  )
}
