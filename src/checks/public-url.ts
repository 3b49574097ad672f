import { type Check, findingsOf, isLocal } from './finding.ts'

const about = 'public address'
const { good, bad } = findingsOf(about)

export const publicUrl: Check = {
  about,
  of: ['PUBLIC_URL'],
  guardsStart: true,
  look({ publicUrl }) {
    const { protocol, hostname } = new URL(publicUrl)
    if (/\*|^0\.0\.0\.0$|^\[::\]$/.test(hostname)) {
      return bad(`PUBLIC_URL names every host (${hostname})`, 'set it to the one address that people use')
    }
    if (protocol === 'http:' && !isLocal(hostname)) {
      return bad(
        `PUBLIC_URL is http://${hostname}: tokens would cross the network in the clear`,
        'put a reverse proxy with TLS in front, and set PUBLIC_URL to its https:// address',
      )
    }
    return good(`people reach it under ${publicUrl}`)
  },
}
