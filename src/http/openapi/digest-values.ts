/** What examples say of digests. */
export const digestValues: Record<string, unknown> = {
  weekday: 'monday',
  hour: 8,
  whenQuiet: false,
  'DigestPreview.subject': 'People to think of',
  'DigestPreview.text': 'Hello Maya,\n\nOne person to be in touch with.',
  'DigestPreview.html': '<p>Hello Maya,</p><p>One person to be in touch with.</p>',
  'DigestPreview.dueAt': '2026-03-09T13:00:00.000Z',
  hasSomethingToSay: true,
  wouldBeSent: true,
  'Me.digest': 'weekly',
  'editMe.digest': 'daily',
  digestWeekday: null,
  digestHour: null,
}
