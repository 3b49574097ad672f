/** What a client is told when the notes of their announcement are ready to be read. Counts are of people. */
export interface ReviewFacts {
  clientFirstName: string | null
  coachName: string | null
  link: string | null
  validMinutes: number
  notes: number
  calls: number
  /** To be posted, or sent from the client's own mailbox. */
  others: number
  /** Those whose text wants a word from the client first. */
  toLookAt: number
  /** Whether the coach has to approve as well. */
  bothApprove?: boolean
  /** How the job came about, as the coach would frame it. */
  story?: string | null
}

/** What client and coach are told when the notes are out, and when everybody has been told. Counts are of people. */
export interface ReportFacts {
  /** Whom the mail is to. */
  firstName: string | null
  clientName: string | null
  coachName: string | null
  forCoach: boolean
  complete: boolean
  total: number
  told: number
  excused: number
  pending: number
  offeredHelp: number
  /** Names, those who were told first. */
  toldNames?: readonly string[]
  toCall?: readonly { name: string; phone: string | null }[]
  story?: string | null
}

export const requiredMailFacts = {
  announcement_review: {
    link: 'The link is not an http or https address.',
    clientFirstName: 'We do not know what to call this client.',
    coachName: 'The coach has no name to sign with.',
  },
  announcement_report: { clientName: 'The client has no name.', coachName: 'The coach has no name to sign with.' },
}
