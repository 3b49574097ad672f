/** Where a receiver looks for the public key of a domain, and what it finds there. */
export const dnsRecordOf = (key: { domain: string; selector: string; publicKey: string }) => ({
  type: 'TXT' as const,
  name: `${key.selector}._domainkey.${key.domain}`,
  value: `v=DKIM1; k=rsa; p=${key.publicKey}`,
})

/** Whether the key stands in one of these records; white space and the order of tags mean nothing (RFC 6376, 3.6.1). */
export const publishes = (records: string[], publicKey: string): boolean =>
  records.some((record) =>
    record.split(';').some((tag) => {
      const [name, ...value] = tag.split('=')
      return name!.trim() === 'p' && value.join('=').replace(/\s/g, '') === publicKey
    }),
  )
