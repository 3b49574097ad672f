/**
 * Tries templates that are written to take as much as can be had, one after the other as an API does: how long each
 * takes, how much memory at most, and what requests notice of it meanwhile (MAIL12). Fails past the limits.
 *
 *   node bench/hostile-templates.ts
 */
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { refuseMistakes } from '../src/modules/templates/template-trials.service.ts'

const limits = { ms: 500, mib: 64, eventLoopMs: 50 }

const nested = (depth: number, inside: string): string =>
  depth === 0 ? inside : `{% for x in (1..999) %}${nested(depth - 1, inside)}{% endfor %}`
const times = (count: number, text: string) => text.repeat(count)

/** Bodies of a welcome letter. */
const hostile: string[] = [
  ...[1, 2, 3, 4, 6].flatMap((depth) => ['x', '{{ link }}', '**x**', '{% if link %}x{% endif %}', '- x\n'].map((inside) => nested(depth, inside))), // prettier-ignore
  ...[10, 100, 1_000, 5_000].flatMap((count) => [
    times(count, '{% if link %}') + times(count, '{% endif %}'),
    times(count, '{% for x in (1..9) %}') + times(count, '{% endfor %}'),
    times(count, '> ') + 'x',
    times(count, '[') + 'x' + times(count, '](x)'),
    times(count, '*a **b '),
    times(count, '- '),
  ]),
  ...['`', '_', '~', '<', '&', '\\', '|', '#', '!['].map((sign) => times(20_000, sign)),
  ...['{{ link | append: link', '{{ "a" | append: "b"'].map((start) => `${start}${times(500, ' | append: link')} }}`),
  times(5_000, '| a | b |\n|---|---|\n| c | d |\n'),
  `{{ ${times(2_000, '(')}link${times(2_000, ')')} }}`,
  `{{ "${times(19_000, 'a')}" | replace: "a", "${times(900, 'b')}" }}`,
  times(1_000, '{% either %}a{% or %}b{% endeither %}'),
]

const delay = monitorEventLoopDelay({ resolution: 2 })
await refuseMistakes('welcome', { subject: 'x', body: 'Hello, {{ link }}', language: 'en' })
const idle = process.memoryUsage.rss()
let mostRss = idle
const watch = setInterval(() => (mostRss = Math.max(mostRss, process.memoryUsage.rss())), 5)
delay.enable()
let slowest = { ms: 0, body: '' }
let refused = 0
for (const body of hostile) {
  const begun = performance.now()
  await refuseMistakes('welcome', { subject: 'x', body, language: 'en' }).catch(() => (refused += 1))
  const ms = performance.now() - begun
  if (ms > slowest.ms) slowest = { ms, body: body.slice(0, 40) }
}
delay.disable()
clearInterval(watch)

const mib = (mostRss - idle) / 2 ** 20
const eventLoopMs = delay.percentile(99) / 1e6
console.log(`${hostile.length} templates, ${refused} of them refused`)
console.log(
  `slowest ${slowest.ms.toFixed(0)} ms (${JSON.stringify(slowest.body)}), most memory ${mib.toFixed(0)} MiB over idle`,
)
console.log(`the event loop's p99 meanwhile ${eventLoopMs.toFixed(1)} ms`)
process.exit(slowest.ms > limits.ms || mib > limits.mib || eventLoopMs > limits.eventLoopMs ? 1 : 0)
