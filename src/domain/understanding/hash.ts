/** FNV-1a, 32 bits: the same number on every machine. */
export function hash(text: string): number {
  let value = 0x811c9dc5
  for (let at = 0; at < text.length; at += 1) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193)
  return value >>> 0
}

/** One number of two, in this order; as evenly spread as its parts (the last step of MurmurHash3). */
export function mix(one: number, other: number): number {
  let value = Math.imul(one, 0x9e3779b1) ^ Math.imul(other ^ 0x85ebca6b, 0xc2b2ae35)
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b)
  return (value ^ (value >>> 13)) >>> 0
}
