/** Network addresses from which a terminal may come: single ones and ranges (`10.0.5.0/24`, `fd00::/64`). */
import { BlockList, isIP } from 'node:net'

/** Whether the text names one address or one range. */
export function isAddressRange(text: string): boolean {
  const [address = '', prefix, ...more] = text.split('/')
  const family = isIP(address)
  if (family === 0 || more.length > 0) return false
  if (prefix === undefined) return true
  return /^\d{1,3}$/.test(prefix) && Number(prefix) <= (family === 4 ? 32 : 128)
}

/** IPv4 as such, also when it came through an IPv6 socket (`::ffff:10.0.0.5`). */
export function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '')
}

export function isInRanges(address: string, ranges: readonly string[]): boolean {
  const plain = plainAddress(address)
  const family = isIP(plain)
  if (family === 0) return false
  const allowed = new BlockList()
  for (const range of ranges) {
    const [base = '', prefix] = range.split('/')
    const kind = isIP(base) === 4 ? 'ipv4' : 'ipv6'
    if (prefix === undefined) allowed.addAddress(base, kind)
    else allowed.addSubnet(base, Number(prefix), kind)
  }
  return allowed.check(plain, family === 4 ? 'ipv4' : 'ipv6')
}
