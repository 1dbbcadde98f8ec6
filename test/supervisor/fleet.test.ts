import { describe, expect, it } from 'vitest'
import { fleetOf } from '../../src/supervisor/fleet.js'
import { environmentFor } from '../../src/supervisor/sources.js'

const plain = (given: Record<string, string> = {}) =>
  fleetOf(given).map(({ name, settings }) => [name, ...Object.entries(settings).map((pair) => pair.join('='))])

describe('what npm start runs', () => {
  it('is one of each when nothing is said, on the ports that are set', () => {
    expect(plain()).toEqual([['bot'], ['console'], ['worker']])
    expect(plain({ SITE_PORT: '9000' })).toEqual([['bot'], ['console'], ['worker']])
  })

  it('is as many as asked, each a hundred ports above the one before', () => {
    const given = { BOT_PROCESSES: '3', CONSOLE_PROCESSES: '2', WORKER_PROCESSES: '2', SITE_PORT: '9000' }
    expect(plain(given)).toEqual([
      ['bot'],
      ['bot-2', 'SITE_PORT=9100', 'BOT_METRICS_PORT=9238'],
      ['bot-3', 'SITE_PORT=9200', 'BOT_METRICS_PORT=9338'],
      ['console'],
      ['console-2', 'CONSOLE_PORT=8181', 'CONSOLE_METRICS_PORT=9239'],
      ['worker'],
      ['worker-2', 'WORKER_METRICS_PORT=9240'],
    ])
  })

  it('leaves metrics off and ports to the system where 0 says so', () => {
    const given = { BOT_PROCESSES: '2', SITE_PORT: '0', BOT_METRICS_PORT: '0' }
    expect(plain(given)[1]).toEqual(['bot-2', 'SITE_PORT=0', 'BOT_METRICS_PORT=0'])
  })

  it('fits sixteen of each beside each other', () => {
    const given = { BOT_PROCESSES: '16', CONSOLE_PROCESSES: '16', WORKER_PROCESSES: '16' }
    expect(fleetOf(given)).toHaveLength(48)
  })

  it.each([
    [{ BOT_PROCESSES: '0' }, /^BOT_PROCESSES: .+ Example: BOT_PROCESSES=2$/],
    [{ CONSOLE_PROCESSES: '17' }, /^CONSOLE_PROCESSES: .+ Example: CONSOLE_PROCESSES=2$/],
    [{ WORKER_PROCESSES: 'two' }, /^WORKER_PROCESSES: .+ Example: WORKER_PROCESSES=2$/],
    [{ SITE_PORT: '65500', BOT_PROCESSES: '2' }, /^SITE_PORT: number 2 would listen on 65600, above 65535\. Example/],
    [{ SITE_PORT: '8081' }, /^CONSOLE_PORT: console would listen on port 8081, which bot has \(SITE_PORT\)\. Example/],
    [
      { CONSOLE_PORT: '8180', BOT_PROCESSES: '2' },
      /^CONSOLE_PORT: console would listen on port 8180, which bot-2 has \(SITE_PORT\)\. Example/,
    ],
    [
      { BOT_METRICS_PORT: '8080', SITE_HOST: '0.0.0.0' },
      /^BOT_METRICS_PORT: bot would listen on port 8080, which bot has/,
    ],
  ])('is refused with the setting to change: %o', (given, message) => {
    expect(() => fleetOf(given)).toThrow(message)
  })

  it('lets the same port be used on two different addresses', () => {
    const given = { SITE_HOST: '10.0.0.1', SITE_PORT: '443', CONSOLE_HOST: '10.0.0.2', CONSOLE_PORT: '443' }
    expect(plain(given)).toEqual([['bot'], ['console'], ['worker']])
  })
})

it('no process gets the settings of npm start itself', () => {
  const env = { BOT_PROCESSES: '2', CONSOLE_PROCESSES: '2', WORKER_PROCESSES: '2' }
  const secrets = { bot: {}, console: {}, worker: {}, admin: {} }
  for (const process of ['bot', 'console', 'worker'] as const) {
    expect(environmentFor(process, { env, file: env, provided: {}, secrets })).toEqual({})
  }
})
