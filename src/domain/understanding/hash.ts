/** FNV-1a: a whole number of 32 bits with its sign, the same on every machine. Such numbers need no memory of their own. */
export function hash(text: string): number {
  let value = 0x811c9dc5 | 0
  for (let at = 0; at < text.length; at += 1) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193)
  return value
}

/** One number of two, in this order. Spread evenly only by {@link spread}: this is done many times for each word. */
export function mix(one: number, other: number): number {
  return (Math.imul(one, 0x9e3779b1) + Math.imul(other ^ 0x5bd1e995, 0x85ebca6b)) | 0
}

/** Evenly spread, and not negative (the last step of MurmurHash3). */
function spread(name: number): number {
  const value = Math.imul(name ^ (name >>> 16), 0x85ebca6b)
  return (value ^ (value >>> 13)) >>> 0
}

/** Which of `size` features a number names; `size` is a power of two, since a remainder takes as long as all the rest. */
export function slot(name: number, size: number): number {
  return spread(name) & (size - 1)
}
