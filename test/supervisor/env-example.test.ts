import { resolve } from 'node:path'
import { expect, it } from 'vitest'
import { SETTINGS } from '../../src/config.js'

const HEAD = `# Every setting, with an example. Copy to .env and uncomment what you change; the environment wins over this file.
# npm start needs none of them: it brings Redis and makes the secrets (DATA_DIR/secrets) on first run.
`

it('.env.example lists every setting with what it is for (after a change: npx vitest run env-example -u)', async () => {
  const entries = Object.entries(SETTINGS).map(([name, { about, example }]) => `\n# ${about}\n# ${name}=${example}\n`)
  await expect(`${HEAD}${entries.join('')}`).toMatchFileSnapshot(resolve('.env.example'))
})
