import type { Actor, CaseAction, ConsoleApi } from '../app/console-api.js'
import { type SubmitDeps, submitReport } from '../app/submit-report.js'
import type { FollowUpDeps } from '../app/view-case.js'
import { writeCase } from '../app/write-case.js'
import type { CaseWrite } from '../domain/conversation/types.js'
import type { DemoClock } from './clock.js'
import type { Story, StoryStep } from './story.js'

export interface PlayDeps {
  readonly citizen: SubmitDeps & FollowUpDeps
  readonly api: Pick<ConsoleApi, 'act' | 'openCase'>
  readonly actors: ReadonlyMap<string, Actor>
  readonly runClocks: () => Promise<unknown>
  readonly clock: DemoClock
}

export interface ShownReceipt {
  readonly receipt: string
  readonly show: NonNullable<Story['show']>
}

interface Part {
  readonly story: Story
  readonly caseId: string
  readonly receipt: string
}

/** Every story as it would have happened, all of them interleaved by time, so that the audit chain runs forward. */
export async function play(deps: PlayDeps, stories: readonly Story[], present: Date): Promise<ShownReceipt[]> {
  const { vault } = deps.citizen
  const parts = stories.map((story): Part => ({ story, caseId: vault.newCaseId(), receipt: vault.newReceipt() }))
  const moments = parts.flatMap((part) => momentsOf(deps, part, present)).sort((a, b) => a.at - b.at)
  for (const { at, run } of moments) {
    deps.clock.moveTo(new Date(at))
    await run()
  }
  deps.clock.moveTo(present)
  return parts.flatMap(({ story: { show }, receipt }) => (show ? [{ receipt, show }] : []))
}

function momentsOf(deps: PlayDeps, part: Part, present: Date) {
  const reported = present.getTime() - part.story.ago
  const steps = part.story.next.map((step) => ({ at: reported + step.after, run: () => happen(deps, part, step) }))
  return [{ at: reported, run: () => report(deps, part) }, ...steps]
}

async function report({ citizen }: PlayDeps, { story, caseId, receipt }: Part): Promise<void> {
  const { ago: _, language, show: __, next: ___, ...said } = story
  await submitReport(citizen, {
    draft: { ...said, evidence: [], suggested: [], notify: false },
    caseId,
    receipt,
    channel: 'web',
    language,
  })
}

async function happen(deps: PlayDeps, part: Part, step: StoryStep): Promise<void> {
  if (step.do === 'clocks') await deps.runClocks()
  else if ('by' in step) await act(deps, part, step)
  else await write(deps, part, step)
}

type OfficerStep = Extract<StoryStep, { by: string }>
type CitizenStep = Exclude<StoryStep, OfficerStep | { do: 'clocks' }>

async function act({ api, actors }: PlayDeps, { caseId }: Part, step: OfficerStep): Promise<void> {
  const actor = actors.get(step.by)
  if (!actor) throw new Error(`demo: nobody is called ${step.by}`)
  // Nobody acts on what they have not read: the audit of the demo says so too.
  await api.openCase(actor, caseId)
  const result = await api.act(actor, caseId, actionOf(step))
  if (result !== 'done') throw new Error(`demo: ${step.do} is ${result}`)
}

function actionOf(step: OfficerStep): CaseAction {
  switch (step.do) {
    case 'claim':
    case 'release':
      return { type: step.do }
    case 'ask':
    case 'reply':
    case 'note':
      return { type: step.do, text: step.text }
    case 'close':
      return { type: step.do, outcome: step.outcome, note: step.note, reply: step.reply }
  }
}

async function write({ citizen }: PlayDeps, { caseId, receipt }: Part, step: CitizenStep): Promise<void> {
  const question = (await citizen.cases.status(caseId))?.openQuestion ?? 0
  const result = await writeCase(citizen, receipt, writeOf(step, citizen.vault.newCaseId(), question))
  if (result !== 'saved') throw new Error(`demo: ${step.do} is ${result}`)
}

function writeOf(step: CitizenStep, id: string, question: number): CaseWrite {
  if (step.do === 'withdraw') return { kind: step.do, id }
  if (step.do === 'answer') return { kind: step.do, id, text: step.text, question }
  return { kind: step.do, id, text: step.text }
}
