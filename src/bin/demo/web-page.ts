/** A page behind a link in a mail, as a browser without scripts has it. */
export interface WebPage {
  /** Its words, without tags. */
  text: string
  buttons: string[]
  /** Presses a button, with what its form holds. @throws when there is no such button, or its page answers with a mistake */
  press(button: string, filled?: Record<string, string>): Promise<WebPage>
}

/** The first address in a letter. */
export function linkIn(text: string | null | undefined): string {
  const link = /https?:\/\/\S+/.exec(text ?? '')?.[0]
  if (!link) throw new Error('There is no link in the mail.')
  return link
}

/** Opens a page of Cadre's, as a person does who follows a link. */
export const openWebPage = async (url: string): Promise<WebPage> => pageOf(url, await fetch(url))

async function pageOf(url: string, response: Response): Promise<WebPage> {
  const html = await response.text()
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${textOf(html)}`)
  const forms = [...html.matchAll(/<form[^]*?<\/form>/g)].map(([form]) => ({
    button: textOf(/<button[^>]*>([^]*?)<\/button>/.exec(form)![1]!),
    sent: [...form.matchAll(/<(?:input type="hidden"|button) name="([^"]*)" value="([^"]*)"/g)].map(
      ([, name, value]) => [name!, value!] as [string, string],
    ),
  }))
  return {
    text: textOf(html.replace(/<head>[^]*<\/head>/, '')),
    buttons: forms.map(({ button }) => button),
    async press(button, filled = {}) {
      const form = forms.find((one) => one.button === button)
      if (!form) throw new Error(`There is no button “${button}” on the page ${url}.`)
      const body = new URLSearchParams([...form.sent, ...Object.entries(filled)])
      return pageOf(url, await fetch(url, { method: 'POST', body }))
    },
  }
}

const textOf = (html: string): string =>
  html
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
