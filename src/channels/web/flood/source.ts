import { isIPv6 } from 'node:net'

/** What counts as one source: an IPv4 address, or the /64 that an IPv6 subscriber has for themself. */
export function sourceOf(address: string): string {
  const [, v4] = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address) ?? []
  if (v4 !== undefined) return v4
  return isIPv6(address) ? groups(address).slice(0, 4).join(':') : address
}

/** The eight groups of an address, with those that `::` stands for. */
function groups(address: string): string[] {
  const [head = '', tail] = (address.split('%')[0] ?? '').toLowerCase().split('::')
  const before = head.split(':').filter(Boolean)
  const after = (tail ?? '').split(':').filter(Boolean)
  const zeros = Array.from({ length: Math.max(8 - before.length - after.length, 0) }, () => '0')
  return [...before, ...zeros, ...after].map((group) => group.replace(/^0+(?=.)/, ''))
}
