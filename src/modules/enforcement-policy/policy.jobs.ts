/** Agenda: the holidays of the practice, which is the subject, are not what they were. */
export const holidaysChanged = 'enforcement_policy.holidays_changed'
