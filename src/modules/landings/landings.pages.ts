import { dayInWords } from '../../infra/time/day-words.ts'
import type { Field, FormValues, Page } from '../../http/pages/page.ts'
import { readForm } from '../../http/pages/read-form.ts'
import type { LinkPage } from '../links/following.pages.ts'
import { LandBody } from './landings.schemas.ts'
import { getLanding, land, readSearchToLand, takeBackLanding } from './landings.service.ts'

const TellForm = LandBody.omit({ opportunityId: true })
const names = Object.keys(TellForm.shape)

/** Where a client tells that their search has ended with a job. They see what they have said before it counts. */
export const tellLandingPage: LinkPage<{ searchId: string }> = {
  async ask(trx, { subjectId: searchId }, form) {
    const { isActive, today } = await readSearchToLand(trx, searchId)
    if (!isActive)
      return { title: 'This search is over', paragraphs: ['Its end is noted already. You can close this page.'] }
    return form['do'] === 'check' ? confirmation(form, today) : questions(today)
  },
  async act(trx, { subjectId: searchId }, form) {
    await land(trx, searchId, readForm(TellForm, onlyTheirs(form)))
    return { searchId }
  },
  async tell(trx, _link, { searchId }) {
    const { position, company, startsOn, holdUntil } = await getLanding(trx, searchId)
    const { today } = await readSearchToLand(trx, searchId)
    return {
      title: 'Congratulations!',
      paragraphs: [
        `${position} at ${company}, from ${dayInWords(startsOn, today)} on.`,
        'Letters to everybody who helped are being drawn up. Nothing goes out before you have read them and said so.',
        ...(holdUntil ? [`Nobody hears of it before ${dayInWords(holdUntil, today)}.`] : []),
      ],
    }
  },
  undo: (trx, _link, { searchId }) => takeBackLanding(trx, searchId),
}

const onlyTheirs = (form: FormValues): FormValues =>
  Object.fromEntries(Object.entries(form).filter(([name]) => names.includes(name)))

function questions(today: string): Page {
  const fields: Field[] = [
    { kind: 'text', name: 'position', label: 'What will you be?', hint: 'As in a letter: Head of Operations' },
    { kind: 'text', name: 'company', label: 'At which company?' },
    {
      kind: 'text',
      name: 'companyDescription',
      label: 'What does the company do?',
      hint: 'For those who do not know it: makes small wind turbines',
      optional: true,
    },
    { kind: 'date', name: 'startsOn', label: 'Your first day there' },
    { kind: 'date', name: 'landedOn', label: 'The day of the yes', value: today, max: today },
    {
      kind: 'date',
      name: 'holdUntil',
      label: 'Nobody is to hear of it before',
      hint: 'If you still have to resign elsewhere.',
      optional: true,
    },
  ]
  return {
    title: 'You have the job?',
    paragraphs: ['Tell us, and the letters to everybody who helped you are drawn up, for you to read first.'],
    form: { fields, button: 'Go on', does: 'check' },
  }
}

function confirmation(form: FormValues, today: string): Page {
  const said = readForm(TellForm, onlyTheirs(form))
  const { position, company, companyDescription, startsOn, landedOn, holdUntil } = said
  return {
    title: 'Is that right?',
    list: [
      `${position} at ${company}${companyDescription ? `: ${companyDescription}` : ''}`,
      `Your first day: ${dayInWords(startsOn, today)}`,
      `The day of the yes: ${dayInWords(landedOn, today)}`,
      ...(holdUntil ? [`Nobody hears of it before ${dayInWords(holdUntil, today)}`] : []),
    ],
    paragraphs: ['With this your search ends, and what you agreed on for it.'],
    form: { fields: [], button: 'Yes, that is right', hidden: said },
    sections: [{ form: { fields: [], button: 'Change something', does: 'find', hidden: said, quiet: true } }],
  }
}
