import { lookup } from 'node:dns/promises'
import { BlockList, isIPv6 } from 'node:net'

/** Where nobody outside has anything to look for: loopback, private, link-local, shared, documentation, multicast, reserved. */
const inside = new BlockList()
for (const [network, prefix] of [
  ['0.0.0.0', 8], ['10.0.0.0', 8], ['100.64.0.0', 10], ['127.0.0.0', 8], ['169.254.0.0', 16], ['172.16.0.0', 12],
  ['192.0.0.0', 24], ['192.0.2.0', 24], ['192.88.99.0', 24], ['192.168.0.0', 16], ['198.18.0.0', 15],
  ['198.51.100.0', 24], ['203.0.113.0', 24], ['224.0.0.0', 4], ['240.0.0.0', 4],
] as const) inside.addSubnet(network, prefix, 'ipv4') // prettier-ignore

/** Of IPv6 only what is routed, less what carries an IPv4 address inside (6to4, Teredo) or is for documentation. */
const routed = new BlockList()
routed.addSubnet('2000::', 3, 'ipv6')
for (const [network, prefix] of [['2001::', 23], ['2001:db8::', 32], ['2002::', 16], ['3fff::', 20]] as const)
  inside.addSubnet(network, prefix, 'ipv6') // prettier-ignore

/** Whether an IP address is one that anybody on the internet can reach. */
export const isPublicAddress = (address: string): boolean =>
  isIPv6(address) ? routed.check(address, 'ipv6') && !inside.check(address, 'ipv6') : !inside.check(address, 'ipv4')

/**
 * The address to connect to for a host that somebody else named. All addresses it has must be public: the one that is
 * returned is to be connected to, and the name not looked up again.
 *
 * @throws when it does not exist, or leads inside
 */
export async function publicAddressOf(host: string): Promise<string> {
  const addresses = await lookup(host, { all: true, verbatim: true })
  const insider = addresses.find(({ address }) => !isPublicAddress(address))
  if (insider || !addresses[0]) throw new Error('The host has no public address.')
  return addresses[0].address
}
