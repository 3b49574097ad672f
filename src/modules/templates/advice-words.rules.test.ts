import { expect, test } from 'vitest'
import { adviceWords } from './advice-words.rules.ts'

const sentenceOf = (about: string, helped?: string) => {
  const [words] = adviceWords([{ about, helped }])
  const end = words?.helped ? ` helped me ${words.helped}` : words?.result ? ` helped me: ${words.result}` : ''
  return `Your advice ${words?.what}${end}.`
}

test.each([
  ['lead with turnaround results', 'to lead with turnaround results'],
  ['Lead with turnaround results.', 'to lead with turnaround results'],
  ['“ask for help before you need it”', 'to ask for help before you need it'],
  ['never accept the first offer', 'to never accept the first offer'],
  ['be specific', 'to be specific'],
  ['Ask about the last person in the role', 'to ask about the last person in the role'],
  ['negotiate salary', 'to negotiate salary'],
  ['work on my pitch', 'to work on my pitch'],
  ['work permits', 'about “work permits”'],
  ['call the headhunter first', 'to call the headhunter first'],
  ['negotiating salary', 'about negotiating salary'],
  ['How to talk about money', 'about how to talk about money'],
  ['my notice period', 'about my notice period'],
  ['lead generation', 'about “lead generation”'],
  ['call with the board', 'about “call with the board”'],
  ["don't apply online", "about “don't apply online”"],
  ['talking to people beats applying online', 'about “talking to people beats applying online”'],
  ['the first minute counts', 'about “the first minute counts”'],
  ['LinkedIn', 'about “LinkedIn”'],
  ['numbers first, then the story', 'about “numbers first, then the story”'],
  ['say "no" once', 'about “say "no" once”'],
])('advice %j reads %j', (about, what) => {
  expect(adviceWords([{ about }])).toEqual([{ what }])
})

test.each([
  ['be more focused when talking about my background', ' helped me be more focused when talking about my background.'],
  ['To stay calm.', ' helped me to stay calm.'],
  ['It helped me be brave', ' helped me be brave.'],
  ['me tell a shorter story', ' helped me tell a shorter story.'],
  ['helped with my pitch', ' helped me with my pitch.'],
  ['meet the board without notes', ' helped me meet the board without notes.'],
  ['in my second interview', ' helped me in my second interview.'],
  ['a lot', ' helped me a lot.'],
  ['succeed', ' helped me succeed.'],
  ['I was calmer', ' helped me: I was calmer.'],
  ['more confidence', ' helped me: more confidence.'],
  ['Being clear about what I want', ' helped me: Being clear about what I want.'],
  ['', '.'],
])('what changed, %j, reads %j', (helped, end) => {
  expect(sentenceOf('lead with turnaround results', helped)).toBe(`Your advice to lead with turnaround results${end}`)
})

test('three are quoted at most, those first that changed something', () => {
  const advice = ['be brief', 'be bold', 'be kind'].map((about) => ({ about }))
  const words = adviceWords([...advice, { about: 'be early', helped: 'stay calm' }, { about: ' . ' }])
  expect(words.map(({ what }) => what)).toEqual(['to be early', 'to be brief', 'to be bold'])
})
