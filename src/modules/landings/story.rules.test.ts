import { describe, expect, it } from 'vitest'
import { effortInWords, storySentence } from './story.rules.ts'

const effort = { calls: 3, emails: 4, meetings: 1, minutes: 90 }
const landing = { clientFirstName: 'Maya', position: 'Head of Operations', company: 'Helio Works', effort }

describe('the story of a landing', () => {
  it('tells the chain from where it began', () => {
    const chain = [{ name: 'Tom Berg' }, { name: 'Ines Ferro' }, { name: 'Karl Nowak' }]
    expect(storySentence({ ...landing, chain })).toBe(
      'It began with Tom Berg, who knew Ines Ferro, who knew Karl Nowak, who told Maya about the job of Head of Operations at Helio Works. ' +
        'Three calls, four e-mails, one meeting, ninety minutes.',
    )
  })

  it('tells a landing that nobody led to', () => {
    expect(storySentence({ ...landing, chain: [], effort: { calls: 0, emails: 0, meetings: 0, minutes: 0 } })).toBe(
      'Maya landed the job of Head of Operations at Helio Works.',
    )
  })

  it('does not put a second stop behind a name that has one', () => {
    const sentence = storySentence({ ...landing, company: 'Holler & Co.', chain: [{ name: 'Tom Berg' }] })
    expect(sentence).toContain('at Holler & Co. Three calls')
  })

  it('leaves out what was typed too much', () => {
    const typed = {
      ...landing,
      position: 'head of  Operations.',
      company: 'Helio  Works',
      chain: [{ name: 'Tom  Berg' }],
    }
    expect(storySentence(typed)).toContain(
      'It began with Tom Berg, who told Maya about the job of head of Operations at Helio Works. ',
    )
  })

  it('counts in words as long as words are short', () => {
    expect(effortInWords({ calls: 1, emails: 21, meetings: 0, minutes: 1250 })).toBe(
      'One call, twenty-one e-mails, 1,250 minutes.',
    )
  })
})
