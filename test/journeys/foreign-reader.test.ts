import { openReport, StructuredReport } from 'hom-thu-138/structured-report'
import { beforeAll, describe, expect, it } from 'vitest'
import { currentKey } from '../../src/domain/officers.js'
import { keys } from '../../src/store/keys.js'
import { boxKeyPair, signingPair } from '../../src/vault/boxes.js'
import { unb64 } from '../../src/vault/bytes.js'
import { lookupId, newReceipt } from '../../src/vault/receipt.js'
import { sealReport } from '../../src/vault/report.js'
import { aContent, aHeader } from '../support/report.js'
import { useWorld } from '../support/use-world.js'

const world = useWorld()
const unit = boxKeyPair()
const content = aContent(newReceipt(), { text: 'cho hệ thống ngoài' })

beforeAll(async () => {
  const signer = signingPair(unb64(world().first.secrets.BOT_SIGNING_KEY))
  const duty = currentKey(await world().keyLists.current(), 'duty')
  for (const recipients of [[duty, unit.publicKey], [duty]] as [string, ...string[]][]) {
    const report = sealReport(aHeader(), content, recipients, signer)
    await world().reports.submit(report, lookupId(newReceipt()), false, [], 'sealed')
  }
})

async function readAll(group: string): Promise<StructuredReport[]> {
  await world().redis.xgroup('CREATE', keys.reports, group, '0')
  const answer = await world().redis.xreadgroup('GROUP', group, 'one', 'COUNT', 10, 'STREAMS', keys.reports, '>')
  const [[, entries]] = answer as [[string, [string, [string, string]][]]]
  return entries.map(([, [, json]]) => StructuredReport.parse(JSON.parse(json)))
}

describe('a foreign system that reads the stream as the README shows', () => {
  it('sees every header, and opens what was sealed to its key and nothing else', async () => {
    const [mine, theirs] = await readAll('my-unit')
    if (!mine || !theirs) throw new Error('two reports are expected')
    expect(theirs.category).toBe('drugs')
    expect(openReport(mine, unit.secretKey).text).toBe('cho hệ thống ngoài')
    expect(() => openReport(theirs, unit.secretKey)).toThrow('wrong-key')
  })

  it('does not take reports away from another consumer group', async () => {
    expect(await readAll('other-unit')).toHaveLength(2)
  })
})
