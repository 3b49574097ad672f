import { climbTheLadder } from './chapters/09-the-ladder.ts'
import { callThem, type Calls } from './chapters/07-the-calls.ts'
import { draftAnnouncement } from './chapters/05-the-announcement.ts'
import { gatherNetwork, type Network } from './chapters/02-the-network.ts'
import { keepInTouch } from './chapters/10-keeping-in-touch.ts'
import { land, type Landed } from './chapters/04-the-job.ts'
import { openPractice, type Office } from './chapters/01-the-practice.ts'
import { sendLetters, type Sent } from './chapters/06-the-letters.ts'
import { talk } from './chapters/03-the-conversations.ts'
import type { Inbox } from './inbox.ts'
import type { Stage } from './stage.ts'
import type { StoryCalendar } from '../../modules/sandbox-story/calendar.rules.ts'

/** What every chapter plays with. */
export interface Play {
  apiUrl: string
  inbox: Inbox
  stage: Stage
  calendar: StoryCalendar
  /** Where there is room for files. */
  folder: string
  /** A domain of this run alone, so that letters of earlier runs are never taken for its own. */
  domain: string
  /** Somebody's e-mail address in this run. */
  addressOf(name: string): string
}

/** What the story leaves behind, for the checks to look at. */
export type Outcome = Office & Network & Landed & Sent & Calls

/** The whole story in its order. Each chapter takes what earlier ones left, and answers what it adds. */
export async function playStory(play: Play): Promise<Outcome> {
  const office = await openPractice(play)
  const network = await gatherNetwork(play, office)
  await talk(play, { ...office, ...network })
  const landed = await land(play, { ...office, ...network })
  const draft = await draftAnnouncement(play, { ...office, ...network, ...landed })
  const sent = await sendLetters(play, { ...office, ...landed, ...draft })
  const calls = await callThem(play, { ...office, ...landed })
  await climbTheLadder(play, office)
  await keepInTouch(play, office)
  return { ...office, ...network, ...landed, ...sent, ...calls }
}
