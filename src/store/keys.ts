/**
 * Every Redis key of the product. Moderation keys share one hash tag, so that they change together also on a cluster.
 * Volatile keys (sessions, counters) live in the other Redis and spread.
 */
const moderation = 'hom-thu:{moderation}'

export const keys = {
  reports: `${moderation}:reports`,
  restricted: `${moderation}:restricted`,
  queue: `${moderation}:queue:general`,
  queueRestricted: `${moderation}:queue:restricted`,
  closed: `${moderation}:queue:closed`,
  closedRestricted: `${moderation}:queue:closed-restricted`,
  caseStatus: (id: string) => `${moderation}:case:${id}:status`,
  caseEvents: (id: string) => `${moderation}:case:${id}:events`,
  /** The report without its content keys: those are in the key ring, so that erasing the ring erases the report. */
  caseReport: (id: string) => `${moderation}:case:${id}:report`,
  /** The report's entry in the stream, to delete it there too. */
  caseEntry: (id: string) => `${moderation}:case:${id}:entry`,
  /** Where to tell the reporter of an answer, behind two locks, or a dummy: see app/ports-address.ts. */
  caseAddress: (id: string) => `${moderation}:case:${id}:address`,
  caseRing: (id: string) => `${moderation}:ring:case:${id}`,
  receipt: (lookupId: string) => `${moderation}:receipt:${lookupId}`,
  /** Which sealed files belong to a report, by whose id; one that is not here belongs to a draft, or to nobody. */
  evidence: `${moderation}:evidence`,
  /** A random id that the folder of evidence carries too: see app/sweep-evidence.ts. */
  evidenceDatabase: `${moderation}:evidence-database`,
  keyList: `${moderation}:key-list`,
  keyRing: `${moderation}:ring:keys`,
  officers: `${moderation}:officers`,
  officerLogins: `${moderation}:officer-logins`,
  officerTotp: `${moderation}:officer-totp`,
  audit: `${moderation}:audit`,
  roster: `${moderation}:roster`,
  /** Officers' sealed chats; facts that are due; what waits for whom; what is on its way. See app/run-alerts.ts. */
  alertLinks: `${moderation}:alerts:links`,
  alertsDue: `${moderation}:alerts:due`,
  alertsWaiting: `${moderation}:alerts:waiting`,
  alertMails: `${moderation}:alerts:mails`,

  /** Which of several bots asks Telegram for updates. */
  telegramPoller: 'hom-thu:telegram:poller',
  /** Updates confirmed to Telegram before they were handled, by their ids; sealed. */
  telegramParked: 'hom-thu:telegram:parked',
  /** What stands in chats (ids of messages, sealed): names are one-way. */
  chatViews: 'hom-thu:chat-view:',
  session: (id: string) => `hom-thu:session:${id}`,
  sessionLock: (id: string) => `hom-thu:session:${id}:lock`,
  /** Held while a chat's update is handled and answered. */
  chatLock: (id: string) => `hom-thu:session:${id}:chat`,
  allowance: (name: string, sessionId: string) => `hom-thu:allowance:${name}:${sessionId}`,
  officerSession: (id: string) => `hom-thu:officer-session:${id}`,
  officerKey: (id: string) => `hom-thu:officer-session:${id}:key`,
  linkCode: (id: string) => `hom-thu:link-code:${id}`,
  linkCodeOf: (officerId: string) => `hom-thu:link-code-of:${officerId}`,
  telegramName: 'hom-thu:telegram:username',
  signIn: (id: string) => `hom-thu:sign-in:${id}`,
} as const
