import { z } from 'zod'
import { notFound } from '../../errors.ts'
import type { Form, FormValues, Page, Section } from '../../http/pages/page.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import type { LinkPage } from '../links/following.pages.ts'
import type { Link } from '../links/office.service.ts'
import type { Announcement } from './announcements.repository.ts'
import { getAnnouncement } from './announcements.service.ts'
import { standing } from './approvals.rules.ts'
import { mayWithdrawApproval, withdrawApproval } from './approving.service.ts'
import { getRecipient } from './recipients.service.ts'
import { readChanges, recipientSections } from './review-forms.pages.ts'
import { approveRevision, decideOnRecipient, hourInWords, readReview, type Review } from './reviewing.service.ts'

type Outcome = { did: 'approved' } | { did: 'withdrawn' } | { did: 'saved'; recipientId: string; page: string }

/**
 * Where a client reads, from a mail, what is going to be said in their name: every text, a form to change it or to leave
 * somebody out, and the button that approves them all.
 */
export const reviewPage: LinkPage<Outcome> = {
  async ask(trx, { subjectId }, form) {
    const review = await readReview(trx, subjectId, Number(form['page'] ?? 1))
    const { status } = review.announcement
    if (status !== 'draft' && status !== 'awaiting_approval') {
      const page = await settled(trx, review.announcement)
      return (await mayWithdrawApproval(trx, review.announcement))
        ? { ...page, sections: [{ form: takingBack }] }
        : page
    }
    return {
      title: 'Your news, before it goes out',
      paragraphs: summaryOf(review),
      sections: [
        ...review.recipients.flatMap((recipient) => recipientSections(recipient, review.page)),
        ...turning(review),
        approving(review),
      ],
    }
  },
  async act(trx, link, form) {
    if (form['revision'] !== undefined) {
      await approveRevision(trx, link.subjectId, form['revision'])
      return { did: 'approved' }
    }
    if (form['withdraw'] !== undefined) {
      await withdrawApproval(trx, link.subjectId)
      return { did: 'withdrawn' }
    }
    return save(trx, link, form)
  },
  async tell(trx, { subjectId }, outcome) {
    if (outcome.did === 'approved') return settled(trx, await getAnnouncement(trx, subjectId))
    if (outcome.did === 'withdrawn') return withdrawn
    const { contactName, status, subject, body } = await getRecipient(trx, outcome.recipientId)
    const form = { fields: [], button: 'Back to the others', does: 'find' as const, hidden: { page: outcome.page } }
    if (status === 'skipped') return { title: `${contactName} is left out`, form }
    return { title: `Saved for ${contactName}`, paragraphs: [subject ?? ''], letter: body ?? '', form }
  },
  // What was saved for one person is changed again where it was.
  async undo(trx, { subjectId }, { did }) {
    if (did !== 'approved') throw notFound()
    await withdrawApproval(trx, subjectId)
  },
  mayUndo: async (trx, { subjectId }, { did }) =>
    did === 'approved' && mayWithdrawApproval(trx, await getAnnouncement(trx, subjectId)),
}

async function save(trx: PracticeTrx, { subjectId }: Link, form: FormValues): Promise<Outcome> {
  const recipientId = z.uuid().safeParse(form['recipient']).data
  if (!recipientId) throw notFound()
  const seen = { announcementId: subjectId, recipientId, updatedAt: form['seen'] ?? '' }
  await decideOnRecipient(trx, seen, (recipient) => readChanges(recipient, form))
  return { did: 'saved', recipientId, page: form['page'] ?? '1' }
}

function summaryOf({ notes, calls, others, leftOut, page, pages }: Review): string[] {
  const ways = [
    notes > 0 && `${people(notes)} by e-mail`,
    calls > 0 && `${people(calls)} by a call of yours`,
    others > 0 && `${people(others)} by a letter that you send`,
  ].filter((way) => way !== false)
  return [
    `You tell ${new Intl.ListFormat('en').format(ways) || 'nobody yet'}.${leftOut > 0 ? ` Left out: ${people(leftOut)}.` : ''} Nothing goes out before you approve.`,
    ...(pages > 1 ? [`Page ${page} of ${pages}.`] : []),
  ]
}

const people = (count: number): string => (count === 1 ? 'one person' : `${count} people`)

function turning({ page, pages }: Review): Section[] {
  const to = (target: number, button: string): Section => ({
    form: { fields: [], button, does: 'find', hidden: { page: String(target) }, quiet: true },
  })
  return [...(page < pages ? [to(page + 1, 'Next page')] : []), ...(page > 1 ? [to(page - 1, 'Page before')] : [])]
}

function approving({ announcement, toLookAt, pages }: Review): Section {
  const heading = 'Ready?'
  if (toLookAt > 0) {
    const them = toLookAt === 1 ? 'One text still needs' : `${toLookAt} texts still need`
    return { heading, paragraphs: [`${them} a look from you. Then you can approve them all.`] }
  }
  if (standing(announcement).some(({ kind }) => kind === 'client'))
    return { heading, paragraphs: ['You have approved them as they are. They wait for your coach.'], form: takingBack }
  return {
    heading,
    paragraphs: [
      `With this button you approve every text${pages > 1 ? ', on all pages' : ''}, as it stands now. They go out in your name; replies come to you.`,
    ],
    form: { fields: [], button: 'Approve them all', hidden: { revision: String(announcement.revision) } },
  }
}

/** For who comes back to the mail later, having thought better of it. */
const takingBack: Form = { fields: [], button: 'Take my approval back', hidden: { withdraw: 'yes' }, quiet: true }

const withdrawn: Page = {
  title: 'Your approval is taken back',
  paragraphs: ['Nothing goes out before you approve again.'],
  form: { fields: [], button: 'Read them again', does: 'find' },
}

async function settled(trx: PracticeTrx, announcement: Announcement): Promise<Page> {
  const when = await hourInWords(trx, announcement)
  switch (announcement.status) {
    case 'draft':
    case 'awaiting_approval':
      return {
        title: 'Thank you',
        paragraphs: ['Your coach reads them as well. They go out when both of you have approved.'],
      }
    case 'scheduled':
      return {
        title: 'Approved',
        paragraphs: [
          `Your notes go out ${when ? `on ${when}` : 'now'}. Calls and letters will stand among your tasks. You can close this page.`,
        ],
      }
    case 'paused':
      return { title: 'Approved, and paused', paragraphs: ['Your coach holds them for the moment.'] }
    case 'cancelled':
      return { title: 'Called off', paragraphs: ['Nothing of this goes out any more.'] }
    default:
      return { title: 'They are out', paragraphs: ['Your notes have been sent. There is nothing left to approve.'] }
  }
}
