import { resolve } from 'node:path'
import * as z from 'zod'

export type ProcessName = 'bot' | 'console' | 'worker'

interface Setting {
  /** Which processes get it. Nothing else reaches a process. What only npm start reads is for the supervisor. */
  readonly for: readonly (ProcessName | 'supervisor')[]
  readonly schema: z.ZodType
  readonly example: string
  /** For `.env.example` and for the message when it is wrong. */
  readonly about: string
  readonly secret?: boolean
}

const ALL = ['bot', 'console', 'worker'] as const
const port = (fallback: number) => z.coerce.number().int().min(0).max(65535).default(fallback)
const howMany = z.coerce.number().int().min(1).max(16).default(1)
const redisUrl = z.string().regex(/^(rediss?:\/\/|unix:\/|redis\+(cluster|sentinel):\/\/)/, 'not a Redis address')
const key32 = z.string().regex(/^[A-Za-z0-9_-]{43}$/, 'not 32 bytes of base64url')

/** Every setting there is. `.env.example`, the supervisor's allow-list and the checks all come from this table. */
export const SETTINGS = {
  LOG_LEVEL: {
    for: ALL,
    schema: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
    example: 'info',
    about: 'debug, info, warn or error. No level ever logs tip text or ids.',
  },
  DATA_DIR: {
    for: ALL,
    schema: z
      .string()
      .min(1)
      .default('./data')
      .transform((path) => resolve(path)),
    example: './data',
    about: 'Folder for the private Redis, secrets and the audit anchor.',
  },
  DEMO: {
    for: ['bot', 'console'],
    schema: z
      .enum(['0', '1'])
      .default('0')
      .transform((value) => value === '1'),
    example: '0',
    about: '1 says on every page that all reports are made up. Only npm start -- --demo sets it.',
  },
  REDIS_URL: {
    for: ALL,
    schema: redisUrl,
    example: 'redis://user:password@127.0.0.1:6379',
    about:
      'Durable Redis: redis://, rediss://, unix:/path, redis+cluster://h1:p1,h2:p2 or redis+sentinel://h1:p1/master. Unset: npm start brings its own.',
    secret: true,
  },
  REDIS_VOLATILE_URL: {
    for: ALL,
    schema: redisUrl,
    example: 'redis://user:password@127.0.0.1:6380',
    about:
      'Second Redis that keeps nothing on disk: sessions, drafts, counters, notices. Unset: npm start brings its own.',
    secret: true,
  },
  ALLOW_VOLATILE: {
    for: ALL,
    schema: z
      .enum(['0', '1'])
      .default('0')
      .transform((value) => value === '1'),
    example: '0',
    about: '1 lets the product start on a Redis that may lose reports. Never in production.',
  },
  ORG_KEY: {
    for: ALL,
    schema: key32,
    example: '43 characters of base64url',
    about: 'Public organisation key that signs the key list. npm start makes it on first run.',
  },
  BOT_SIGNING_KEY: {
    for: ['bot'],
    schema: z.string().regex(/^[A-Za-z0-9_-]{86}$/, 'not 64 bytes of base64url'),
    example: '86 characters of base64url',
    about: 'Private key with which the bot signs reports. npm start makes it on first run.',
    secret: true,
  },
  ADDRESS_KEY: {
    for: ['bot'],
    schema: key32,
    example: '43 characters of base64url',
    about: 'Public key to which the bot seals where to write to somebody. npm start makes it on first run.',
  },
  ADDRESS_PRIVATE_KEY: {
    for: ['worker'],
    schema: key32,
    example: '43 characters of base64url',
    about: 'Its private half, which only the worker has. npm start makes it on first run.',
    secret: true,
  },
  CONSOLE_SECRET: {
    for: ['console'],
    schema: key32,
    example: '43 characters of base64url',
    about: 'Signs CSRF tokens and device cookies of the console. npm start makes it on first run.',
    secret: true,
  },
  SITE_HOST: {
    for: ['bot'],
    schema: z.string().default('127.0.0.1'),
    example: '127.0.0.1',
    about: 'Where the web chat listens. Put a TLS proxy in front before citizens use it.',
  },
  SITE_PORT: { for: ['bot'], schema: port(8080), example: '8080', about: 'Port of the web chat and webhooks.' },
  PUBLIC_URL: {
    for: ['bot', 'console'],
    schema: z.url().optional(),
    example: 'https://homthu.example.vn',
    about: 'Address citizens type. https turns on Secure cookies. Default: http://localhost:SITE_PORT.',
  },
  QUICK_EXIT_URL: {
    for: ['bot'],
    schema: z.url().default('https://www.google.com/'),
    example: 'https://www.google.com/',
    about: 'Where "Thoát nhanh" goes: a page nobody wonders about.',
  },
  CONSOLE_HOST: {
    for: ['console'],
    schema: z.string().default('127.0.0.1'),
    example: '127.0.0.1',
    about: 'Where the console listens: loopback unless told otherwise.',
  },
  CONSOLE_PORT: { for: ['console'], schema: port(8081), example: '8081', about: 'Port of the console.' },
  CONSOLE_URL: {
    for: ['console', 'worker'],
    schema: z.url().optional(),
    example: 'https://truc.example.vn',
    about:
      'Address officers type; used in invitation links and staff alerts. Default: http://localhost:CONSOLE_PORT, and alerts without a link.',
  },
  TRUST_PROXY: {
    for: ['bot', 'console'],
    schema: z
      .string()
      .default('')
      .transform((value) =>
        value
          .split(',')
          .map((part) => part.trim())
          .filter(Boolean),
      ),
    example: '127.0.0.1',
    about: 'Addresses of the proxies in front, comma separated. Only their X-Forwarded-For is believed.',
  },
  TELEGRAM_BOT_TOKEN: {
    for: ['bot', 'worker'],
    schema: z
      .string()
      .regex(/^\d{3,20}:[A-Za-z0-9_-]{20,80}$/, 'not a token of BotFather')
      .optional(),
    example: '123456789:AAExampleExampleExampleExampleExample',
    about: 'Token from @BotFather. Unset: no Telegram.',
    secret: true,
  },
  TELEGRAM_API_ROOT: {
    for: ['bot', 'worker'],
    schema: z.url({ protocol: /^https?$/ }).default('https://api.telegram.org'),
    example: 'https://api.telegram.org',
    about: 'Bot API server: Telegram, or one of your own.',
  },
  TELEGRAM_PROXY: {
    for: ['bot', 'worker'],
    schema: z.url({ protocol: /^(https?|socks5h?)$/ }).optional(),
    example: 'socks5h://127.0.0.1:1080',
    about: 'Way out to Telegram where the network blocks it: http, https or socks5. Unset: straight.',
    secret: true,
  },
  TELEGRAM_WEBHOOK_SECRET: {
    for: ['bot'],
    schema: z
      .string()
      .regex(/^[A-Za-z0-9_-]{16,256}$/, 'not 16 to 256 letters, digits, _ or -')
      .optional(),
    example: '43 characters of base64url',
    about:
      'Set: Telegram calls PUBLIC_URL/telegram and proves itself with this. Unset: the bot asks Telegram (polling).',
    secret: true,
  },
  BOT_METRICS_PORT: {
    for: ['bot'],
    schema: port(9138),
    example: '9138',
    about: 'Loopback port of the metrics; 0 turns them off.',
  },
  CONSOLE_METRICS_PORT: { for: ['console'], schema: port(9139), example: '9139', about: 'The same for the console.' },
  WORKER_METRICS_PORT: { for: ['worker'], schema: port(9140), example: '9140', about: 'The same for the worker.' },
  BOT_PROCESSES: {
    for: ['supervisor'],
    schema: howMany,
    example: '2',
    about:
      'How many bots npm start runs, 1 to 16. Number n listens 100*(n-1) above SITE_PORT and BOT_METRICS_PORT; a proxy spreads the load.',
  },
  CONSOLE_PROCESSES: {
    for: ['supervisor'],
    schema: howMany,
    example: '2',
    about: 'The same for the console, above CONSOLE_PORT and CONSOLE_METRICS_PORT.',
  },
  WORKER_PROCESSES: {
    for: ['supervisor'],
    schema: howMany,
    example: '2',
    about: 'The same for the worker, above WORKER_METRICS_PORT. They share the work; each job is done once.',
  },
} as const satisfies Record<string, Setting>

type Settings = typeof SETTINGS
export type SettingName = keyof Settings
type NamesFor<P extends ProcessName> = {
  [K in SettingName]: P extends Settings[K]['for'][number] ? K : never
}[SettingName]
export type Config<P extends ProcessName> = { readonly [K in NamesFor<P>]: z.output<Settings[K]['schema']> }

/** A setting that stops the start: its name, the reason and an example. The value itself is never repeated. */
export class BadSetting extends Error {
  constructor(name: string, reason: string, example: string) {
    super(`${name}: ${reason}. Example: ${name}=${example}`)
    this.name = 'BadSetting'
  }
}

/** Reads exactly the settings of one process. An empty value counts as not set. */
export function readConfig<P extends ProcessName>(process: P, env: NodeJS.ProcessEnv): Config<P> {
  const entries = settingsFor(process).map((name) => [name, readSetting(name, env)])
  return Object.fromEntries(entries) as Config<P>
}

export function readSetting<N extends SettingName>(name: N, env: NodeJS.ProcessEnv): z.output<Settings[N]['schema']> {
  const { schema, example } = SETTINGS[name]
  const result = schema.safeParse(env[name] || undefined)
  if (result.success) return result.data as z.output<Settings[N]['schema']>
  const reason = env[name] ? (result.error.issues[0]?.message ?? 'not valid') : 'is missing'
  throw new BadSetting(name, reason, example)
}

export function settingsFor(process: ProcessName): SettingName[] {
  return (Object.keys(SETTINGS) as SettingName[]).filter((name) =>
    (SETTINGS[name].for as readonly string[]).includes(process),
  )
}
