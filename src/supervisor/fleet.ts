import { BadSetting, type ProcessName, readSetting, SETTINGS, type SettingName } from '../config.js'

type Values = Readonly<Record<string, string | undefined>>

/** One process that npm start runs. */
export interface Member {
  /** `bot`, `bot-2` and so on. */
  readonly name: string
  readonly process: ProcessName
  /** Its own ports, in place of those that the first of its kind has. */
  readonly settings: Readonly<Partial<Record<SettingName, string>>>
}

interface Port {
  readonly setting: PortSetting
  readonly owner: string
  readonly host: string
  readonly port: number
}

type PortSetting = 'SITE_PORT' | 'CONSOLE_PORT' | `${'BOT' | 'CONSOLE' | 'WORKER'}_METRICS_PORT`

/** What each kind listens on. */
const KINDS = [
  {
    process: 'bot',
    count: 'BOT_PROCESSES',
    pages: { port: 'SITE_PORT', host: 'SITE_HOST' },
    metrics: 'BOT_METRICS_PORT',
  },
  {
    process: 'console',
    count: 'CONSOLE_PROCESSES',
    pages: { port: 'CONSOLE_PORT', host: 'CONSOLE_HOST' },
    metrics: 'CONSOLE_METRICS_PORT',
  },
  { process: 'worker', count: 'WORKER_PROCESSES', pages: undefined, metrics: 'WORKER_METRICS_PORT' },
] as const

const METRICS_HOST = '127.0.0.1'
const APART = 100
const HIGHEST = 65_535

/** All processes to run, in the order of their names. Throws BadSetting when two would listen on the same port. */
export function fleetOf(given: Values): Member[] {
  const members = KINDS.flatMap((kind) => {
    const count = readSetting(kind.count, given)
    return Array.from({ length: count }, (_, index) => memberOf(kind, index, given))
  })
  refuseClash(members.flatMap(({ ports }) => ports))
  return members.map(({ ports, ...member }) => member)
}

function memberOf({ process, pages, metrics }: (typeof KINDS)[number], index: number, given: Values) {
  const owner = index === 0 ? process : `${process}-${index + 1}`
  const at = (setting: PortSetting, host: string) => ({ setting, owner, host, port: portOf(setting, index, given) })
  const own = pages ? [at(pages.port, readSetting(pages.host, given))] : []
  const ports: Port[] = [...own, at(metrics, METRICS_HOST)]
  // The first takes what is set, or its own default, like a process that is started by hand.
  const moved = index === 0 ? [] : ports.map(({ setting, port }) => [setting, String(port)] as const)
  return { name: owner, process, settings: Object.fromEntries(moved), ports }
}

/** 0 stays 0: a port that the system chooses, or no metrics. */
function portOf(setting: PortSetting, index: number, given: Values): number {
  const first = readSetting(setting, given)
  const port = first === 0 ? 0 : first + index * APART
  if (port <= HIGHEST) return port
  throw new BadSetting(
    setting,
    `number ${index + 1} would listen on ${port}, above ${HIGHEST}`,
    SETTINGS[setting].example,
  )
}

function refuseClash(ports: readonly Port[]): void {
  ports.forEach((one, index) => {
    const other = ports.slice(0, index).find((earlier) => clashes(earlier, one))
    if (!other) return
    const reason = `${one.owner} would listen on port ${one.port}, which ${other.owner} has (${other.setting})`
    throw new BadSetting(one.setting, reason, SETTINGS[one.setting].example)
  })
}

function clashes(one: Port, other: Port): boolean {
  if (one.port === 0 || one.port !== other.port) return false
  const [here, there] = [one.host, other.host].map((host) => (host === 'localhost' ? '127.0.0.1' : host))
  return here === there || [here, there].some((host) => host === '0.0.0.0' || host === '::')
}
