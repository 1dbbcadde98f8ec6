import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { announceFirstLogin } from '../../src/supervisor/announce.js'

it('shows the first password on a terminal, in Vietnamese and English, and writes it to no file', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'hom-thu-announce-'))
  const said: string[] = []
  const first = { login: 'lead', oneTimePassword: 'AAAA-BBBB', recoveryKey: 'CCCC-DDDD' }
  const say = (line: string) => said.push(line)
  await announceFirstLogin({ first, consoleUrl: 'http://localhost:8081', dataDir, isTerminal: true, say })
  const text = said.join('\n')
  for (const words of ['LẦN CHẠY ĐẦU TIÊN', 'FIRST RUN', 'AAAA-BBBB', 'CCCC-DDDD', 'http://localhost:8081']) {
    expect(text).toContain(words)
  }
  expect(await readdir(dataDir)).toEqual([])
  await rm(dataDir, { recursive: true })
})
