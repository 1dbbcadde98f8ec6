import type { OfficerRow } from '../../app/console-api.js'
import { Role } from '../../domain/officers.js'
import type { Page } from '../page.js'
import { Field } from './field.js'
import { Layout } from './layout.js'
import { type ApprovalProblem, OfficerCard } from './officer-card.js'
import { Csrf, Notice } from './parts.js'

export interface InviteDraft {
  readonly login: string
  readonly name: string
  readonly role: string
  readonly problem: 'login-taken' | 'bad-form'
}

interface OfficersProps {
  readonly page: Page
  readonly officers: readonly OfficerRow[]
  readonly done?: string | undefined
  readonly invite?: InviteDraft
  readonly wrong?: ApprovalProblem
  /** A word about an officer that could not be disabled. */
  readonly refused?: 'last-lead' | 'not-found'
}

export function OfficersPage({ page, officers, done, invite, wrong, refused }: OfficersProps) {
  const untrusted = officers.filter((officer) => !officer.trusted).length
  return (
    <Layout page={page} title={page.say('console.officers.title')} done={done}>
      <h1>{page.say('console.officers.title')}</h1>
      {untrusted > 0 && (
        <Notice tone="alert">
          <strong>{page.say('console.officers.untrusted', { n: untrusted })}</strong>{' '}
          {page.say('console.officers.untrustedText')}
        </Notice>
      )}
      {refused && <Notice tone="alert">{page.say(`console.officers.refused.${refused}`)}</Notice>}
      <div class="team">
        <div>
          <People page={page} officers={officers.filter(isPending)} title="pending" wrong={wrong} />
          <People page={page} officers={officers.filter((one) => !isPending(one))} title="all" wrong={wrong} />
        </div>
        <InviteForm page={page} draft={invite} />
      </div>
    </Layout>
  )
}

function isPending(officer: OfficerRow): boolean {
  return officer.state === 'pending'
}

interface PeopleProps {
  readonly page: Page
  readonly officers: readonly OfficerRow[]
  readonly title: 'pending' | 'all'
  readonly wrong: ApprovalProblem | undefined
}

function People({ page, officers, title, wrong }: PeopleProps) {
  if (officers.length === 0) return null
  return (
    <section aria-labelledby={`nhom-${title}`}>
      <h2 id={`nhom-${title}`}>
        {page.say(`console.officers.${title}`)} <span class="quiet">{officers.length}</span>
      </h2>
      <ul class="people">
        {officers.map((officer) => (
          <OfficerCard
            key={officer.id}
            page={page}
            officer={officer}
            wrong={wrong?.officerId === officer.id ? wrong : undefined}
          />
        ))}
      </ul>
    </section>
  )
}

function InviteForm({ page, draft }: { page: Page; draft: InviteDraft | undefined }) {
  return (
    <form class="card invite" method="post" action="/can-bo">
      <h2>{page.say('console.invite.title')}</h2>
      <p class="hint">{page.say('console.invite.hint')}</p>
      {draft && <Notice tone="alert">{page.say(`console.invite.problem.${draft.problem}`)}</Notice>}
      <Csrf page={page} />
      <Field
        name="name"
        label={page.say('console.officers.name')}
        value={draft?.name}
        autocomplete="off"
        required
        maxLength={80}
      />
      <Field
        name="login"
        label={page.say('console.signIn.login')}
        hint={page.say('console.invite.loginHint')}
        value={draft?.login}
        autocomplete="off"
        required
        maxLength={32}
      />
      <fieldset>
        <legend>{page.say('console.officers.role')}</legend>
        {Role.options.toReversed().map((role) => (
          <label key={role} class="choice">
            <input type="radio" name="role" value={role} required checked={(draft?.role || 'duty') === role} />
            <span>
              {page.say(`console.role.${role}`)} <span class="hint">{page.say(`console.invite.role.${role}`)}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <button type="submit" class="primary">
        {page.say('console.invite.button')}
      </button>
    </form>
  )
}
