import type { Page } from '../page.js'

/** The same letters as in static/keys.js, in the order of a report's way through the console. */
const GROUPS = [
  {
    name: 'list',
    keys: [['j', '↓'], ['k', '↑'], ['Enter'], ['c'], ['/']],
    words: ['next', 'previous', 'open', 'claim', 'filter'],
  },
  {
    name: 'case',
    keys: [['c'], ['a'], ['r'], ['n'], ['x'], ['o'], ['Esc']],
    words: ['claim', 'ask', 'reply', 'note', 'close', 'reopen', 'leave'],
  },
  { name: 'all', keys: [['g', 'q'], ['g', 's'], ['l'], ['?']], words: ['queue', 'shift', 'lock', 'help'] },
] as const

/** Scripts open it; single letters can be switched off, because they get in the way of those who speak to their computer. */
export function KeysHelp({ page }: { page: Page }) {
  return (
    <dialog id="phim-tat" class="keys" aria-labelledby="phim-tat-ten">
      <h2 id="phim-tat-ten">{page.say('console.keys.title')}</h2>
      {GROUPS.map(({ name, keys, words }) => (
        <section key={name} aria-labelledby={`phim-${name}`}>
          <h3 id={`phim-${name}`}>{page.say(`console.keys.group.${name}`)}</h3>
          <dl>
            {words.map((word, at) => (
              <div key={word}>
                <dt>
                  {keys[at]?.map((key) => (
                    <kbd key={key}>{key}</kbd>
                  ))}
                </dt>
                <dd>{page.say(`console.keys.${word}`)}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
      <p class="hint">{page.say('console.keys.hint')}</p>
      <form method="dialog">
        <label class="choice">
          <input type="checkbox" id="dung-phim" checked />
          <span>{page.say('console.keys.use')}</span>
        </label>
        <button type="submit">{page.say('console.keys.done')}</button>
      </form>
    </dialog>
  )
}
