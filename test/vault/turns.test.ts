import { describe, expect, it } from 'vitest'
import { newToken } from '../../src/vault/ids.js'
import { sessionFrom } from '../../src/vault/session.js'
import { createTurns } from '../../src/vault/turns.js'

const session = () => sessionFrom(newToken(), 'citizen')

describe('the hidden value of a form', () => {
  const turns = createTurns(Buffer.alloc(32, 7))

  it('is good for the session that it was drawn for, at any bot', () => {
    const mine = session()
    expect(turns.check(mine, turns.issue(mine))).toBe(true)
    expect(createTurns(Buffer.alloc(32, 7)).check(undefined, turns.issue(undefined))).toBe(true)
  })

  it('is worth nothing for another session, nor the one of a page without a session for somebody who has one', () => {
    const [mine, theirs] = [session(), session()]
    expect(turns.check(mine, turns.issue(theirs))).toBe(false)
    expect(turns.check(mine, turns.issue(undefined))).toBe(false)
    expect(turns.check(undefined, turns.issue(theirs))).toBe(false)
    expect(createTurns(Buffer.alloc(32, 8)).check(undefined, turns.issue(undefined))).toBe(false)
  })

  it('is nothing else', () => {
    for (const text of ['', 'a', turns.issue(undefined).slice(1), '====='])
      expect(turns.check(undefined, text)).toBe(false)
  })
})
