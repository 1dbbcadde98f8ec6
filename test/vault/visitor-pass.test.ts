import { describe, expect, it } from 'vitest'
import { newToken } from '../../src/vault/ids.js'
import { createVisitorPass } from '../../src/vault/visitor-pass.js'
import { createWaitingTickets } from '../../src/vault/waiting-ticket.js'

const [secret, otherSecret] = [Buffer.alloc(32, 7), Buffer.alloc(32, 8)]

describe('a visitor’s cookie', () => {
  const pass = createVisitorPass(secret)

  it('is known at any of our bots', () => {
    const token = newToken()
    expect(createVisitorPass(secret).open(pass.seal(token))).toBe(token)
  })

  it('that we did not give out is none', () => {
    const sealed = pass.seal(newToken())
    const [token = ''] = sealed.split('.')
    const made = [token, `${token}.`, `${newToken()}.${newToken(16)}`, createVisitorPass(otherSecret).seal(newToken())]
    for (const text of [...made, '', `${sealed}x`, sealed.toUpperCase()]) expect(pass.open(text)).toBeUndefined()
  })
})

describe('a waiting ticket', () => {
  const tickets = createWaitingTickets(secret)
  const due = Date.parse('2026-11-25T02:05:00Z')

  it('says from when it is good and how hard its puzzle is, at any of our bots', () => {
    expect(createWaitingTickets(secret).read(tickets.issue({ due, bits: 15 }))).toEqual({ due, bits: 15 })
  })

  it('cannot be made up, changed, or spelled in a second way', () => {
    const ticket = tickets.issue({ due, bits: 15 })
    const sooner = createWaitingTickets(otherSecret).issue({ due: 0, bits: 0 })
    const changed = `${ticket.startsWith('A') ? 'B' : 'A'}${ticket.slice(1)}`
    for (const text of ['', 'x', sooner, changed, `${ticket}=`, `${ticket}A`, ticket.slice(0, -1)]) {
      expect(tickets.read(text), text).toBeUndefined()
    }
  })

  it('has a puzzle that somebody who computes can solve, and that a guess does not', () => {
    const ticket = tickets.issue({ due, bits: 8 })
    let answer = 0
    while (!tickets.isSolved(ticket, 8, String(answer))) answer += 1
    expect(tickets.isSolved(ticket, 8, String(answer))).toBe(true)
    expect(tickets.isSolved(tickets.issue({ due, bits: 40 }), 40, String(answer))).toBe(false)
  })
})
