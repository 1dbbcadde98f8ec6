import { Script } from './redis.js'

/** Shared by the scripts that change a case: what officers are to be told is kept with it. JSON `[[fact, atMs], …]`. */
const DUE_FACTS = `
local function addDue(key, json)
  for _, due in ipairs(cjson.decode(json)) do redis.call('ZADD', key, due[2], due[1]) end
end
`

/**
 * A report becomes a stream entry, a case, its first event, a place in the queue, a key in the ring, a receipt, a
 * return address that ends by itself and what officers are to be told, or nothing at all. The entry id is cut to the
 * minute and never below the last one (a clock may step back).
 * KEYS stream status events report ring receipt queue entry evidence address alertsDue
 * ARGV minuteMs entry status event report contentKeys caseId score dueFacts address addressEndsMs evidenceId…
 */
export const submitScript = new Script(`${DUE_FACTS}
if redis.call('EXISTS', KEYS[2]) == 1 then
  -- A write of our own, so that waiting for the disk covers what another connection wrote.
  redis.call('SET', KEYS[6], ARGV[7])
  return 'already'
end
if redis.call('EXISTS', KEYS[6]) == 1 then return 'receipt-taken' end
local ms = tonumber(ARGV[1])
if redis.call('EXISTS', KEYS[1]) == 1 then
  local info = redis.call('XINFO', 'STREAM', KEYS[1])
  for i = 1, #info, 2 do
    if info[i] == 'last-generated-id' then
      local last = tonumber(string.match(info[i + 1], '^(%d+)'))
      if last > ms then ms = last end
    end
  end
end
local entry = redis.call('XADD', KEYS[1], string.format('%.0f', ms) .. '-*', 'report', ARGV[2])
redis.call('SET', KEYS[2], ARGV[3])
redis.call('RPUSH', KEYS[3], ARGV[4])
redis.call('SET', KEYS[4], ARGV[5])
redis.call('HSET', KEYS[5], 'report', ARGV[6])
redis.call('SET', KEYS[6], ARGV[7])
redis.call('ZADD', KEYS[7], ARGV[8], ARGV[7])
redis.call('SET', KEYS[8], entry)
redis.call('SET', KEYS[10], ARGV[10], 'PXAT', ARGV[11])
addDue(KEYS[11], ARGV[9])
for i = 12, #ARGV do redis.call('HSET', KEYS[9], ARGV[i], ARGV[7]) end
return 'saved'
`)

/** Shared by the scripts that add to the audit chain: true when `prev` is the hash of the last entry. */
const AUDIT_HEAD = `
local function headIs(key, prev)
  local last = redis.call('LINDEX', key, -1)
  if not last then return prev == '' end
  return cjson.decode(last).hash == prev
end
`

/**
 * One event of a case with its new status, its place in the queue and its audit entry, or nothing.
 * The number of stored events is the case's version.
 * KEYS status events queue closed address alertsDue audit?
 * ARGV version status event caseId queueScore|'' closedScore|'keep'|'' audit|'' prevHash 'ends'|'' dueFacts
 */
export const commitScript = new Script(`${AUDIT_HEAD}${DUE_FACTS}
if redis.call('LLEN', KEYS[2]) ~= tonumber(ARGV[1]) then return 'stale' end
if ARGV[7] ~= '' and not headIs(KEYS[7], ARGV[8]) then return 'stale' end
redis.call('SET', KEYS[1], ARGV[2])
redis.call('RPUSH', KEYS[2], ARGV[3])
if ARGV[5] == '' then redis.call('ZREM', KEYS[3], ARGV[4]) else redis.call('ZADD', KEYS[3], ARGV[5], ARGV[4]) end
if ARGV[6] == '' then redis.call('ZREM', KEYS[4], ARGV[4])
elseif ARGV[6] ~= 'keep' then redis.call('ZADD', KEYS[4], ARGV[6], ARGV[4]) end
if ARGV[9] == 'ends' then redis.call('DEL', KEYS[5]) end
addDue(KEYS[6], ARGV[10])
if ARGV[7] ~= '' then redis.call('RPUSH', KEYS[7], ARGV[7]) end
return 'done'
`)

/** KEYS audit · ARGV entry prevHash */
export const auditScript = new Script(`${AUDIT_HEAD}
if not headIs(KEYS[1], ARGV[2]) then return 'stale' end
redis.call('RPUSH', KEYS[1], ARGV[1])
return 'done'
`)

/**
 * Days of the roster with their audit entry, or nothing. The version is a field beside the days.
 * KEYS roster audit · ARGV expectedVersion keptFrom entry prevHash (day duty)…
 */
export const rosterScript = new Script(`${AUDIT_HEAD}
if (redis.call('HGET', KEYS[1], 'version') or '0') ~= ARGV[1] then return 'changed' end
if not headIs(KEYS[2], ARGV[4]) then return 'stale' end
for _, day in ipairs(redis.call('HKEYS', KEYS[1])) do
  if day ~= 'version' and day < ARGV[2] then redis.call('HDEL', KEYS[1], day) end
end
for i = 5, #ARGV, 2 do redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1]) end
redis.call('HINCRBY', KEYS[1], 'version', 1)
redis.call('RPUSH', KEYS[2], ARGV[3])
return 'done'
`)

/**
 * An officer's link, changed or removed, with its audit entry; only while it is the one that was seen.
 * KEYS links audit · ARGV officerId address audited next|'' entry prevHash
 */
export const alertLinkScript = new Script(`${AUDIT_HEAD}
local text = redis.call('HGET', KEYS[1], ARGV[1])
if not text then return 'skipped' end
local link = cjson.decode(text)
if link.address ~= ARGV[2] or tostring(link.audited) ~= ARGV[3] then return 'skipped' end
if not headIs(KEYS[2], ARGV[6]) then return 'stale' end
if ARGV[4] == '' then redis.call('HDEL', KEYS[1], ARGV[1]) else redis.call('HSET', KEYS[1], ARGV[1], ARGV[4]) end
redis.call('RPUSH', KEYS[2], ARGV[5])
return 'done'
`)

/** KEYS keyList · ARGV expectedSerial serial signed */
export const keyListScript = new Script(`
local serial = redis.call('HGET', KEYS[1], 'serial')
if (serial or '0') ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'serial', ARGV[2], 'signed', ARGV[3])
return 1
`)

/** KEYS officers logins · ARGV id login record expectedState|'' */
export const officerScript = new Script(`
local current = redis.call('HGET', KEYS[1], ARGV[1])
if ARGV[4] == '' then
  if current or redis.call('HSETNX', KEYS[2], ARGV[2], ARGV[1]) == 0 then return 0 end
elseif not current or cjson.decode(current).state ~= ARGV[4] then
  return 0
end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
return 1
`)

/** KEYS totp · ARGV id step */
export const totpStepScript = new Script(`
local used = tonumber(redis.call('HGET', KEYS[1], ARGV[1]) or '-1')
if tonumber(ARGV[2]) <= used then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
return 1
`)

/** KEYS session · ARGV expectedVersion data ttlMs */
export const saveSessionScript = new Script(`
if (redis.call('HGET', KEYS[1], 'v') or '0') ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'v', tonumber(ARGV[1]) + 1, 'data', ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return 1
`)

/** KEYS lock · ARGV token */
export const unlockScript = new Script(`
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0
`)

/** KEYS counter · ARGV ttlMs */
export const countScript = new Script(`
local n = redis.call('INCR', KEYS[1])
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return n
`)

/** A write that changes nothing: waiting for the disk after it covers everything before it. KEYS any string */
export const touchScript = new Script(`
local value = redis.call('GET', KEYS[1])
if value then redis.call('SET', KEYS[1], value) end
return 1
`)

/**
 * Earned back evenly (a leaky bucket, kept as the moment it will be empty). Milliseconds to wait, 0 when granted.
 * KEYS bucket · ARGV nowMs everyMs capacityMs
 */
export const allowanceScript = new Script(`
local now = tonumber(ARGV[1])
local empty = math.max(tonumber(redis.call('GET', KEYS[1]) or '0'), now)
local full = empty + tonumber(ARGV[2])
if full - now > tonumber(ARGV[3]) then return full - now - tonumber(ARGV[3]) end
redis.call('SET', KEYS[1], string.format('%.0f', full), 'PX', math.ceil(full - now))
return 0
`)
