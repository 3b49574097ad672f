import type { TemplateKind } from './template-facts.rules.ts'

/** Who reads a letter of a kind, and what it is for. */
export interface KindOfLetter {
  reader: 'contact' | 'client' | 'member'
  purpose: string
}

export const kindsOfLetter: Readonly<Record<TemplateKind, KindOfLetter>> = {
  announcement: { reader: 'contact', purpose: 'The good news of a landing, and thanks for what this reader did.' },
  announcement_insider: { reader: 'contact', purpose: 'The same for people of the company, who know the news.' },
  call_script: { reader: 'client', purpose: 'What to say in a call with the good news; stands in the task.' },
  follow_up_suggestion: {
    reader: 'contact',
    purpose: 'How a client may begin again with somebody; Cadre never sends it.',
  },
  announcement_review: { reader: 'client', purpose: 'The link to read, change and approve an announcement.' },
  announcement_report: {
    reader: 'client',
    purpose: 'The notes are out, or everybody has been told; goes to the coach as well.',
  },
  sign_in_link: { reader: 'client', purpose: 'The link by which a client signs in.' },
  email_verification: { reader: 'member', purpose: 'The link by which a user confirms their address.' },
  password_reset: { reader: 'member', purpose: 'The link by which a user sets a new password.' },
  invitation: { reader: 'member', purpose: 'The link by which somebody joins the practice.' },
  welcome: { reader: 'client', purpose: 'The coach invites a client.' },
  fresh_link: { reader: 'client', purpose: 'A fresh link in place of one that has expired, to whoever asked for it.' },
  export_ready: { reader: 'member', purpose: 'An export is done, with the link to its file: to whoever asked for it.' },
  commitment_proposed: { reader: 'client', purpose: 'What the coach proposes, with the link to agree.' },
  reminder: { reader: 'client', purpose: 'What is still open while the week runs.' },
  nudge: { reader: 'client', purpose: 'A week was missed.' },
  warning: { reader: 'client', purpose: 'Weeks were missed, and what happens next.' },
  warning_heads_up: { reader: 'member', purpose: 'A warning that goes out soon, with the link to hold it.' },
  suspension_proposed: { reader: 'member', purpose: 'A suspension for the coach to decide.' },
  suspended: { reader: 'client', purpose: 'What stops, what does not, and what brings it back.' },
  reinstated: { reader: 'client', purpose: 'The work goes on.' },
  client_digest: { reader: 'client', purpose: 'Whom to be in touch with, how far the week is, what the network did.' },
  coach_digest: { reader: 'member', purpose: 'Where a coach should look, decisions first.' },
  retraction: { reader: 'client', purpose: 'A mail that was wrong is taken back.' },
}
