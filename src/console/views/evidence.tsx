import type { CasePage } from '../../app/console-api.js'
import { type Evidence, hasVoice } from '../../domain/evidence.js'
import type { Page } from '../page.js'

/** Closed until somebody wants to look: what is in them is not known, and each look is in the audit chain. */
export function EvidenceList({ page, file: { status, content } }: { page: Page; file: CasePage }) {
  const evidence = content?.evidence ?? []
  if (evidence.length === 0) return null
  return (
    <div class="evidence">
      <p class="hint">{page.say('console.evidence.hint')}</p>
      {evidence.map((item, index) => (
        <details key={item.id}>
          <summary>{page.say(`console.evidence.show.${item.kind}`, { n: index + 1, ...lengthOf(item) })}</summary>
          {hasVoice(item) && <p class="voice">{page.say('console.evidence.voice')}</p>}
          <Shown page={page} item={item} n={index + 1} src={`/vu/${status.id}/tep/${index + 1}`} />
        </details>
      ))}
    </div>
  )
}

/** Nothing is asked for before somebody presses play. */
function Shown({ page, item, n, src }: { page: Page; item: Evidence; n: number; src: string }) {
  const words = page.say(`console.evidence.alt.${item.kind}`, { n })
  const player = { src, controls: true, preload: 'none', controlslist: 'nodownload noremoteplayback' } as const
  switch (item.kind) {
    case 'picture':
      return <img src={src} alt={words} width={item.width} height={item.height} loading="lazy" />
    case 'video':
      return <video {...player} aria-label={words} width={item.width} height={item.height} playsinline />
    case 'audio':
      return <audio {...player} aria-label={words} />
  }
}

/** Minutes and seconds. */
function lengthOf(item: Evidence): Record<string, string> {
  if (item.kind === 'picture') return {}
  const seconds = Math.max(1, Math.round(item.seconds))
  return { length: `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}` }
}
