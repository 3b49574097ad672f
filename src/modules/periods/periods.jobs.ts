/** Agenda: periods of the practice begin, end or are to be judged. The subject is who had it noted, the period when. */
export const periodsDue = 'periods.due'

/** Agenda: days off are not what they were for a client, who is the subject. */
export const daysOffChanged = 'periods.days_off_changed'

/** Agenda: what was judged of a client, who is the subject, is not what it was. */
export const ledgerChanged = 'periods.ledger_changed'
