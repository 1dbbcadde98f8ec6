/** Stands for what differs between two drawings of a page; no page of ours contains it otherwise. */
const SLOT = '@@slot@@'
const KEPT_MS = 30_000

interface Kept {
  readonly parts: Promise<string[]>
  readonly until: number
}

/** A page of this name (a language, say), with `filling` wherever the drawing put its slot. */
export type KeptPage = (name: string, filling: string) => Promise<string>

/**
 * Pages that a flood would have us draw again and again, though they differ in one spot only: drawn twice a minute, they
 * cost less to give than to refuse. A drawing that failed is not kept.
 */
export function createKeptPage(draw: (name: string, slot: string) => Promise<string>, now: () => number): KeptPage {
  const pages = new Map<string, Kept>()
  const drawAnew = (name: string) => {
    const parts = draw(name, SLOT).then((page) => page.split(SLOT))
    parts.catch(() => pages.delete(name))
    const page = { parts, until: now() + KEPT_MS }
    pages.set(name, page)
    return page
  }
  return async (name, filling) => {
    const kept = pages.get(name)
    const { parts } = kept && now() < kept.until ? kept : drawAnew(name)
    return (await parts).join(filling)
  }
}
