/** Whether a text is one origin of web pages, spelled as browsers send it: scheme, host and port, and nothing else. */
export function isOrigin(text: string): boolean {
  if (!URL.canParse(text) || text.includes('*')) return false
  const { protocol, origin } = new URL(text)
  return ['http:', 'https:'].includes(protocol) && origin === text
}
