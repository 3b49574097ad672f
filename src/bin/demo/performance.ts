import { storyCalendar } from '../../modules/sandbox-story/calendar.rules.ts'
import { checkClaims } from './checks.ts'
import { type Letter, openInbox } from './inbox.ts'
import { type Outcome, type Play, playStory } from './play.ts'
import type { Stage } from './stage.ts'
import { client as maya } from '../../modules/sandbox-story/job.rules.ts'
import { coach } from './office.ts'
import { addressOf } from '../../modules/sandbox-story/story.rules.ts'
import type { Name } from '../../modules/sandbox-story/people.rules.ts'

interface Surroundings {
  apiUrl: string
  docsUrl: string
  inboxUrl: string
  folder: string
}

/** Plays the story, checks its claims, shows the best of it and where to look. Answers whether every claim holds. */
export async function performStory(stage: Stage, { folder, ...addresses }: Surroundings): Promise<boolean> {
  const now = new Date()
  const domain = `${now.getTime().toString(36)}.example`
  const play: Play = {
    apiUrl: addresses.apiUrl,
    stage,
    folder,
    domain,
    inbox: openInbox(addresses.inboxUrl),
    calendar: storyCalendar(now, maya.timeZone),
    addressOf: (name) => addressOf(name, domain),
  }
  const outcome = await playStory(play)
  const { claims, letters } = await checkClaims(play, outcome)
  stage.chapter('What is claimed, and what lies in the inbox')
  for (const { says, wrong } of claims) {
    if (wrong.length === 0) stage.tell(says)
    else stage.failed(says, wrong.slice(0, mostShown))
  }
  showLetters(play, letters)
  stage.framed(outcome.sentence)
  sayWhereToLook(stage, addresses, outcome)
  const failed = claims.filter(({ wrong }) => wrong.length > 0)
  if (failed.length === 0) stage.tell(`All ${claims.length} claims hold.`)
  else
    stage.failed(
      `These do not hold, of ${claims.length} claims:`,
      failed.map(({ says }) => says),
    )
  return failed.length === 0
}

const mostShown = 5

/** One to somebody who helped, one to somebody who did not. */
const worthReading: Name[] = ['Amara Diallo', 'Sheila Vance']

function showLetters({ stage, addressOf }: Play, letters: Letter[]): void {
  stage.chapter('Two of the letters')
  for (const name of worthReading) {
    const letter = letters.find(({ envelope }) => envelope.to.includes(addressOf(name)))
    if (letter) stage.letter({ from: maya.name, to: name, subject: letter.subject, text: letter.text ?? '' })
  }
}

function sayWhereToLook(
  stage: Stage,
  { apiUrl, docsUrl, inboxUrl }: Omit<Surroundings, 'folder'>,
  { coachEmail, picture }: Outcome,
): void {
  stage.chapter('Where to look')
  stage.table([
    ['API', apiUrl],
    ['Reference', docsUrl],
    ['Inbox', inboxUrl],
    ['Network', picture],
    ['Sign in as', coachEmail],
    ['Password', coach.password],
  ])
}
