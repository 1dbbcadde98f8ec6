import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { createEvidenceDesk } from '../../src/app/keep-evidence.js'
import { phonePicture } from '../support/pictures.js'
import { useWorld } from '../support/use-world.js'

const world = useWorld()
const desk = () => createEvidenceDesk({ allowances: world().allowances, files: world().evidence })
const picture = async () => Readable.from([await phonePicture()])
const endless = () => new Readable({ read() {} })

describe('one session', () => {
  it('has one file on its way at a time; the next waits for its end, others do not', async () => {
    const { keep } = desk()
    const slow = endless()
    const first = keep('một', slow)
    const second = await picture()
    expect(await keep('một', second)).toBe('busy')
    await expect.poll(() => second.readableEnded).toBe(true)
    expect(await keep('hai', await picture())).toMatchObject({ kind: 'picture' })
    slow.push(await phonePicture())
    slow.push(null)
    expect(await first).toMatchObject({ kind: 'picture' })
    expect(await keep('một', await picture())).toMatchObject({ kind: 'picture' })
  })
})
