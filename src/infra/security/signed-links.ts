import { isSigned, sign } from './secrets.ts'

/** What a signed link leads to. It carries this itself, so nothing is stored for the thousands that are never followed. */
export interface SignedLink {
  purpose: string
  practiceId: string
  subjectId: string
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** The token of a link: purpose, practice and subject, and a signature over the three. */
export function signLink(key: Buffer, { purpose, practiceId, subjectId }: SignedLink): string {
  const body = [purpose, compact(practiceId), compact(subjectId)].join('.')
  return `${body}.${sign(key, body)}`
}

/** What a token says, if it is one of ours and unaltered. */
export function readSignedLink(key: Buffer, token: string): SignedLink | undefined {
  const [purpose, practice, subject, signature, ...more] = token.split('.')
  if (!purpose || !practice || !subject || !signature || more.length > 0) return undefined
  if (!isSigned(key, [purpose, practice, subject].join('.'), signature)) return undefined
  const [practiceId, subjectId] = [expand(practice), expand(subject)]
  return uuid.test(practiceId) && uuid.test(subjectId) ? { purpose, practiceId, subjectId } : undefined
}

const compact = (id: string) => Buffer.from(id.replaceAll('-', ''), 'hex').toString('base64url')
const expand = (text: string) =>
  Buffer.from(text, 'base64url')
    .toString('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
