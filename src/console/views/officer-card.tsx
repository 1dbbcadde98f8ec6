import type { OfficerRow } from '../../app/console-api.js'
import { Role } from '../../domain/officers.js'
import type { Page } from '../page.js'
import { Field } from './field.js'
import { Layout } from './layout.js'
import { Csrf, Notice } from './parts.js'

/** The officer whose approval was refused, so that the words stand at that form. */
export interface ApprovalProblem {
  readonly officerId: string
  readonly typed: string
  readonly role: Role | undefined
  readonly problem: 'fingerprint' | 'role'
}

interface CardProps {
  readonly page: Page
  readonly officer: OfficerRow
  /** What was typed and chosen when the approval was refused. */
  readonly wrong: ApprovalProblem | undefined
}

export function OfficerCard({ page, officer, wrong }: CardProps) {
  return (
    <li class={`card person ${officer.trusted ? officer.state : 'untrusted'}`}>
      <div class="person-head">
        <h3>{officer.name}</h3>
        <p class="quiet">
          {officer.login} · {page.say(`console.role.${officer.role}`)}
        </p>
        <p class="chips">
          <span class="chip">{page.say(`console.officers.state.${officer.state}`)}</span>
          {officer.id === page.actor?.officerId && <span class="chip">{page.say('console.officers.you')}</span>}
        </p>
      </div>
      {!officer.trusted && <p class="attention">{page.say('console.officers.untrustedRow')}</p>}
      {officer.state === 'pending' && officer.trusted && <ApproveForm page={page} officer={officer} wrong={wrong} />}
      {mayBeDisabled(page, officer) && (
        <p class="person-do">
          <a class="button small" href={`/can-bo/${officer.id}/ngung`}>
            {page.say('console.officers.disable')}
            <span class="away"> {officer.name}</span>
          </a>
        </p>
      )}
    </li>
  )
}

function mayBeDisabled(page: Page, officer: OfficerRow): boolean {
  return officer.state !== 'disabled' && officer.id !== page.actor?.officerId
}

/** The fingerprint is never on this page: it has to come from the newcomer's own mouth. */
function ApproveForm({ page, officer, wrong }: CardProps) {
  return (
    <form method="post" action={`/can-bo/${officer.id}/duyet`} class="approve">
      {wrong && <Notice tone="alert">{page.say(`console.approve.problem.${wrong.problem}`)}</Notice>}
      <Csrf page={page} />
      <RoleChoice page={page} officer={officer} wrong={wrong} />
      <Field
        scope={officer.id}
        name="fingerprint"
        label={page.say('console.approve.label')}
        hint={page.say('console.approve.hint')}
        value={wrong?.typed}
        autocomplete="off"
        maxLength={24}
        required
        code
      />
      <button type="submit" class="primary">
        {page.say('console.approve.button')}
      </button>
    </form>
  )
}

/** Never chosen beforehand: the role in the row is whatever the store says, and the lead signs what is chosen here. */
function RoleChoice({ page, officer, wrong }: CardProps) {
  const hint = `vai-tro-${officer.id}`
  return (
    <fieldset aria-describedby={hint}>
      <legend>{page.say('console.approve.role')}</legend>
      <p class="hint" id={hint}>
        {page.say('console.approve.roleHint')}
      </p>
      {Role.options.toReversed().map((role) => (
        <label key={role} class="choice">
          <input type="radio" name="role" value={role} required checked={wrong?.role === role} />
          <span>
            {page.say(`console.role.${role}`)} <span class="hint">{page.say(`console.invite.role.${role}`)}</span>
          </span>
        </label>
      ))}
    </fieldset>
  )
}

/** Shown once: neither part is kept anywhere it could be read again. */
export function InvitedPage({ page, name, link, code }: { page: Page; name: string; link: string; code: string }) {
  return (
    <Layout page={page} title={page.say('console.invited.title')} width="narrow">
      <div class="card">
        <h1>{page.say('console.invited.title')}</h1>
        <p class="lead">{name}</p>
        <Notice tone="warn">{page.say('console.invited.once')}</Notice>
        <h2>{page.say('console.invited.link')}</h2>
        <p class="hint">{page.say('console.invited.linkHint')}</p>
        <p class="code address">{link}</p>
        <h2>{page.say('console.invited.code')}</h2>
        <p class="hint">{page.say('console.invited.codeHint')}</p>
        <p class="code big">{code}</p>
        <p class="actions">
          <a class="button" href="/can-bo">
            {page.say('console.invited.passedOn')}
          </a>
        </p>
      </div>
    </Layout>
  )
}

export function DisablePage({ page, officer }: { page: Page; officer: OfficerRow }) {
  return (
    <Layout page={page} title={page.say('console.disable.title')} width="narrow">
      <form class="card" method="post" action={`/can-bo/${officer.id}/ngung`}>
        <h1>{page.say('console.disable.title')}</h1>
        <p class="lead">
          {officer.name} <span class="quiet">({officer.login})</span>
        </p>
        <ul class="steps">
          {['sessions', 'keys', 'cases'].map((effect) => (
            <li key={effect}>{page.say(`console.disable.${effect}`)}</li>
          ))}
        </ul>
        <Csrf page={page} />
        <p class="actions">
          <button type="submit" class="danger">
            {page.say('console.disable.button')}
          </button>
          <a class="button" href="/can-bo">
            {page.say('console.disable.keep')}
          </a>
        </p>
      </form>
    </Layout>
  )
}
