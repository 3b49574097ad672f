/** A page behind a link in a mail, as a browser without scripts has it. */
export interface WebPage extends ReadPage {
  /** Presses a button, with what its form holds. @throws when there is no such button, or its page answers with a mistake */
  press(button: string, filled?: Record<string, string>): Promise<WebPage>
}

/** What a page says and can do. */
export interface ReadPage {
  /** Title, paragraphs and mistakes, without tags. */
  text: string
  buttons: string[]
  /** What a browser sends for a button: what is hidden in its form, what was filled in, and the button itself. @throws when there is none */
  formOf(button: string, filled?: Record<string, string>): URLSearchParams
}

/** The first address in a text. */
export function linkIn(text: string | null | undefined): string {
  const link = /https?:\/\/\S+/.exec(text ?? '')?.[0]
  if (!link) throw new Error('There is no link in the mail.')
  return link
}

/** Opens a page of Cadre's, as a person does who follows a link. */
export const openWebPage = async (url: string): Promise<WebPage> => pageOf(url, await fetch(url))

async function pageOf(url: string, response: Response): Promise<WebPage> {
  const html = await response.text()
  const page = readPage(html)
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${page.text}`)
  return {
    ...page,
    press: async (button, filled) =>
      pageOf(url, await fetch(url, { method: 'POST', body: page.formOf(button, filled) })),
  }
}

/** Reads the HTML of one of our pages. */
export function readPage(html: string): ReadPage {
  const forms = [...html.matchAll(/<form[^]*?<\/form>/g)].map(([form]) => ({
    button: textOf(/<button[^>]*>([^]*?)<\/button>/.exec(form)![1]!),
    sent: [...form.matchAll(/<(?:input type="hidden"|button) name="([^"]*)" value="([^"]*)"/g)].map(
      ([, name, value]) => [name!, value!] as [string, string],
    ),
  }))
  return {
    text: textOf(/<main>[^]*<\/main>/.exec(html)?.[0] ?? ''),
    buttons: forms.map(({ button }) => button),
    formOf(button, filled = {}) {
      const form = forms.find((one) => one.button === button)
      if (!form) throw new Error(`There is no button “${button}” on the page that says: ${textOf(html)}`)
      return new URLSearchParams([...form.sent, ...Object.entries(filled)])
    },
  }
}

const signs: Record<string, string> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'", '&amp;': '&' }
const textOf = (html: string): string =>
  html
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .replace(/&(?:lt|gt|quot|amp|#39);/g, (sign) => signs[sign]!)
    .trim()
