/** Ours begin with an id; whatever else stands in a provider's log (addresses, above all) is none of our business. */
const messageId = /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?:\.[a-z_]+)?@[\w.-]+/g

/** The Message-IDs of this system's mails in any text: a provider's log or export, line by line or all at once. */
export const messageIdsIn = (text: string): string[] => (text.match(messageId) ?? []).map((id) => `<${id}>`)
