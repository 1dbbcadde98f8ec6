import * as z from 'zod'
import { Outcome } from '../domain/cases/events.js'
import { WHEN } from '../domain/conversation/state.js'
import { Login, Role } from '../domain/officers.js'
import { FirstHand } from '../domain/report.js'

/** `2d 5h 36m` as milliseconds. */
const Span = z
  .string()
  .regex(/^(?=.)(\d+d)? ?(\d+h)? ?(\d+m)?$/)
  .transform((text) => minutesOf(text, 'd') * 24 * 60 + minutesOf(text, 'h') * 60 + minutesOf(text, 'm'))
  .transform((minutes) => minutes * 60_000)

function minutesOf(text: string, unit: 'd' | 'h' | 'm'): number {
  return Number(new RegExp(`(\\d+)${unit}`).exec(text)?.[1] ?? 0)
}

const text = z.string().min(1)
const after = Span
const byOfficer = { after, by: Login }

/** What happens to an invented report: an officer's action, the citizen's words, or the passing of time. */
export const StoryStep = z.discriminatedUnion('do', [
  z.object({ do: z.enum(['claim', 'release']), ...byOfficer }),
  z.object({ do: z.enum(['ask', 'reply', 'note']), ...byOfficer, text }),
  z.object({ do: z.literal('close'), ...byOfficer, outcome: Outcome, note: text, reply: z.string() }),
  z.object({ do: z.enum(['answer', 'addition', 'dispute']), after, text }),
  z.object({ do: z.literal('withdraw'), after }),
  z.object({ do: z.literal('clocks'), after }),
])
export type StoryStep = z.infer<typeof StoryStep>

export const Story = z.object({
  /** Before the first start of the demo. */
  ago: Span,
  category: z.string(),
  area: z.string().nullable(),
  text,
  placeWords: text.nullable(),
  when: z.enum(['now', ...WHEN]).nullable(),
  whenWords: text.nullable(),
  firstHand: FirstHand,
  happeningNow: z.boolean(),
  restricted: z.boolean(),
  language: z.string(),
  /** Its receipt is told to whoever tries the demo; the word says what is to be seen there. */
  show: z.enum(['question', 'closed']).optional(),
  next: z.array(StoryStep),
})
export type Story = z.infer<typeof Story>

/** `locales/demo-reports.json`: everything the demo makes up. */
export const DemoData = z.object({
  officers: z.array(z.object({ login: Login, name: text, role: Role })),
  reports: z.array(Story),
})
export type DemoData = z.infer<typeof DemoData>
