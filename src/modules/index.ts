import type { Container } from '../container.ts'
import type { SignAccessToken } from '../infra/security/access-token.ts'
import type { Look } from '../http/look.ts'
import type { Edge, Routes } from '../http/routes.ts'
import { createPasswords } from '../infra/security/passwords.ts'
import { deriveKey } from '../infra/security/secrets.ts'
import { announcementLetterRoutes } from './announcement-letters/announcement-letters.routes.ts'
import { announcementRoutes } from './announcements/announcements.routes.ts'
import { doTask } from './announcements/by-hand.service.ts'
import { recipientRoutes } from './announcements/recipients.routes.ts'
import { ownHandsRoutes } from './announcements/own-hands.routes.ts'
import { reviewPage } from './announcements/review.pages.ts'
import { optOutPage } from './announcements/opt-out.pages.ts'
import { signInLinkPage } from './client-sessions/client-sessions.pages.ts'
import { cadenceRoutes } from './cadences/cadences.routes.ts'
import { cadencePolicyRoutes } from './cadences/policies.routes.ts'
import { calendarFeedRoutes } from './calendar-feeds/calendar-feeds.routes.ts'
import { followUpRoutes } from './follow-ups/follow-ups.routes.ts'
import { clientSessionRoutes } from './client-sessions/client-sessions.routes.ts'
import { clientRoutes } from './clients/clients.routes.ts'
import { escalationRoutes } from './enforcement/escalations.routes.ts'
import { holdPage } from './enforcement/hold.pages.ts'
import { readWhatReinstates } from './enforcement/standing-report.service.ts'
import { mailProposedCommitments } from './enforcement/proposed-letters.service.ts'
import { standingRoutes } from './enforcement/standing.routes.ts'
import { enforcementPolicyRoutes } from './enforcement-policy/policy.routes.ts'
import { breakRoutes } from './breaks/breaks.routes.ts'
import { acceptPage } from './commitments/commitments.pages.ts'
import { commitmentRoutes } from './commitments/commitments.routes.ts'
import { progressRoutes } from './commitments/progress.routes.ts'
import { contactRoutes } from './contacts/contacts.routes.ts'
import { helpOfferRoutes } from './help-offers/help-offers.routes.ts'
import { importReportRoutes } from './imports/import-reports.routes.ts'
import { importRoutes, importUploadRoutes } from './imports/imports.routes.ts'
import { introductionRoutes } from './introductions/introductions.routes.ts'
import { effortRoutes } from './interactions/effort.routes.ts'
import { erasureRoutes } from './erasure/erasure.routes.ts'
import { exportRoutes } from './exports/exports.routes.ts'
import { interactionRoutes } from './interactions/interactions.routes.ts'
import { toldPage } from './announcements/told.pages.ts'
import { breakPage } from './breaks/breaks.pages.ts'
import { decidePage } from './enforcement/decide.pages.ts'
import { exportPage } from './exports/exports.pages.ts'
import { donePage } from './follow-ups/done.pages.ts'
import { snoozePage } from './follow-ups/snooze.pages.ts'
import { logPage } from './interactions/log.pages.ts'
import { tellLandingPage } from './landings/landings.pages.ts'
import { excusePage } from './periods/excuse.pages.ts'
import { startSearchPage } from './searches/searches.pages.ts'
import { linkRoutes } from './links/links.routes.ts'
import { examplePage } from './links/example.pages.ts'
import { landingRoutes } from './landings/landings.routes.ts'
import { invitationRoutes } from './members/invitations.routes.ts'
import { newDkimKeys } from '../infra/mail/signing.ts'
import { readMail } from '../infra/mail/read-mail.ts'
import { verifyServer } from '../infra/mail/server.ts'
import { createTxtLookUp } from '../infra/mail/txt-records.ts'
import { createFetchText } from '../infra/security/fetch-text.ts'
import { inboundMailRoutes } from './inbound-mail/inbound-mail.routes.ts'
import { interactionDraftRoutes } from './interaction-drafts/interaction-drafts.routes.ts'
import { mailEventRoutes } from './mail-events/mail-events.routes.ts'
import { mailSettingsRoutes } from './mail-settings/mail-settings.routes.ts'
import { mailTrialRoutes } from './mail-trials/mail-trials.routes.ts'
import { memberRoutes } from './members/members.routes.ts'
import { digestRoutes } from './digests/digests.routes.ts'
import { stopDigestPage } from './digests/stopping.pages.ts'
import { duplicateRoutes } from './duplicates/duplicates.routes.ts'
import { mergeRoutes } from './merges/merges.routes.ts'
import { messageRoutes } from './messages/messages.routes.ts'
import { interviewRoutes } from './opportunities/interviews.routes.ts'
import { opportunityRoutes } from './opportunities/opportunities.routes.ts'
import { networkRoutes } from './network/network.routes.ts'
import { disputePage } from './periods/periods.pages.ts'
import { periodRoutes } from './periods/periods.routes.ts'
import { replyRoutes } from './replies/replies.routes.ts'
import { practiceRoutes } from './practices/practices.routes.ts'
import { testClockRoutes } from './sandbox/test-clock.routes.ts'
import { sandboxStoryRoutes } from './sandbox-story/sandbox-story.routes.ts'
import { searchRoutes } from './searches/searches.routes.ts'
import { sharedContactRoutes } from './shared-contacts/shared-contacts.routes.ts'
import { listToCallFirst } from './suggestions/call-first.service.ts'
import { suggestionRoutes } from './suggestions/suggestions.routes.ts'
import { suppressionRoutes } from './suppressions/suppressions.routes.ts'
import { tagRoutes } from './tags/tags.routes.ts'
import { templatePreviewRoutes } from './template-previews/template-previews.routes.ts'
import { templateRoutes } from './templates/templates.routes.ts'
import { taskRoutes } from './tasks/tasks.routes.ts'
import { tombstoneKey } from './tombstones/tombstones.service.ts'
import { accountLinkRoutes } from './users/account-links.routes.ts'
import { authRoutes } from './users/auth.routes.ts'
import { meRoutes } from './users/me.routes.ts'
import { accountLinkPage } from './users/users.pages.ts'
import { type AuthDeps, requireVerifiedToInvite } from './users/users.service.ts'

/** Every module's routes, in the order the document shows them. */
export function moduleRoutes(edge: Edge & Container & { look: Look } & { signAccessToken: SignAccessToken }): Routes[] {
  const auth: AuthDeps = {
    db: edge.db,
    passwords: createPasswords(),
    signAccessToken: edge.signAccessToken,
    guessKey: deriveKey(edge.config.secret, 'guesses'),
    publicUrl: edge.config.publicUrl,
    mailFrom: edge.config.mailFrom,
  }
  const tombstones = tombstoneKey(edge.config.secret)
  const { office } = edge
  const signatures = {
    now: () => new Date(),
    secret: edge.config.secret,
    platformSecret: edge.config.mailEventsSecret,
  }
  return [
    authRoutes({ ...edge, auth }),
    accountLinkRoutes({ ...edge, auth }),
    linkRoutes({
      ...edge,
      ...auth,
      whatReinstates: readWhatReinstates,
      pages: {
        accept_commitment: acceptPage,
        dispute_verdict: disputePage,
        hold_step: holdPage(office),
        review_announcement: reviewPage,
        opt_out: optOutPage,
        log_interaction: logPage(tombstones),
        mark_done: donePage,
        snooze: snoozePage,
        declare_break: breakPage,
        tell_landing: tellLandingPage,
        mark_told: toldPage,
        start_search: startSearchPage(listToCallFirst),
        export_network: exportPage,
        decide_suspension: decidePage(office),
        excuse_period: excusePage,
        stop_digest: stopDigestPage(edge.clientFollowers),
        stop_coach_digest: stopDigestPage(edge.clientFollowers),
      },
      oneTimePages: [accountLinkPage(auth), signInLinkPage(auth), examplePage],
    }),
    meRoutes({ ...edge, auth }),
    practiceRoutes(edge),
    mailSettingsRoutes(edge, {
      publicUrl: edge.config.publicUrl,
      secret: edge.config.secret,
      newKeys: newDkimKeys,
      verify: (server) => verifyServer(server, { insideToo: edge.config.privateMailServers }),
      lookUpTxt: createTxtLookUp(edge.config.dnsServers),
    }),
    mailTrialRoutes(edge, edge.config.mailFrom),
    memberRoutes(edge),
    invitationRoutes(edge, { ...auth, requireVerifiedToInvite }),
    clientSessionRoutes({ ...edge, auth }),
    clientRoutes(edge, edge.clientFollowers),
    interactionRoutes(edge),
    interactionDraftRoutes(edge, office),
    effortRoutes(edge),
    searchRoutes(edge),
    suggestionRoutes(edge),
    opportunityRoutes(edge),
    interviewRoutes(edge),
    importUploadRoutes(edge),
    importRoutes(edge),
    importReportRoutes(edge),
    contactRoutes(edge, tombstones),
    tagRoutes(edge),
    duplicateRoutes(edge),
    mergeRoutes(edge),
    sharedContactRoutes(edge),
    introductionRoutes(edge),
    networkRoutes(edge),
    landingRoutes(edge),
    cadencePolicyRoutes(edge),
    cadenceRoutes(edge),
    followUpRoutes(edge),
    calendarFeedRoutes({ ...edge, publicUrl: edge.config.publicUrl }),
    enforcementPolicyRoutes(edge),
    standingRoutes(edge, office),
    escalationRoutes(edge, office),
    commitmentRoutes(edge, (trx, proposed) => mailProposedCommitments(trx, office, proposed)),
    progressRoutes(edge),
    periodRoutes(edge),
    breakRoutes(edge),
    announcementRoutes(edge),
    announcementLetterRoutes(edge, office),
    helpOfferRoutes(edge),
    recipientRoutes(edge, office),
    ownHandsRoutes(edge),
    replyRoutes(edge),
    digestRoutes(edge, office),
    taskRoutes(edge, { doTask }),
    templateRoutes(edge),
    templatePreviewRoutes(edge),
    messageRoutes(edge),
    inboundMailRoutes({ ...edge, ...signatures, readMail, tombstones }),
    mailEventRoutes({
      ...edge,
      ...signatures,
      topics: edge.config.sesTopics,
      fetchText: createFetchText(),
    }),
    suppressionRoutes(edge),
    exportRoutes(edge, office),
    erasureRoutes(edge, tombstones),
    testClockRoutes(edge),
    sandboxStoryRoutes(edge),
  ]
}
