import { dnsRecordOf, publishes } from '../infra/mail/dns-record.ts'
import { publicKeyOf } from '../infra/mail/signing.ts'
import { createTxtLookUp } from '../infra/mail/txt-records.ts'
import { type Check, findingsOf, reasonOf } from './finding.ts'

const about = 'signatures'
const { good, bad, away, open } = findingsOf(about)

/** Whether receivers can verify what the platform's own mail is signed with. */
export const dkim: Check = {
  about,
  of: ['SMTP_URL'],
  guardsStart: false,
  async look({ dkim: key, dnsServers }) {
    if (!key) return open('MAIL_DKIM_PRIVATE_KEY is not set: mail from MAIL_FROM is left for your mail server to sign')
    const publicKey = publicKeyOf(key.privateKey)
    const record = dnsRecordOf({ ...key, publicKey })
    try {
      const records = await createTxtLookUp(dnsServers)(record.name)
      if (publishes(records, publicKey)) return good(`${record.name} has the key that mail is signed with`)
      return bad(
        `${record.name} does not have the key that mail is signed with: receivers take it for forged`,
        `publish it there, as TXT: ${record.value}`,
      )
    } catch (error) {
      return away(
        `the DNS does not say what stands at ${record.name} (${reasonOf(error)})`,
        'ask it again, or correct DNS_SERVERS',
      )
    }
  },
}
