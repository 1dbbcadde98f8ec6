import type { AlertSettings, NewLinkCode } from '../../app/duty-api.js'
import type { Page } from '../page.js'
import { dateOf } from '../times.js'
import { Layout } from './layout.js'
import { Csrf, Notice } from './parts.js'
import { QrCode } from './qr-code.js'

interface SettingsProps {
  readonly page: Page
  readonly settings: AlertSettings
  readonly done: string | undefined
}

/** An officer's own chat for alerts. Which one it is, this page cannot know. */
export function AlertSettingsPage({ page, settings, done }: SettingsProps) {
  const title = page.say('console.alerts.title')
  return (
    <Layout page={page} title={title} done={done} width="narrow">
      <div class="card">
        <h1>{title}</h1>
        <p class="lead">{page.say('console.alerts.lead')}</p>
        <State page={page} link={settings.link} />
        <ul class="steps">
          {['when', 'what', 'telegram'].map((line) => (
            <li key={line}>{page.say(`console.alerts.${line}`)}</li>
          ))}
        </ul>
        <div class="actions">
          <CodeButton page={page} again={settings.link.state === 'linked'} />
          {settings.link.state === 'linked' && <UnlinkButton page={page} />}
        </div>
      </div>
    </Layout>
  )
}

function State({ page, link }: { page: Page; link: AlertSettings['link'] }) {
  switch (link.state) {
    case 'none':
      return <p>{page.say('console.alerts.none')}</p>
    case 'linked':
      return <p class="notice good">{page.say('console.alerts.linked', { day: dateOf(link.since) })}</p>
    case 'lost':
      return <Notice tone="warn">{page.say('console.alerts.lost', { day: dateOf(link.since) })}</Notice>
  }
}

function CodeButton({ page, again }: { page: Page; again: boolean }) {
  return (
    <form method="post" action="/bao-tin/ma">
      <Csrf page={page} />
      <button type="submit" class={again ? undefined : 'primary'}>
        {page.say(again ? 'console.alerts.codeAgain' : 'console.alerts.codeButton')}
      </button>
    </form>
  )
}

function UnlinkButton({ page }: { page: Page }) {
  return (
    <form method="post" action="/bao-tin/bo">
      <Csrf page={page} />
      <button type="submit">{page.say('console.alerts.unlink')}</button>
    </form>
  )
}

/** Shown once: only its one-way id is kept anywhere. */
export function LinkCodePage({ page, fresh }: { page: Page; fresh: NewLinkCode }) {
  const title = page.say('console.alerts.codeTitle')
  return (
    <Layout page={page} title={title} width="narrow">
      <div class="card">
        <h1>{title}</h1>
        <p class="code big">{fresh.code}</p>
        <Notice tone="warn">{page.say('console.alerts.codeOnce', { minutes: fresh.lifeMs / 60_000 })}</Notice>
        {fresh.botName && <ByLink page={page} botName={fresh.botName} code={fresh.code} />}
        <h2>{page.say('console.alerts.byHand')}</h2>
        <p>{page.say('console.alerts.byHandText')}</p>
        <p class="code">{`/lienket ${fresh.code}`}</p>
        <p class="actions">
          <a class="button" href="/bao-tin">
            {page.say('console.alerts.back')}
          </a>
        </p>
      </div>
    </Layout>
  )
}

/** The payload that the Telegram channel knows as a link code. */
function ByLink({ page, botName, code }: { page: Page; botName: string; code: string }) {
  const address = `https://t.me/${botName}?start=lk_${code.replaceAll('-', '')}`
  return (
    <>
      <h2>{page.say('console.alerts.byLink')}</h2>
      <div class="qr">
        <QrCode text={address} label={page.say('console.alerts.qr')} />
        <div>
          <p>{page.say('console.alerts.byLinkText')}</p>
          <p>
            <a href={address} rel="noreferrer" target="_blank">
              {page.say('console.alerts.openTelegram', { name: `@${botName}` })}
            </a>
          </p>
        </div>
      </div>
    </>
  )
}
