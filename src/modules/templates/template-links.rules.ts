import type { Spot } from './template-mistakes.rules.ts'
import type { Variable } from './template-variables.rules.ts'

const wholeVariable = /^<?\{\{-?\s*([\w.]+)\s*-?\}\}>?$/
const destination = /\]\(\s*((?:\{\{.*?\}\}|\{%.*?%\}|[^()\s]|\\[()])*)/gsu
const definition = /^[ \t]{0,3}\[[^\]\n]+\]:[ \t]*(\S+)/gmu
const image = /!\[/g
const html = /<(?:\/?[a-z][^\s>]*|!--|!\[CDATA|\?)/giu

/**
 * What is not safe, or does not work, in the Markdown of a template: where a link leads must be written out, or be one
 * variable that is an address, so that no letter leads anywhere that nobody saw.
 */
export function linkMistakes(text: string, variables: readonly Variable[]): Spot[] {
  const links = new Set(variables.flatMap(({ name, type, fields = [] }) => [...(type === 'link' ? [name] : []), ...fields.filter((field) => field.type === 'link').map((field) => field.name)])) // prettier-ignore
  const leads = [...text.matchAll(destination), ...text.matchAll(definition)].flatMap((match) => {
    const [whole, address = ''] = match
    const at = match.index + whole.length - address.length
    return leadsNowhereSafe(address, links).map((detail) => ({ at, detail }))
  })
  const images = [...text.matchAll(image)].map(({ index: at }) => ({ at, detail: 'Pictures are left out of letters: say it in words.' })) // prettier-ignore
  const tags = [...text.matchAll(html)].flatMap(({ index: at, 0: tag }) =>
    /^<(?:https?:|mailto:)/i.test(tag) ? [] : [{ at, detail: 'HTML is not read here: write Markdown.' }],
  )
  return [...leads, ...images, ...tags]
}

function leadsNowhereSafe(address: string, links: ReadonlySet<string>): string[] {
  if (/\{[{%]/.test(address)) {
    const name = wholeVariable.exec(address)?.[1]?.split('.').at(-1)
    return name !== undefined && links.has(name) ? [] : ['A link leads to one variable that is a link, or to an address that is written out.'] // prettier-ignore
  }
  const url = URL.parse(address.replace(/^<|>$/g, '').replace(/\\(?=[!-/:-@[-`{-~])/g, ''))
  return url && /^(?:https?|mailto|tel):$/.test(url.protocol)
    ? []
    : ['A link leads to a whole address that begins with https://, http://, mailto: or tel:.']
}
