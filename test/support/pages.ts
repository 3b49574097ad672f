import type { LightMyRequestResponse } from 'fastify'
import { type ReadPage, readPage } from '../../src/bin/demo/web-page.ts'
import type { TestApi } from './api.ts'

/** A page behind a link in a mail, with what it was answered with. */
export interface OpenPage extends ReadPage {
  status: number
  html: string
  headers: LightMyRequestResponse['headers']
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
  const page = readPage(body)
  return {
    ...page,
    status: statusCode,
    html: body,
    headers,
    press: (button, filled) => sendForm(api, url, page.formOf(button, filled)),
  }
}
