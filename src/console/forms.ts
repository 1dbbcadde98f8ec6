import * as z from 'zod'
import type { CaseAction } from '../app/console-api.js'
import { Outcome } from '../domain/cases/events.js'
import { Login, OfficerId, Role } from '../domain/officers.js'
import { Day } from '../domain/roster.js'

export const LONG_TEXT = 4000
/** The last message of a closure is short, so that it and a long note fit the body limit together. */
export const SHORT_TEXT = 2000

/** Browsers send CRLF and count LF: one spelling, so that a limit means the same on both sides. */
const typed = z.string().transform((text) => text.replace(/\r\n?/g, '\n').trim())
const longText = typed.pipe(z.string().min(1).max(LONG_TEXT))
const digits = z.string().transform((text) => text.replace(/\s/g, ''))
const password = z.string().max(1024)
export const TotpSecret = z.string().regex(/^[A-Z2-7]{16,128}$/)

export const SignInForm = z.object({
  login: z.string().max(64).default(''),
  password: password.default(''),
  totp: digits.pipe(z.string().max(16)).default(''),
})

export const UnlockForm = z.object({ password })

const NewSecrets = z.object({
  password,
  passwordAgain: password,
  totpSecret: TotpSecret,
  totp: digits.pipe(z.string().max(16)),
})
export const SetUpForm = NewSecrets
export const EnrolForm = NewSecrets.extend({ code: z.string().trim().max(64) })

export const InviteForm = z.object({
  login: Login,
  name: typed.pipe(z.string().min(1).max(80)),
  role: Role,
})

/** Heard over a telephone and typed: forgiving about case, spaces, dashes and letters that look like digits. */
export const ApproveForm = z.object({
  role: Role,
  fingerprint: z
    .string()
    .transform((text) =>
      text
        .toUpperCase()
        .replace(/[\s\-–—_.]/g, '')
        .replace(/O/g, '0')
        .replace(/[IL]/g, '1'),
    )
    .pipe(z.string().regex(/^[0-9A-HJKMNP-TV-Z]{12}$/))
    .transform((text) => (text.match(/.{4}/g) ?? []).join('-')),
})

/** Boxes of one name: none, one or several are ticked. */
const ticked = z
  .union([z.string().transform((one) => [one]), z.array(z.string())])
  .default([])
  .pipe(z.array(OfficerId).max(200))

export const RosterForm = z.object({
  version: z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number),
  until: Day,
  day: ticked,
  night: ticked,
})

/** One schema per action of a case; the name is the last part of the address. */
const ACTIONS = {
  claim: z.object({}).transform((): CaseAction => ({ type: 'claim' })),
  release: z.object({}).transform((): CaseAction => ({ type: 'release' })),
  'take-back': z.object({}).transform((): CaseAction => ({ type: 'take-back' })),
  'confirm-withdrawal': z.object({}).transform((): CaseAction => ({ type: 'confirm-withdrawal' })),
  ask: z.object({ text: longText }).transform(({ text }): CaseAction => ({ type: 'ask', text })),
  reply: z.object({ text: longText }).transform(({ text }): CaseAction => ({ type: 'reply', text })),
  note: z.object({ text: longText }).transform(({ text }): CaseAction => ({ type: 'note', text })),
  close: z
    .object({ outcome: Outcome, note: longText, reply: typed.pipe(z.string().max(SHORT_TEXT)).default('') })
    .transform((fields): CaseAction => ({ type: 'close', ...fields })),
  reopen: z.object({ text: longText }).transform(({ text }): CaseAction => ({ type: 'reopen', text })),
} as const satisfies Record<CaseAction['type'], z.ZodType<CaseAction>>

/** The version of the case that the form was drawn from; nothing when it is missing or no such number. */
export function seenOf(body: unknown): number | undefined {
  const text = textField(body, 'seen') ?? ''
  return /^[1-9]\d{0,6}$/.test(text) ? Number(text) : undefined
}

/** Sent twice, they change nothing twice. Words would stand there twice, so those need the version they were written for. */
const WORDLESS: readonly ActionName[] = ['claim', 'release', 'take-back', 'confirm-withdrawal']

export type ActionName = keyof typeof ACTIONS

export function isActionName(name: string): name is ActionName {
  return Object.hasOwn(ACTIONS, name)
}

interface ReadAction {
  readonly action: CaseAction
  readonly seen: number | undefined
}

/** The action, or why it is refused: a field is missing, empty or too long, or the form does not say what it saw. */
export function readAction(name: ActionName, body: unknown): ReadAction | { readonly refused: string } {
  const read = ACTIONS[name].safeParse(body ?? {})
  if (!read.success) return { refused: `field.${String(read.error.issues[0]?.path[0] ?? 'text')}` }
  const seen = seenOf(body)
  if (seen === undefined && !WORDLESS.includes(name)) return { refused: 'changed' }
  return { action: read.data, seen }
}

/** What somebody typed at length. It is put back whenever a form is refused, for whatever reason. */
export interface Draft {
  readonly text: string
  readonly note: string
  readonly reply: string
  readonly outcome: string
}

/** Text that was typed but has not arrived: it is put back into its form, or shown when the form is closed now. */
export interface Unsent {
  readonly action: ActionName
  readonly draft: Draft
  /** Last part of the key that says why; null when the text only waited while the report was claimed. */
  readonly reason: string | null
}

export function draftOf(body: unknown): Draft | null {
  const draft = {
    text: textField(body, 'text') ?? '',
    note: textField(body, 'note') ?? '',
    reply: textField(body, 'reply') ?? '',
    outcome: textField(body, 'outcome') ?? '',
  }
  return draft.text || draft.note || draft.reply ? draft : null
}

/** A field of a body or query whose shape is not known yet; repeated fields count as absent. */
export function textField(source: unknown, name: string): string | undefined {
  if (typeof source !== 'object' || source === null || !Object.hasOwn(source, name)) return undefined
  const value: unknown = Reflect.get(source, name)
  return typeof value === 'string' ? value : undefined
}
