import * as z from 'zod'
import { KeyId } from './report.js'

/** Roles in use. The signed key list decides who has which: a changed row in Redis grants nothing. */
export const Role = z.enum(['lead', 'duty'])
export type Role = z.infer<typeof Role>

export type Permission =
  | 'queue.read'
  | 'case.read'
  | 'case.act'
  | 'case.reopen'
  | 'case.take-back'
  | 'case.confirm-withdrawal'
  | 'case.close-disputed'
  | 'restricted.read'
  | 'officers.manage'
  | 'audit.read'
  | 'roster.read'
  | 'roster.edit'
  | 'alerts.own'

/** The one table of who may do what. Routes and views both ask it. */
const PERMISSIONS: Record<Role, readonly Permission[]> = {
  duty: ['queue.read', 'case.read', 'case.act', 'roster.read', 'alerts.own'],
  lead: [
    'queue.read',
    'case.read',
    'case.act',
    'case.reopen',
    'case.take-back',
    'case.confirm-withdrawal',
    'case.close-disputed',
    'restricted.read',
    'officers.manage',
    'audit.read',
    'roster.read',
    'roster.edit',
    'alerts.own',
  ],
}

export function may(role: Role, permission: Permission): boolean {
  return PERMISSIONS[role].includes(permission)
}

export const OfficerId = z.string().regex(/^[0-9a-hjkmnp-tv-z]{16}$/)
export const Login = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z0-9][a-z0-9._-]{1,31}$/)

const sealed = z.string().min(1)

/** A private key wrapped under a password: parameters travel with it, so that they can grow. */
export const WrappedKey = z.object({
  v: z.literal(1),
  kdf: z.literal('argon2id13'),
  ops: z.number().int().positive(),
  mem: z.number().int().positive(),
  salt: sealed,
  box: sealed,
})
export type WrappedKey = z.infer<typeof WrappedKey>

const base = {
  v: z.literal(1),
  id: OfficerId,
  login: Login,
  name: z.string().min(1).max(80),
  role: Role,
}

/**
 * An officer's account. `invited`: waits for the newcomer. `pending`: has keys, waits for a colleague who compares the
 * fingerprint. `first`: made by the first run, must still choose a password. `active`: in the signed key list.
 */
export const Officer = z.discriminatedUnion('state', [
  z.object({
    ...base,
    state: z.literal('invited'),
    codeHash: sealed,
    expiresAt: z.iso.datetime(),
    invitedBy: OfficerId,
  }),
  z.object({ ...base, state: z.literal('first'), publicKey: sealed, wrapped: WrappedKey }),
  z.object({
    ...base,
    state: z.literal('pending'),
    publicKey: sealed,
    wrapped: WrappedKey,
    totp: sealed,
    invitedBy: OfficerId,
  }),
  z.object({
    ...base,
    state: z.literal('active'),
    publicKey: sealed,
    wrapped: WrappedKey,
    totp: sealed,
  }),
  z.object({ ...base, state: z.literal('disabled'), disabledBy: OfficerId }),
])
export type Officer = z.infer<typeof Officer>

const publicKey = z.object({ keyId: KeyId, publicKey: sealed })

/**
 * Which keys are ours: one list, signed by the organisation key. One serial for all of it, so that neither a single
 * entry nor the whole can be rolled back, and an entry that is gone cannot be shown again.
 */
export const KeyList = z.object({
  v: z.literal(1),
  serial: z.number().int().positive(),
  issuedAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  keys: z.array(
    z.discriminatedUnion('use', [
      publicKey.extend({ use: z.enum(['duty', 'lead', 'recovery', 'bot-signing']), current: z.boolean() }),
      // Signed along, so that a row changed to `first` does not excuse anybody from the second factor.
      publicKey.extend({ use: z.literal('officer'), officerId: OfficerId, role: Role, enrolled: z.boolean() }),
    ]),
  ),
})
export type KeyList = z.infer<typeof KeyList>

export const SignedKeyList = z.object({ v: z.literal(1), list: z.string(), signature: sealed })
export type SignedKeyList = z.infer<typeof SignedKeyList>

export function hasEnded({ expiresAt }: KeyList, at: Date): boolean {
  return Date.parse(expiresAt) <= at.getTime()
}

export function currentKey(list: KeyList, use: 'duty' | 'lead' | 'recovery' | 'bot-signing'): string {
  const found = list.keys.find((key) => key.use === use && key.current)
  if (!found) throw new Error(`the key list has no current ${use} key`)
  return found.publicKey
}

export type OfficerKey = Extract<KeyList['keys'][number], { use: 'officer' }>

export function officerKeys(list: KeyList): OfficerKey[] {
  return list.keys.filter((key) => key.use === 'officer')
}

export function officerKey(list: KeyList, officerId: string): OfficerKey | undefined {
  return officerKeys(list).find((key) => key.officerId === officerId)
}
