import type { CasePage } from '../../app/console-api.js'
import type { Page } from '../page.js'

/** Closed until somebody wants to look: what is on them is not known, and each look is in the audit chain. */
export function EvidenceList({ page, file: { status, content } }: { page: Page; file: CasePage }) {
  const evidence = content?.evidence ?? []
  if (evidence.length === 0) return null
  return (
    <div class="evidence">
      <p class="hint">{page.say('console.evidence.hint')}</p>
      {evidence.map((item, index) => (
        <details key={item.id}>
          <summary>{page.say('console.evidence.show', { n: index + 1 })}</summary>
          {item.kind === 'picture' && (
            <img
              src={`/vu/${status.id}/tep/${index + 1}`}
              alt={page.say('console.evidence.alt', { n: index + 1 })}
              width={item.width}
              height={item.height}
              loading="lazy"
            />
          )}
        </details>
      ))}
    </div>
  )
}
