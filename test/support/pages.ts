import type { LightMyRequestResponse } from 'fastify'
import type { TestApi } from './api.ts'

/** A page behind a link in a mail, as a browser without scripts has it. */
export interface OpenPage {
  status: number
  /** Title, paragraphs and mistakes, as text. */
  text: string
  html: string
  headers: LightMyRequestResponse['headers']
  buttons: string[]
  /** What a browser sends for a button: what is hidden in its form, what was filled in, and the button itself. */
  formOf(button: string, filled?: Record<string, string>): URLSearchParams
  /** Presses a button. */
  press(button: string, filled?: Record<string, string>): Promise<OpenPage>
}

/** The address of the first link in a letter that matches. */
export function linkIn(text: string, which = /\/l\/[\w-]+/): string {
  const found = which.exec(text)
  if (!found) throw new Error(`there is no such link in:\n${text}`)
  return found[0]
}

/** Opens a link, whole or its path, with the API's own hands. */
export async function openPage(api: TestApi, link: string): Promise<OpenPage> {
  const url = new URL(link, 'http://cadre.test').pathname
  return pageOf(api, url, await api.app.inject({ method: 'GET', url }))
}

/** Sends a form to a link, as browsers do. */
export async function sendForm(api: TestApi, link: string, form: URLSearchParams | string): Promise<OpenPage> {
  const url = new URL(link, 'http://cadre.test').pathname
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  return pageOf(api, url, await api.app.inject({ method: 'POST', url, headers, payload: form.toString() }))
}

function pageOf(api: TestApi, url: string, { statusCode, body, headers }: LightMyRequestResponse): OpenPage {
  const forms = [...body.matchAll(/<form[^]*?<\/form>/g)].map(([html]) => ({
    button: textOf(/<button[^>]*>([^]*?)<\/button>/.exec(html)![1]!),
    sent: [...html.matchAll(/<(?:input type="hidden"|button) name="([^"]*)" value="([^"]*)"/g)].map(
      ([, name, value]) => [name!, value!] as [string, string],
    ),
  }))
  const formOf = (button: string, filled: Record<string, string> = {}) => {
    const form = forms.find((one) => one.button === button)
    if (!form) throw new Error(`there is no button “${button}” in:\n${body}`)
    return new URLSearchParams([...form.sent, ...Object.entries(filled)])
  }
  return {
    status: statusCode,
    html: body,
    headers,
    text: textOf(/<main>[^]*<\/main>/.exec(body)?.[0] ?? ''),
    buttons: forms.map(({ button }) => button),
    formOf,
    press: (button, filled) => sendForm(api, url, formOf(button, filled)),
  }
}

const signs: Record<string, string> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'", '&amp;': '&' }
const textOf = (html: string): string =>
  html
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .replace(/&(?:lt|gt|quot|amp|#39);/g, (sign) => signs[sign]!)
    .trim()
