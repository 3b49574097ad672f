/*
 * Who may do what, as a table. An operation that is not in it fails the tests, and so does one that answers otherwise.
 * It is written by hand, so that a role that is let in by mistake is noticed by somebody.
 */

/** A strange coach or client is that of somebody else in the practice. */
export const callers = ['owner', 'coach', 'strange coach', 'assistant', 'client', 'strange client'] as const
export type Caller = (typeof callers)[number]

/** What a caller gets: let in, told that it is not for them, or told that there is no such thing. */
export type Verdict = 'yes' | 403 | 404

export const audiences = {
  anybody: undefined,
  // Of the practice, or only what of it is theirs.
  everyone: ['yes', 'yes', 'yes', 'yes', 'yes', 'yes'],
  members: ['yes', 'yes', 'yes', 'yes', 403, 403],
  coaches: ['yes', 'yes', 'yes', 403, 403, 403],
  owners: ['yes', 403, 403, 403, 403, 403],
  // Of one client.
  'the client and members': ['yes', 'yes', 404, 'yes', 'yes', 404],
  'the client and their coach': ['yes', 'yes', 404, 403, 'yes', 404],
  'members of their practice': ['yes', 'yes', 404, 'yes', 403, 403],
  'their coach': ['yes', 'yes', 404, 403, 403, 403],
  // Of sandboxes, which these practices are not.
  'members of a sandbox': [404, 404, 404, 404, 403, 403],
  'coaches of a sandbox': [404, 404, 404, 403, 403, 403],
} satisfies Record<string, Verdict[] | undefined>

/** In the order in which they are tried: what puts something away comes after what looks at it. */
export const audienceOf: Record<string, keyof typeof audiences> = {
  getJwks: 'anybody',
  signUp: 'anybody',
  signIn: 'anybody',
  refreshSession: 'anybody',
  confirmEmail: 'anybody',
  requestPasswordReset: 'anybody',
  confirmPasswordReset: 'anybody',
  acceptInvitation: 'anybody',
  requestSignInLink: 'anybody',
  redeemSignInLink: 'anybody',
  signOut: 'everyone',
  resendVerification: 'members',

  getMe: 'everyone',
  editMe: 'members',
  foundPractice: 'members',
  getPractice: 'everyone',
  editPractice: 'owners',
  listMembers: 'members',
  getMember: 'members',
  editMember: 'owners',
  removeMember: 'owners',
  listInvitations: 'members',
  inviteMember: 'owners',
  getInvitation: 'members',
  revokeInvitation: 'owners',

  listClients: 'members',
  createClient: 'coaches',
  getClient: 'the client and members',
  editClient: 'the client and their coach',
  inviteClient: 'their coach',
  pauseClient: 'their coach',
  resumeClient: 'their coach',

  listContacts: 'the client and members',
  createContact: 'the client and members',
  getContact: 'the client and members',
  editContact: 'the client and members',
  deleteContact: 'the client and members',
  getIntroductions: 'the client and members',
  createIntroduction: 'the client and members',
  getIntroduction: 'the client and members',
  editIntroduction: 'the client and members',
  deleteIntroduction: 'the client and members',

  listInteractions: 'the client and members',
  logInteraction: 'the client and members',
  logInteractions: 'the client and members',
  listContactInteractions: 'the client and members',
  getInteraction: 'the client and members',
  getClientEffort: 'the client and members',
  getSearchEffort: 'the client and members',
  getNetwork: 'the client and members',
  editInteraction: 'the client and members',
  deleteInteraction: 'the client and members',

  listSearches: 'the client and members',
  startSearch: 'the client and members',
  getSearch: 'the client and members',
  editSearch: 'the client and members',
  listOpportunities: 'the client and members',
  createOpportunity: 'the client and members',
  getOpportunity: 'the client and members',
  editOpportunity: 'the client and members',
  deleteOpportunity: 'the client and members',
  listInterviews: 'the client and members',
  createInterview: 'the client and members',
  getInterview: 'the client and members',
  editInterview: 'the client and members',
  deleteInterview: 'the client and members',

  getEnforcementPolicy: 'members',
  writeEnforcementPolicy: 'owners',

  landSearch: 'the client and members',
  getLanding: 'the client and members',
  correctLanding: 'the client and members',
  getStory: 'the client and members',
  listAnnouncements: 'the client and members',
  getAnnouncement: 'the client and members',
  editAnnouncement: 'the client and members',
  getCoverage: 'the client and members',
  listRecipients: 'the client and members',
  addRecipient: 'the client and members',
  getRecipient: 'the client and members',
  editRecipient: 'the client and members',
  previewRecipient: 'the client and members',
  markRecipientTold: 'the client and members',
  testSendAnnouncement: 'the client and members',
  approveAnnouncement: 'the client and their coach',
  pauseAnnouncement: 'the client and their coach',
  resumeAnnouncement: 'the client and their coach',
  closeAnnouncement: 'the client and their coach',
  cancelAnnouncement: 'the client and their coach',
  takeBackLanding: 'the client and members',
  reopenSearch: 'the client and members',

  listTasks: 'everyone',
  finishTask: 'the client and members',
  listMessages: 'everyone',
  getMessage: 'the client and members',
  getMessageContent: 'the client and members',
  resendMessage: 'members of their practice',
  resolveMessage: 'members of their practice',
  listSuppressions: 'members',
  createSuppression: 'members',
  getSuppression: 'members of their practice',
  liftSuppression: 'members of their practice',

  getTestClock: 'members of a sandbox',
  advanceTestClock: 'coaches of a sandbox',
  simulateMessage: 'coaches of a sandbox',
  fillSandbox: 'owners',

  answerDataRequest: 'owners',
  eraseContact: 'the client and their coach',
  completeClient: 'their coach',
  archiveClient: 'their coach',
  eraseClient: 'owners',
}

/** What a client may still change while suspended: log, keep their privacy, finish telling the people who helped. */
export const whileSuspended = [
  'signOut',
  'editClient',
  'logInteraction',
  'logInteractions',
  'eraseContact',
  'correctLanding',
  'editAnnouncement',
  'addRecipient',
  'editRecipient',
  'markRecipientTold',
  'testSendAnnouncement',
  'approveAnnouncement',
  'pauseAnnouncement',
  'resumeAnnouncement',
  'closeAnnouncement',
  'cancelAnnouncement',
  'finishTask',
]
