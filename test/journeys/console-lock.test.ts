import { beforeAll, describe, expect, it } from 'vitest'
import type { Actor } from '../../src/app/console-api.js'
import { IDLE_LOCK_MS } from '../../src/console/idle.js'
import { createOfficerSessions, KEY_MS } from '../../src/store/officer-sessions.js'
import { newToken } from '../../src/vault/ids.js'
import { readSession, sessionFrom } from '../../src/vault/session.js'
import { useWorld } from '../support/use-world.js'
import { anOfficer, firstLead, PASSWORD } from '../support/world.js'

const world = useWorld()
let lead: Actor
let duty: Actor
let sessions: ReturnType<typeof createOfficerSessions>

beforeAll(async () => {
  lead = await firstLead(world())
  duty = await anOfficer(world(), lead, 'an', 'duty')
  sessions = createOfficerSessions(world().volatile, newToken, (token) => readSession(token, 'officer'))
})

const begin = () => sessions.create(duty.unlocked, { language: 'vi', stage: 'full' })
const keptFor = async (token: string) => {
  const handle = sessionFrom(token, 'officer')
  const found = await world().volatile.keys(`hom-thu:officer-session:${handle.id}*`)
  const sealed = await Promise.all(found.map((key) => world().volatile.get(key)))
  return JSON.stringify(sealed.map((one) => handle.open(one ?? '')))
}
const unlock = (input: Partial<{ officerId: string; password: string; source: string }> = {}) =>
  world().api.unlock({ officerId: duty.officerId, password: PASSWORD, source: 'desk', ...input })

describe('a session that nobody touches', () => {
  const quick = () => createOfficerSessions(world().volatile, newToken, (token) => readSession(token, 'officer'), 1500)
  const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

  it('loses its key on the server by itself, whatever pages ask by timer, and lives on as a locked one', async () => {
    const left = quick()
    const token = await left.create(duty.unlocked, { language: 'vi', stage: 'full' })
    const opened = await left.load(token, { touch: false })
    expect(opened?.unlocked).not.toBeNull()
    await expect.poll(async () => (await left.load(token, { touch: false }))?.unlocked, { timeout: 4000 }).toBeNull()
    expect(await keptFor(token)).not.toContain(duty.unlocked.secretKey.toString('base64url'))
    expect(await left.load(token, { touch: true })).toMatchObject({ unlocked: null, csrf: opened?.csrf })
    expect(await left.unlock(token, duty.unlocked)).toBe(true)
  })

  it('keeps its key for as long as somebody touches it', async () => {
    const used = quick()
    const token = await used.create(duty.unlocked, { language: 'vi', stage: 'full' })
    for (let n = 0; n < 5; n += 1) {
      await pause(500)
      expect((await used.load(token, { touch: true }))?.unlocked).not.toBeNull()
    }
  })

  it('is given a little longer than the page that covers itself', () => {
    expect(KEY_MS).toBeGreaterThan(IDLE_LOCK_MS)
    expect(KEY_MS).toBeLessThan(IDLE_LOCK_MS + 120_000)
  })
})

describe('a locked screen', () => {
  it('has no private key in its session, for whoever holds cookie and Redis together', async () => {
    const token = await begin()
    const secret = duty.unlocked.secretKey.toString('base64url')
    expect(await keptFor(token)).toContain(secret)
    expect(await sessions.lock(token)).toBe(true)
    expect(await keptFor(token)).not.toContain(secret)
    expect(await sessions.load(token, { touch: true })).toMatchObject({ unlocked: null, officerId: duty.officerId })
    expect(await sessions.lock(token)).toBe(false)
  })

  it('stays locked whatever a slower request still writes, and keeps its forms valid', async () => {
    const token = await begin()
    const csrf = (await sessions.load(token, { touch: true }))?.csrf
    await Promise.all([
      ...Array.from({ length: 8 }, (_, n) => sessions.saveLanguage(token, n % 2 ? 'vi' : 'en')),
      sessions.lock(token),
      ...Array.from({ length: 8 }, (_, n) => sessions.saveLanguage(token, n % 2 ? 'en' : 'vi')),
    ])
    expect((await sessions.load(token, { touch: true }))?.unlocked).toBeNull()
    const answer = await unlock()
    if (answer.kind !== 'unlocked') throw new Error(answer.kind)
    expect(await sessions.unlock(token, answer.actor.unlocked)).toBe(true)
    const again = await sessions.load(token, { touch: true })
    expect(again).toMatchObject({ csrf })
    expect(again?.unlocked?.secretKey.equals(duty.unlocked.secretKey)).toBe(true)
  })

  it("opens for nobody else's key", async () => {
    const token = await begin()
    await sessions.lock(token)
    expect(await sessions.unlock(token, lead.unlocked)).toBe(false)
    expect((await sessions.load(token, { touch: true }))?.unlocked).toBeNull()
    expect(await sessions.unlock('x'.repeat(43), duty.unlocked)).toBe(false)
  })

  it('takes the password alone, counts wrong ones like wrong sign-ins, and writes both down', async () => {
    await world().api.screenLocked(duty.officerId)
    for (let n = 0; n < 5; n += 1) {
      expect(await unlock({ password: 'sai mật khẩu rồi', source: 'elsewhere' })).toEqual({ kind: 'refused' })
    }
    expect((await unlock({ source: 'elsewhere' })).kind).toBe('wait')
    const signIn = { login: 'an', password: PASSWORD, totp: '', source: 'elsewhere' }
    expect((await world().api.signIn(signIn)).kind).toBe('wait')
    expect((await unlock()).kind).toBe('unlocked')
    const entries = await world().api.audit(lead)
    const actions = entries.filter(({ actor }) => actor === duty.officerId).map(({ action }) => action)
    expect(actions.slice(0, 7)).toEqual([
      'screen-unlocked',
      ...Array.from({ length: 5 }, () => 'sign-in-failed'),
      'screen-locked',
    ])
  })

  it('opens for no account that does not exist or was disabled meanwhile', async () => {
    expect(await unlock({ officerId: '0000000000000000' })).toEqual({ kind: 'refused' })
    const leaver = await anOfficer(world(), lead, 'binh', 'duty')
    await world().api.disable(lead, leaver.officerId)
    expect(await unlock({ officerId: leaver.officerId, source: 'b' })).toEqual({ kind: 'refused' })
  })
})
