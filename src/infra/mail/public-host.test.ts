import { expect, it } from 'vitest'
import { isPublicAddress, publicAddressOf } from './public-host.ts'

it.each([
  '127.0.0.1', '10.1.2.3', '172.31.255.255', '192.168.1.1', '169.254.169.254', '100.64.0.1', '0.0.0.0', '224.0.0.1',
  '255.255.255.255', '198.18.0.1', '192.0.2.1', '::1', '::', 'fe80::1', 'fc00::1', 'fd12::1', 'ff02::1',
  '::ffff:127.0.0.1', '::ffff:10.0.0.1', '::127.0.0.1', '64:ff9b::7f00:1', '2002:7f00:1::', '2001:0:4136:e378::1',
  '2001:db8::1', '100::1',
])('%s is inside', (address) => expect(isPublicAddress(address)).toBe(false)) // prettier-ignore

it.each(['1.1.1.1', '8.8.8.8', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '2a00:1450::1'])(
  '%s is public',
  (address) => expect(isPublicAddress(address)).toBe(true),
)

it.each(['localhost', '127.0.0.1', '127.1', '2130706433', '0x7f000001', '0177.0.0.1', '[::1]', 'no-such-host.invalid'])(
  'nobody connects to %s for somebody else',
  async (host) => {
    await expect(publicAddressOf(host)).rejects.toThrow()
  },
)
