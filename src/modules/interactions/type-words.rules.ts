/** How a conversation may have gone, for whoever notes it. */
export const types = ['call', 'video_call', 'meeting', 'email', 'message', 'letter', 'event'] as const

/** What people choose from, the usual first. */
export const typeOptions: readonly { value: (typeof types)[number]; label: string }[] = [
  { value: 'call', label: 'A call' },
  { value: 'meeting', label: 'A meeting' },
  { value: 'video_call', label: 'A video call' },
  { value: 'email', label: 'An e-mail' },
  { value: 'message', label: 'A message' },
  { value: 'letter', label: 'A letter' },
  { value: 'event', label: 'An event' },
]
