import { reportView, reviewView } from './announcement-mail-view.rules.ts'
import { announcementView } from './announcement-view.rules.ts'
import { clientDigestView, coachDigestView } from './digest-view.rules.ts'
import { followUpView } from './follow-up-view.rules.ts'
import { ladderView } from './ladder-view.rules.ts'
import { linkView } from './link-view.rules.ts'
import type { FactsOf, TemplateKind } from './template-facts.rules.ts'
import type { Style, View } from './view.rules.ts'

/** Turns the facts of each kind into what its templates may say. */
export const viewOf: { readonly [K in TemplateKind]: (facts: FactsOf[K], style: Style) => View } = {
  announcement: announcementView,
  announcement_insider: announcementView,
  call_script: announcementView,
  follow_up_suggestion: followUpView,
  announcement_review: reviewView,
  announcement_report: reportView,
  sign_in_link: linkView,
  email_verification: linkView,
  password_reset: linkView,
  invitation: linkView,
  welcome: linkView,
  fresh_link: linkView,
  export_ready: linkView,
  commitment_proposed: ladderView,
  reminder: ladderView,
  nudge: ladderView,
  warning: ladderView,
  warning_heads_up: ladderView,
  suspension_proposed: ladderView,
  suspended: ladderView,
  reinstated: ladderView,
  retraction: ladderView,
  client_digest: clientDigestView,
  coach_digest: coachDigestView,
}
