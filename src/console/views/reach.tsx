import type { AlertReach } from '../../domain/alerts.js'
import type { Page } from '../page.js'
import { Notice } from './parts.js'

/** That a new urgent report would reach nobody, or not those on duty, is said before it happens. */
export function Reach({ page, reach }: { page: Page; reach: AlertReach }) {
  if (reach === 'on-duty') return null
  return (
    <div class="reach screen-only">
      <Notice tone={reach === 'nobody' ? 'warn' : 'plain'}>
        <strong>{page.say(`console.reach.${reach}`)}</strong> {page.say(`console.reach.${reach}Text`)}{' '}
        <a href="/bao-tin">{page.say('console.nav.alerts')}</a>
      </Notice>
    </div>
  )
}
