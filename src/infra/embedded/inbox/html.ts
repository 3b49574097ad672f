/** Markup that is safe to send. Only `html` makes it, so that nothing from a mail gets into a page unescaped. */
export type Html = { readonly markup: string }

type Part = string | number | Html | Html[]

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** A template whose values are escaped unless they are markup already. Put attribute values in quotes. */
export function html(strings: TemplateStringsArray, ...values: Part[]): Html {
  return { markup: String.raw({ raw: strings }, ...values.map(render)) }
}

function render(part: Part): string {
  if (Array.isArray(part)) return part.map(render).join('')
  if (typeof part === 'object') return part.markup
  return String(part).replace(/[&<>"']/g, (character) => ESCAPES[character] ?? '')
}
