import type { ProcessName } from '../config.js'

export type Account = ProcessName | 'admin'

const moderation = 'hom-thu:{moderation}'

/**
 * No administration, nothing that stops or empties the server, and no listing of other people's key names: SCAN and
 * RANDOMKEY do not look at key patterns. INFO and CONFIG GET prove to a process that its Redis keeps what it takes.
 */
const WORKING = [
  '+@all',
  '-@admin',
  '-@dangerous',
  '-scan',
  '-randomkey',
  '-function',
  '-fcall',
  '-fcall_ro',
  '-script|flush',
  '-script|kill',
  '+info',
  '+config|get',
] as const

/** What each process may touch in the durable Redis. */
export const DURABLE_RULES: Record<Account, readonly string[]> = {
  bot: [
    `~${moderation}:reports`,
    `~${moderation}:restricted`,
    `~${moderation}:queue*`,
    `~${moderation}:case:*`,
    `~${moderation}:ring:case:*`,
    `~${moderation}:receipt:*`,
    `~${moderation}:evidence`,
    `~${moderation}:alerts:due`,
    // An officer's chat, which the bot seals and never reads.
    `%W~${moderation}:alerts:links`,
    `%R~${moderation}:key-list`,
    ...WORKING,
  ],
  // Rewriting the AOF takes a former password's wrapped key off the disk.
  console: [`~${moderation}:*`, ...WORKING, '+bgrewriteaof'],
  worker: [
    `~${moderation}:case:*`,
    `~${moderation}:queue*`,
    `~${moderation}:audit*`,
    `~${moderation}:alerts:*`,
    `%R~${moderation}:roster`,
    // Who leads, by the signed list.
    `%R~${moderation}:key-list`,
    `%R~${moderation}:evidence`,
    `~${moderation}:evidence-database`,
    '~{hom-thu-jobs}*',
    ...WORKING,
  ],
  admin: ['~*', '&*', '+@all'],
}

/** Notices on their way from the console to the worker: BullMQ's keys of that queue, and of no other. */
const NOTICES = '~{hom-thu-jobs}:notices:*'

/** The volatile Redis; its admin only watches over the server and reads nothing. */
export const VOLATILE_RULES: Record<Account, readonly string[]> = {
  bot: [
    ...[
      '~hom-thu:session:*',
      '~hom-thu:allowance:*',
      '~hom-thu:chat-view:*',
      '~hom-thu:telegram:poller',
      '~hom-thu:telegram:parked',
    ],
    ...['~hom-thu:link-code:*', '%W~hom-thu:telegram:username'],
    ...WORKING,
  ],
  console: [
    ...['~hom-thu:officer-session:*', '~hom-thu:sign-in:*', NOTICES],
    ...['~hom-thu:link-code:*', '~hom-thu:link-code-of:*', '%R~hom-thu:telegram:username'],
    ...WORKING,
  ],
  worker: [NOTICES, ...WORKING],
  admin: ['+ping', '+info', '+config|get', '+acl|load'],
}

export interface RedisUser {
  readonly name: string
  readonly password: string
  readonly rules: readonly string[]
}

/**
 * Nobody signs in as the default user. It keeps all rights, because Redis reads its AOF in its name: with fewer, every
 * transaction and script in the file is silently left out (redis issue 14541, valkey issue 3983; 7.0.15 does so).
 */
const DEFAULT_USER = 'user default off resetpass ~* &* +@all'

/** The text of an ACL file. It holds hashes only; the passwords are random, so their hashes lead nowhere. */
export function aclFile(users: readonly RedisUser[], sha256hex: (text: string) => string): string {
  const lines = users.map(({ name, password, rules }) => `user ${name} on #${sha256hex(password)} ${rules.join(' ')}`)
  return `${[DEFAULT_USER, ...lines].join('\n')}\n`
}
