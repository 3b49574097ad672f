import { createMailTransport } from '../infra/mail/transport.ts'
import { type Check, findingsOf, isLocal, placeOf, reasonOf } from './finding.ts'

const about = 'mail'
const { good, bad, away } = findingsOf(about)

/** Connects, does TLS and signs in, and sends nothing. A mail server may be away for a while: no reason not to start. */
export const mail: Check = {
  about,
  of: ['SMTP_URL'],
  guardsStart: false,
  async look({ smtpUrl }) {
    const { protocol, hostname, username, searchParams } = new URL(smtpUrl)
    const place = placeOf(smtpUrl)
    const mayBeInTheClear = protocol === 'smtp:' && searchParams.get('requireTLS') !== 'true'
    if (username && mayBeInTheClear && !isLocal(hostname)) {
      return bad(
        `the password for ${place} may cross the network in the clear`,
        'start SMTP_URL with smtps:// (port 465), or add ?requireTLS=true (port 587)',
      )
    }
    const transport = createMailTransport({
      url: smtpUrl,
      maxSessions: 1,
      connectTimeoutMs: 5000,
      socketTimeoutMs: 5000,
    })
    try {
      await transport.verify()
      return good(`${place} takes mail from us`)
    } catch (error) {
      const { code, responseCode } = error as { code?: string; responseCode?: number }
      if (code === 'EAUTH') return bad(`${place} does not let us in`, 'correct the user and password in SMTP_URL')
      if (code === 'ETLS' || /certificate|ssl|tls/i.test(String(error))) {
        return bad(`TLS with ${place} fails`, 'correct the host and port in SMTP_URL, or the server’s certificate')
      }
      const answer = responseCode ? `says ${responseCode}` : `does not answer (${reasonOf(error)})`
      return away(`${place} ${answer}`, 'start the mail server, or correct SMTP_URL')
    } finally {
      await transport.close()
    }
  },
}
