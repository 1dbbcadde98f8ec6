import type { CasePage } from '../../app/console-api.js'
import type { Page } from '../page.js'

/** Closed until somebody wants to look: what is on them is not known, and each look is in the audit chain. */
export function Pictures({ page, file: { status, content } }: { page: Page; file: CasePage }) {
  const pictures = content?.pictures ?? []
  if (pictures.length === 0) return null
  return (
    <div class="pictures">
      <p class="hint">{page.say('console.picture.hint')}</p>
      {pictures.map(({ id, width, height }, index) => (
        <details key={id}>
          <summary>{page.say('console.picture.show', { n: index + 1 })}</summary>
          <img
            src={`/vu/${status.id}/hinh/${index + 1}`}
            alt={page.say('console.picture.alt', { n: index + 1 })}
            width={width}
            height={height}
            loading="lazy"
          />
        </details>
      ))}
    </div>
  )
}
