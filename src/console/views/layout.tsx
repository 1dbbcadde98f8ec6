import type { ComponentChildren } from 'preact'
import { may, type Permission } from '../../domain/officers.js'
import { assets } from '../assets.js'
import type { Page } from '../page.js'
import { KeysHelp } from './keys-help.js'
import { LockCover } from './lock-cover.js'
import { Csrf, Done } from './parts.js'

interface LayoutProps {
  readonly page: Page
  readonly title: string
  /** A word from a fixed list: what the last form did. */
  readonly done?: string | undefined
  /** `narrow` for a form or a message alone, `wide` for lists and cases. */
  readonly width?: 'narrow' | 'wide'
  readonly head?: ComponentChildren
  readonly children: ComponentChildren
}

export function Layout({ page, title, done, width = 'wide', head, children }: LayoutProps) {
  return (
    <html lang={page.language}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{`${title} · ${page.say('console.brand')}`}</title>
        <link rel="icon" href={assets.mark} type="image/svg+xml" />
        <link rel="stylesheet" href={assets.css} />
        <script type="module" src={assets.script} />
        {head}
      </head>
      <body class={width}>
        {/* All that a locked screen hides, in one piece. */}
        <div id="trang">
          <a class="skip" href="#noi-dung">
            {page.say('console.skip')}
          </a>
          <Top page={page} />
          {page.isDemo && <DemoNotice page={page} />}
          <main id="noi-dung" tabIndex={-1}>
            <Done page={page} code={done} />
            {children}
          </main>
          <Foot page={page} />
          {page.actor && <KeysHelp page={page} />}
        </div>
        {page.actor && <LockCover page={page} />}
      </body>
    </html>
  )
}

const PLACES: readonly { readonly href: string; readonly key: string; readonly needs: Permission }[] = [
  { href: '/', key: 'console.nav.queue', needs: 'queue.read' },
  { href: '/ca-truc', key: 'console.nav.shift', needs: 'queue.read' },
  { href: '/lich-truc', key: 'console.nav.roster', needs: 'roster.read' },
  { href: '/bao-tin', key: 'console.nav.alerts', needs: 'alerts.own' },
  { href: '/can-bo', key: 'console.nav.officers', needs: 'officers.manage' },
  { href: '/nhat-ky', key: 'console.nav.audit', needs: 'audit.read' },
]

function Top({ page }: { page: Page }) {
  return (
    <header class="top">
      <div class="top-in">
        <a class="brand" href="/">
          <img src={assets.mark} alt="" width="28" height="28" />
          <span>{page.say('console.brand')}</span>
        </a>
        {page.actor && <Places page={page} />}
        {page.csrf && <Who page={page} />}
      </div>
    </header>
  )
}

function DemoNotice({ page }: { page: Page }) {
  return (
    <aside class="demo">
      <p>{page.say('console.demo')}</p>
    </aside>
  )
}

function Places({ page }: { page: Page }) {
  const { actor } = page
  if (!actor) return null
  return (
    <nav aria-label={page.say('console.nav.label')}>
      {PLACES.filter(({ needs }) => may(actor.role, needs)).map(({ href, key }) => (
        <a key={href} href={href} aria-current={isHere(page.path, href) ? 'page' : undefined}>
          {page.say(key)}
        </a>
      ))}
    </nav>
  )
}

function isHere(path: string, href: string): boolean {
  return href === '/' ? path === '/' : path.startsWith(href)
}

function Who({ page }: { page: Page }) {
  return (
    <div class="who">
      {page.actor && (
        <p>
          <span class="who-name">{page.actor.name}</span>{' '}
          <span class="quiet">{page.say(`console.role.${page.actor.role}`)}</span>
        </p>
      )}
      {page.actor && <LockButton page={page} />}
      <form method="post" action="/dang-xuat">
        <Csrf page={page} />
        <button type="submit" class="small">
          {page.say('console.signOut')}
        </button>
      </form>
    </div>
  )
}

/** Without scripts it goes to the page that asks for the password; with them the page stays under its cover. */
function LockButton({ page }: { page: Page }) {
  return (
    <form method="post" action="/khoa" id="khoa">
      <Csrf page={page} />
      <input type="hidden" name="ve" value={page.here} />
      <button type="submit" class="small">
        {page.say('console.lock.lock')}
      </button>
    </form>
  )
}

function Foot({ page }: { page: Page }) {
  return (
    <footer class="foot">
      <p>{page.say('console.foot')}</p>
      {page.actor && (
        <button type="button" class="link" data-opens="phim-tat" hidden>
          {page.say('console.keys.title')}
        </button>
      )}
      {page.csrf ? <LanguageForm page={page} /> : <LanguageLinks page={page} />}
    </footer>
  )
}

function LanguageForm({ page }: { page: Page }) {
  return (
    <form method="post" action="/ngon-ngu" class="languages">
      <Csrf page={page} />
      <input type="hidden" name="back" value={page.here} />
      {others(page).map((language) => (
        <button type="submit" key={language} class="link" name="language" value={language} lang={language}>
          {ownName(language)}
        </button>
      ))}
    </form>
  )
}

function LanguageLinks({ page }: { page: Page }) {
  return (
    <p class="languages">
      {others(page).map((language) => (
        <a key={language} href={`${page.path}?tieng=${language}`} lang={language} hreflang={language}>
          {ownName(language)}
        </a>
      ))}
    </p>
  )
}

function others(page: Page): string[] {
  return page.languages.filter((language) => language !== page.language)
}

/** A language in its own words, so that whoever needs it finds it. */
function ownName(language: string): string {
  const name = new Intl.DisplayNames([language], { type: 'language' }).of(language) ?? language
  return name.charAt(0).toLocaleUpperCase(language) + name.slice(1)
}
