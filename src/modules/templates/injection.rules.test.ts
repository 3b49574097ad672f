import { expect, test } from 'vitest'
import { renderBuiltIn } from './built-in.service.ts'
import { checkTemplate } from './template-check.rules.ts'
import { requiredFacts, type FactsOf, type TemplateKind } from './template-facts.rules.ts'
import { samples } from './template-samples.rules.ts'
import { variablesOf } from './template-variables.rules.ts'

const kinds = Object.keys(requiredFacts) as TemplateKind[]
const handlers = ['onerror', 'onload', 'onclick', 'onmouseover', 'onfocus', 'onanimationstart', 'ontoggle', 'onpointerenter'] // prettier-ignore
const schemes = ['javascript:alert(1)', 'JaVaScRiPt:alert(1)', 'java\tscript:alert(1)', 'data:text/html,<script>1</script>', 'vbscript:x', 'file:///etc/passwd', '&#106;avascript:x', 'javascript&colon;x'] // prettier-ignore
const tags = ['script', 'img', 'svg', 'iframe', 'object', 'embed', 'link', 'meta', 'style', 'base', 'form', 'input', 'video', 'math', 'template', 'details'] // prettier-ignore

/** What somebody may have typed as a name, a company, a piece of advice, a reason. */
const payloads = [
  ...tags.flatMap((tag) => [`<${tag}>`, `"><${tag} src=x ${handlers[tag.length % handlers.length]}=alert(1)>`]),
  ...handlers.map((handler) => `x" ${handler}="alert(1)`),
  ...handlers.map((handler) => `x' ${handler}='alert(1)`),
  ...schemes.flatMap((scheme) => [scheme, `[a](${scheme})`, `<${scheme}>`, `![a](${scheme})`, `[a]: ${scheme}`]),
  ...tags.flatMap((tag) => [
    `</p><${tag}/onload=alert(1)>`,
    `<${tag}\n${handlers[tag.length % handlers.length]}\n=alert(1)//`,
    `&lt;${tag}&gt;`,
    `<<${tag}`,
    `${tag}>`,
  ]),
  ...schemes.flatMap((scheme) => [`[a]( ${scheme} "x")`, `[**a**](<${scheme}>)`, `<a href="${scheme}">`]),
  '{{ link }}',
  '{{ 7 | times: 7 }}',
  '{% raw %}',
  '{% include "/etc/passwd" %}',
  '{{constructor}}',
  '{{ __proto__ }}',
  '{%- for i in (1..9) -%}',
  '}}{{',
  '{{{{',
  '{%%}',
  '# h',
  '- item',
  '1. one',
  '> quote',
  '***',
  '---',
  '```',
  '**b**',
  '_i_',
  '`c`',
  '~~s~~',
  '| a | b |',
  '\\',
  '\\\\',
  '&lt;b&gt;',
  '&amp;',
  '<!-- x',
  ']]>',
  '</main></body>',
  '<a href=//evil.example>',
  '\u0001https://evil.example',
  'https://evil.example',
  'www.evil.example',
  'a@evil.example',
  '\u202egnp.exe',
  '\u2028x',
  'x\r\nBcc: a@evil.example',
  '\u0000x',
  '\ud800x',
  '2026.',
]

/** The facts with every word of theirs replaced: whatever somebody could have typed. */
const saying = (value: unknown, payload: string, key = ''): unknown => {
  if (Array.isArray(value)) return value.map((one) => saying(one, payload, key))
  if (value && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, saying(one, payload, name)]))
  }
  const isTyped = typeof value === 'string' && !/(?:On|Link|link|Day|period|role|kind|until|since)$/u.test(key)
  return isTyped ? `x${payload}y` : value
}

const ours =
  /^<(?:!doctype html|\/?(?:html|head|body|title|style|main|footer|div|p|h[123]|ul|ol|li|hr|br|strong|em|a|span|blockquote|meta))\b(?: (?:lang|charset|name|content|style|class|href|dir|role|aria-roledescription|aria-label|aria-hidden|start)="[^"<>]*")*>$/u

test('there are two hundred payloads and more', () => {
  expect(new Set(payloads).size).toBeGreaterThanOrEqual(200)
})

test.each(kinds)('whatever people typed, a %s has no tag, address or placeholder that is not ours', (kind) => {
  for (const payload of payloads) {
    const rendered = renderBuiltIn(kind, saying(samples[kind], payload) as FactsOf[typeof kind], { seed: payload })
    if ('missing' in rendered) continue
    const { subject, text, html } = rendered
    const style = /<style>.*?<\/style>/su
    for (const tag of html.replace(style, '').match(/<[^>]*>/gu) ?? []) expect(tag).toMatch(ours)
    for (const [, address] of html.matchAll(/href="([^"]*)"/gu))
      expect(address).toMatch(
        /^(?:https:\/\/(?:app\.example\.test|evil\.example)|mailto:[\w%.'()*!~-]+@[\w%.'()*!~-]+$)/u,
      )
    expect(subject).not.toMatch(/[\r\n]/u)
    if (['announcement', 'announcement_insider', 'call_script', 'follow_up_suggestion'].includes(kind)) continue
    expect(`${subject}\n${text}\n${html.replace(style, '')}`).not.toMatch(
      /\{\{|\{%|undefined|\[object|\bnull\b|\bNaN\b/u,
    )
  }
})

/** What somebody may try to save as a template. */
const hostile = [
  ...['include "x"', 'render "x"', 'layout "x"', 'block x', 'raw', 'liquid echo x', 'assign a = 1', 'capture a', 'increment a', 'decrement a', 'cycle "a", "b"', 'tablerow i in people', 'echo link', 'nothing', ''].map((tag) => `{% ${tag} %}`), // prettier-ignore
  ...['(1..100000000)', '(1..link)', '(link..9)', 'link', 'nobody', '"abc"'].map((list) => `{% for i in ${list} %}x{% endfor %}`), // prettier-ignore
  ...['nobody', 'constructor', '__proto__', 'link.constructor', 'link["constructor"]', 'link[nobody]', 'coach_name[link]', 'coach_name.length', 'forloop.index', '"a" | raw', 'link | pop', 'link | default: nobody', 'link | append: secret', 'a b c |', '', '(1..9)', '"a" | date: "%9999999d"', '"a" | ljust: 99999999'].map((output) => `{{ ${output} }}`), // prettier-ignore
  '{% if link %}',
  '{% endif %}',
  '{% else %}',
  '{% elsif link %}',
  '{% either %}x{% endeither %}',
  '{% or %}',
  '{% when 1 %}',
  '{{ link',
  '{% if',
  '{% if link %}{% endfor %}',
  '{% if nobody %}x{% endif %}',
  '{% unless nobody %}x{% endunless %}',
  '{% case nobody %}{% when 1 %}x{% endcase %}',
  '{% if link == nobody %}x{% endif %}',
  ...schemes.map((scheme) => `[a](${scheme})`),
  '[a](/relative)',
  '[a](//evil.example)',
  '[a](https://evil.example/?x={{ link }})',
  '[a]({{ coach_name }})',
  '[a](java{% if link %}script{% endif %}:x)',
  '[a][b]\n\n[b]: javascript:x',
  '<javascript:x>',
  '![a](https://evil.example/pixel.gif)',
  '<script>x</script>',
  '<img src=x>',
  '<a href="x">x</a>',
  '<!-- x -->',
  '</main>',
]

test.each(hostile)('a template with %j is refused, and where', (body) => {
  const mistakes = checkTemplate({ subject: 'x', body: `Hello,\n\n  ${body}`, language: 'en' }, variablesOf.welcome)
  expect(mistakes.length).toBeGreaterThan(0)
  for (const { line, column, detail } of mistakes) {
    expect(line).toBeGreaterThan(2)
    expect(column).toBeGreaterThan(0)
    expect(detail).not.toBe('')
  }
})
