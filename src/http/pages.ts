import type { FastifyInstance, FastifyReply } from 'fastify'
import { createHash } from 'node:crypto'

/*
 * The few pages of our own, for links in mails where a practice has no app: plain HTML without scripts, readable on a
 * phone, by day and night, and aloud. Reading one changes nothing; only its form, if it has one, does.
 */

/** A text field of a form, to be filled in. */
export interface TextField {
  name: string
  label: string
  kind: 'text' | 'password'
  autocomplete: 'name' | 'new-password' | 'current-password' | 'off'
  hint?: string
}

/** A box that may be ticked; the form then says `yes`. */
export interface Checkbox {
  name: string
  label: string
  kind: 'checkbox'
}

export type Field = TextField | Checkbox

/** Everything is plain text. */
export interface Page {
  title: string
  paragraphs: string[]
  /** Why the form has to be filled in again. */
  mistake?: string
  /** Sent to the page's own address. */
  form?: { fields: Field[]; button: string }
}

const style = `:root{color-scheme:light dark;font:1.125rem/1.6 system-ui,sans-serif}
body{margin:0;padding:2rem 1.25rem;background:light-dark(#fafaf8,#191a1c);color:light-dark(#1d1d1b,#ececea)}
main{max-width:32rem;margin:0 auto;overflow-wrap:anywhere}h1{font-size:1.5rem;line-height:1.3}
label{display:block;margin-top:1.25rem;font-weight:600}small{display:block}
input,button{box-sizing:border-box;width:100%;margin-top:.25rem;padding:.75rem;font:inherit;border-radius:.5rem}
input[type=checkbox]{width:1.5rem;height:1.5rem;vertical-align:middle}.box{font-weight:400}
input{border:1px solid light-dark(#767676,#9a9a9a);background:light-dark(#fff,#242528);color:inherit}
button{margin-top:1.75rem;border:0;background:light-dark(#1f4d3a,#8fd1b0);color:light-dark(#fff,#10261c);font-weight:600}
:focus-visible{outline:3px solid light-dark(#2b6cb0,#90cdf4);outline-offset:2px}
.mistake{padding:.75rem;border-left:4px solid light-dark(#b3261e,#f2a19b)}`

const policy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** Sends a page that is neither kept nor framed, and whose address is told to nobody: it holds a secret. */
export function sendPage(reply: FastifyReply, status: number, page: Page): FastifyReply {
  return reply
    .code(status)
    .headers({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policy,
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-robots-tag': 'noindex',
    })
    .send(Buffer.from(html(page)))
}

/** Reads what browsers send of a form; where it is registered, and nowhere else. */
export function readForms(app: FastifyInstance): void {
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: 10_000 },
    (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(body as string))),
  )
  // How RFC 8058 would have mail programs post an opt-out. It says nothing that the address does not.
  app.addContentTypeParser('multipart/form-data', { parseAs: 'string', bodyLimit: 10_000 }, (_request, _body, done) =>
    done(null, {}),
  )
}

function html({ title, paragraphs, mistake, form }: Page): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)}</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>${escape(title)}</h1>
${paragraphs.map((paragraph) => `<p>${escape(paragraph)}</p>`).join('\n')}
${mistake ? `<p class="mistake" role="alert">${escape(mistake)}</p>` : ''}
${form ? formHtml(form) : ''}
</main>
</body>
</html>
`
}

const formHtml = ({ fields, button }: NonNullable<Page['form']>) => `<form method="post">
${fields.map(fieldHtml).join('\n')}
<button>${escape(button)}</button>
</form>`

const fieldHtml = (field: Field) =>
  field.kind === 'checkbox'
    ? `<label class="box"><input name="${escape(field.name)}" type="checkbox" value="yes"> ${escape(field.label)}</label>`
    : `<label>${escape(field.label)}${field.hint ? `<small>${escape(field.hint)}</small>` : ''}
<input name="${escape(field.name)}" type="${field.kind}" autocomplete="${field.autocomplete}" required></label>`

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const escape = (text: string) => text.replace(/[&<>"']/g, (character) => escapes[character]!)
