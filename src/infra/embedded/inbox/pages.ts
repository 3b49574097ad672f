import { html, type Html } from './html.ts'
import type { MailAddress, MailContent, MailSummary } from './mail.ts'
import type { MailList } from './store.ts'

export type MailView = 'html' | 'text' | 'headers' | 'source'

const LABELS: Record<MailView, string> = { html: 'HTML', text: 'Text', headers: 'Headers', source: 'Source' }

// On the reader's own machine: its zone is theirs. Named all the same, as mails talk of other zones.
const WHEN = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'long' })

export function listPage(page: MailList, to: string): Html {
  const { total, more, messages } = page
  const last = messages.at(-1)
  const older = new URLSearchParams({ ...(to && { to }), before: last?.id ?? '' })
  return document(
    'Inbox',
    html`<header class="top">
        <h1><a href="/">Inbox</a></h1>
        <form role="search">
          <label for="to">Recipient</label>
          <input id="to" name="to" type="search" value="${to}" autocomplete="off" spellcheck="false" />
          <button>Search</button>
        </form>
      </header>
      <main>
        <p class="quiet">${counted(total)}${to ? ` to ${to}` : ''}, newest first. None of them left this machine.</p>
        ${
          last
            ? html`<ul class="mails">
                ${messages.map(listEntry)}
              </ul>`
            : []
        }
        ${more ? html`<p><a href="/?${older.toString()}">Older</a></p>` : []}
      </main>`,
  )
}

export function mailPage(mail: MailSummary, content: MailContent, source: Buffer, view: MailView): Html {
  const tabs = viewsOf(content).map(
    (name) => html`<a href="?view=${name}" ${name === view ? html` aria-current="page"` : []}>${LABELS[name]}</a> `,
  )
  return document(
    mail.subject,
    html`<p><a href="/">Inbox</a></p>
      <main>
        <h1>${mail.subject || '(no subject)'}</h1>
        <dl class="facts">
          <dt>From</dt>
          <dd>${mail.from ? named(mail.from) : '(nobody)'}</dd>
          <dt>To</dt>
          <dd>${mail.to.map(named).join(', ') || '(nobody)'}</dd>
          <dt>Delivered</dt>
          <dd>from ${mail.envelope.from || '(nobody)'} to ${mail.envelope.to.join(', ')}</dd>
          <dt>Received</dt>
          <dd>${when(mail)}</dd>
        </dl>
        <nav class="views" aria-label="Parts of this mail">${tabs}</nav>
        ${part(mail, content, source, view)}
      </main>`,
  )
}

/** The ways to look at a mail, the reader's own first. */
export function viewsOf({ html: markup, text }: MailContent): MailView[] {
  return [
    ...(markup === null ? [] : ['html' as const]),
    ...(text === null ? [] : ['text' as const]),
    'headers',
    'source',
  ]
}

export function messagePage(title: string, text: string): Html {
  return document(
    title,
    html`<main>
      <h1>${title}</h1>
      <p>${text}</p>
      <p><a href="/">Inbox</a></p>
    </main>`,
  )
}

function part(mail: MailSummary, content: MailContent, source: Buffer, view: MailView): Html {
  if (view === 'html') {
    return html`<iframe
      title="The mail as its reader sees it"
      src="/messages/${mail.id}/html"
      sandbox="allow-popups allow-popups-to-escape-sandbox"
      referrerpolicy="no-referrer"
    ></iframe>`
  }
  if (view === 'text') return html`<pre class="letter">${linked(content.text ?? '')}</pre>`
  if (view === 'source') return html`<pre class="raw" tabindex="0">${source.toString('utf8')}</pre>`
  const rows = Object.entries(content.headers).flatMap(([name, values]) =>
    values.map(
      (value) =>
        html`<dt>${name}</dt>
          <dd>${value}</dd>`,
    ),
  )
  return html`<dl class="facts">${rows}</dl>`
}

function document(title: string, body: Html): Html {
  return html`<!doctype html>
    <html lang="en">
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>${title || '(no subject)'}</title>
      <link rel="stylesheet" href="/style.css" />
      ${body}
    </html>`
}

function listEntry(mail: MailSummary): Html {
  return html`<li>
    <a href="/messages/${mail.id}">
      <span>${mail.to.map(({ name, address }) => name || address).join(', ') || '(nobody)'}</span>
      <span class="address quiet">to ${mail.envelope.to.join(', ')}</span>
      <span class="subject">${mail.subject || '(no subject)'}</span>
      <span class="from quiet">from ${mail.from ? named(mail.from) : mail.envelope.from}</span>
      ${when(mail)}
    </a>
  </li>`
}

function when(mail: MailSummary): Html {
  return html`<time class="quiet" datetime="${mail.receivedAt}">${WHEN.format(new Date(mail.receivedAt))}</time>`
}

function linked(text: string): Html[] {
  return text
    .split(/(https?:\/\/[^\s<>"]+[^\s<>".,;:!?)])/)
    .map((piece, index) => (index % 2 ? html`<a href="${piece}" rel="noreferrer">${piece}</a>` : html`${piece}`))
}

function named({ name, address }: MailAddress): string {
  return name ? `${name} <${address}>` : address
}

function counted(total: number): string {
  return total === 0 ? 'No mails' : total === 1 ? 'One mail' : `${total} mails`
}
