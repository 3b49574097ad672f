/** A day as people write it: "Monday, December 7". */
export const inWords = (
  day: string,
  style: Intl.DateTimeFormatOptions = { weekday: 'long', month: 'long', day: 'numeric' },
): string => new Date(`${day}T00:00Z`).toLocaleDateString('en', { ...style, timeZone: 'UTC' })
