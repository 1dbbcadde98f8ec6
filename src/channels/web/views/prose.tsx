/** Texts in `locales/` are plain, for every channel: blank lines part paragraphs, `• ` begins a point. */
export function Prose({ text }: { text: string }) {
  const blocks = text.split('\n\n').flatMap((part) => part.split('\n').reduce(joinAlike, []))
  return <>{blocks.map((lines) => (isPoint(lines[0]) ? points(lines) : paragraph(lines)))}</>
}

/** The first paragraph is the question or the news, the rest explains it. */
export function headAndRest(text: string): { head: string; rest: string } {
  const [head = '', ...rest] = text.split('\n\n')
  return { head, rest: rest.join('\n\n') }
}

const POINT = '• '

function isPoint(line: string | undefined): boolean {
  return line?.startsWith(POINT) ?? false
}

/** Points that follow each other are one list, also straight after a line of text. */
function joinAlike(blocks: string[][], line: string): string[][] {
  const last = blocks.at(-1)
  if (!last || isPoint(last[0]) !== isPoint(line)) return [...blocks, [line]]
  return [...blocks.slice(0, -1), [...last, line]]
}

function points(lines: readonly string[]) {
  return (
    <ul class="points">
      {lines.map((line) => (
        <li key={line}>{line.slice(POINT.length)}</li>
      ))}
    </ul>
  )
}

function paragraph(lines: readonly string[]) {
  return <p>{lines.join(' ')}</p>
}
