/** Whether a text holds a template's tag. It goes out as it stands: nobody fills in what the tag stands for. */
export const hasTag = (text: string): boolean => /\{[{%]/.test(text)

/** The one line below a note by which its reader can ask for no more of them. */
export const withOptOut = (text: string, optOutUrl: string): string =>
  `${text}\n\n-- \nIf you would rather not get notes like this from me, one click is enough:\n${optOutUrl}\n`

/** RFC 2369 and RFC 8058: mail programs show these as a button that needs no page. */
export const optOutHeaders = (optOutUrl: string): Record<string, string> => ({
  'List-Unsubscribe': `<${optOutUrl}>`,
  'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
})
