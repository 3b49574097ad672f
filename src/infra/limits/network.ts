import { isIPv6 } from 'node:net'

/**
 * What one network address is counted under. In IPv6 it is the /64 that a household or a server gets: whoever has one
 * has 2^64 addresses.
 */
export function networkOf(address: string): string {
  if (!isIPv6(address) || address.includes('.')) return address.replace(/^::ffff:/i, '')
  const [head = '', tail = ''] = address.split('::')
  const groups = (part: string) => (part === '' ? [] : part.split(':'))
  const [before, after] = [groups(head), groups(tail)]
  const left = 8 - before.length - after.length
  return [...before, ...Array.from({ length: left }, () => '0'), ...after]
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')
}
