/** Agenda: the ladder of a client, who is the subject, is to be looked at. The period says why, for there may be several. */
export const reviewDue = 'enforcement.review_due'

/** Agenda: the notice that is the subject may go out. */
export const noticeDue = 'enforcement.notice_due'
