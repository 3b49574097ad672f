import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { letterHtml } from './letter.ts'

const bodyOf = (html: string): string => /<div [^>]*>\n([^]*)\n<\/div>/.exec(html)?.[1] ?? ''
const tagsOf = (html: string): string[] => html.match(/<[^>]*>/g) ?? []

describe('letterHtml', () => {
  it('keeps paragraphs and line breaks, and links what stands on its own line', () => {
    const text = 'Dear Ben,\r\n\r\n\r\nI start on Monday.\nSee you there:\nhttps://ruth.example/a?b=1&c=2\n\nRuth\n'
    expect(bodyOf(letterHtml(text, { lang: 'en-GB' }))).toBe(
      [
        '<p dir="auto">Dear Ben,</p>',
        '<p dir="auto">I start on Monday.<br>',
        'See you there:<br>',
        '<a href="https://ruth.example/a?b=1&amp;c=2">https://ruth.example/a?b=1&amp;c=2</a></p>',
        '<p dir="auto">Ruth</p>',
      ].join('\n'),
    )
  })

  it('fetches nothing, colours nothing and names its language', () => {
    const html = letterHtml('Hello', { lang: 'de' })
    expect(html).toContain('<html lang="de">')
    expect(html).toContain('<meta name="color-scheme" content="light dark">')
    expect(html).not.toMatch(/<img|<link|<style|<script|url\(|src=|#[0-9a-f]{3}|width: \d+px/i)
  })

  it('escapes the language', () => {
    expect(letterHtml('Hello', { lang: '"><script>' })).not.toContain('<script>')
  })

  it.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:msgbox(1)',
    '//evil.example',
    'ftp://evil.example',
    'https:evil.example',
    'https://',
    'https://[bad',
    'see https://ruth.example here',
    'java\u0000script:alert(1)',
    '<a href="https://evil.example">https://good.example</a>',
  ])('does not link %j', (line) => {
    expect(tagsOf(bodyOf(letterHtml(line, { lang: 'en' })))).toEqual(['<p dir="auto">', '</p>'])
  })

  it.each([
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '"><svg/onload=alert(1)>',
    "' onmouseover='alert(1)",
    '</div></body><iframe srcdoc="<script>">',
    '<!--<p>',
    '&lt;script&gt;',
    'https://ruth.example/"onmouseover="alert(1)',
    "https://ruth.example/'><script>alert(1)</script>",
    'https://ruth.example/<b>',
  ])('shows %j as text', (line) => {
    const body = bodyOf(letterHtml(line, { lang: 'en' }))
    const text = body.replace(/<[^>]*>/g, '')
    const unescaped = text.replace(
      /&(lt|gt|quot|#39|amp);/g,
      (_, name: string) => ({ lt: '<', gt: '>', quot: '"', '#39': "'", amp: '&' })[name] ?? '',
    )
    expect(unescaped).toBe(line)
  })

  it('has no tags but its own, whatever the text', () => {
    const piece = fc.constantFrom(
      '<',
      '>',
      '"',
      "'",
      '&',
      '\n',
      '\n\n',
      'https://ruth.example/',
      'javascript:',
      ' ',
      '\u2028',
      'x',
    )
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string({ unit: 'binary' }))), (pieces) => {
        for (const tag of tagsOf(bodyOf(letterHtml(pieces.join(''), { lang: 'en' })))) {
          expect(tag).toMatch(/^<(?:p dir="auto"|\/p|br|\/a|a href="https:\/\/ruth\.example\/[^"<>]*")>$/)
        }
      }),
      { numRuns: 1000 },
    )
  })
})
