/** What a link in a mail can be good for. */
interface PurposeRules {
  /** Stands in the token: never changed, never given to another purpose. */
  code: number
  /** In whose hands it is given: a client's or a member's (by their user's id), or those of whoever reads a client's note. */
  holder: 'client' | 'member' | 'reader'
  /** How long it is good; always for what anybody must be able to refuse whenever they like. */
  days: number | 'always'
  /** What is done with it is done: it then says so, and cannot be used again unless that is taken back. */
  once: boolean
  /** A client may use it although they are suspended, as they could the operation behind it. */
  whileSuspended?: boolean
  /** Mail programs use it by themselves when their reader presses their button (RFC 8058). */
  oneClick?: boolean
  /** Goes on after "a fresh link to": what it is for, for whoever let it expire. */
  says: string
}

/** Every purpose that there is a page for. */
export const pagePurposes = {
  accept_commitment: { code: 1, holder: 'client', days: 30, once: true, says: 'agree to what your coach proposes' },
  dispute_verdict: {
    code: 2,
    holder: 'client',
    days: 60,
    once: true,
    whileSuspended: true,
    says: 'say that a week was judged wrongly',
  },
  hold_step: { code: 3, holder: 'member', days: 14, once: true, says: 'hold a mail to a client' },
  review_announcement: {
    code: 40,
    holder: 'client',
    days: 30,
    once: false,
    whileSuspended: true,
    says: 'read your notes before they go out',
  },
  opt_out: { code: 4, holder: 'reader', days: 'always', once: false, oneClick: true, says: 'get no more notes' },
  log_interaction: {
    code: 5,
    holder: 'client',
    days: 60,
    once: false,
    whileSuspended: true,
    says: 'note a conversation',
  },
  mark_done: {
    code: 6,
    holder: 'client',
    days: 60,
    once: true,
    whileSuspended: true,
    says: 'note that you were in touch',
  },
  snooze: { code: 14, holder: 'client', days: 60, once: true, says: 'put somebody off until later' },
  declare_break: { code: 7, holder: 'client', days: 30, once: false, says: 'take a break' },
  tell_landing: { code: 8, holder: 'client', days: 90, once: true, says: 'tell us of your new job' },
  mark_told: {
    code: 9,
    holder: 'client',
    days: 90,
    once: true,
    whileSuspended: true,
    says: 'note whom you told your news',
  },
  start_search: { code: 10, holder: 'client', days: 365, once: true, says: 'start searching again' },
  export_network: {
    code: 11,
    holder: 'client',
    days: 60,
    once: false,
    whileSuspended: true,
    says: 'take your network along',
  },
  decide_suspension: { code: 12, holder: 'member', days: 30, once: true, says: 'decide about a client' },
  excuse_period: { code: 13, holder: 'member', days: 60, once: true, says: 'excuse a week' },
  stop_digest: {
    code: 22,
    holder: 'client',
    days: 'always',
    once: false,
    whileSuspended: true,
    oneClick: true,
    says: 'get no more digests',
  },
  stop_coach_digest: {
    code: 23,
    holder: 'member',
    days: 'always',
    once: false,
    oneClick: true,
    says: 'get no more digests',
  },
} as const satisfies Record<string, PurposeRules>

/** What a link can be good for that leads to no page but to a file. */
const filePurposes = {
  download: { code: 100, holder: 'client', days: 7, once: false, says: 'a file' },
} as const satisfies Record<string, PurposeRules>

export type PagePurpose = keyof typeof pagePurposes
export type LinkPurpose = PagePurpose | keyof typeof filePurposes

const all: Record<LinkPurpose, PurposeRules> = { ...pagePurposes, ...filePurposes }

export const rulesOf = (purpose: LinkPurpose): PurposeRules => all[purpose]

/** The purpose that a token's number stands for. */
export const purposeOf = (code: number): LinkPurpose | undefined =>
  (Object.keys(all) as LinkPurpose[]).find((purpose) => all[purpose].code === code)

const dayMs = 86_400_000

/** When a link for this that is given now stops being good. */
export function expiryOf(purpose: LinkPurpose, now: Date): Date | null {
  const { days } = rulesOf(purpose)
  return days === 'always' ? null : new Date(now.getTime() + days * dayMs)
}
