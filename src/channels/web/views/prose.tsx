/** Texts in `locales/` are plain, for every channel: blank lines part paragraphs, `• ` begins a point. */
export function Prose({ text }: { text: string }) {
  return <>{blocksOf(text).map((lines) => (lines[0]?.startsWith(POINT) ? points(lines) : paragraph(lines)))}</>
}

/** The first paragraph is the question or the news, the rest explains it. */
export function headAndRest(text: string): { head: string; rest: string } {
  const [head = '', ...rest] = text.split('\n\n')
  return { head, rest: rest.join('\n\n') }
}

const POINT = '• '

/** Runs of lines of one kind: a paragraph may go straight over into its points. */
function blocksOf(text: string): string[][] {
  const blocks: string[][] = []
  for (const part of text.split('\n\n')) {
    let last: string[] | undefined
    for (const line of part.split('\n')) {
      if (last && last[0]?.startsWith(POINT) === line.startsWith(POINT)) last.push(line)
      else blocks.push((last = [line]))
    }
  }
  return blocks
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
