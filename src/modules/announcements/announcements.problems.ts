import { defineProblem } from '../../errors.ts'

export const transitionRefused = defineProblem('transition_refused', 409, 'It cannot go from its status to that one')
export const announcementClosedForEdits = defineProblem(
  'announcement_closed_for_edits',
  409,
  'This announcement can no longer be changed',
)
export const announcementIncomplete = defineProblem('announcement_incomplete', 409, 'Some texts still have holes')
export const consentMissing = defineProblem(
  'consent_missing',
  409,
  'The client has not agreed that a coach approves for them',
)
export const clientApproves = defineProblem(
  'client_approves',
  409,
  'In this practice only the client approves what goes out in their name',
)
export const recipientsPending = defineProblem('recipients_pending', 409, 'Somebody has not been told yet')
export const alreadyRecipient = defineProblem('already_recipient', 409, 'This contact is a recipient already')
export const toldAnotherWay = defineProblem('told_another_way', 409, 'This person is told in another way')
export const addressMissing = defineProblem('address_missing', 409, 'This contact has no e-mail address')
export const tooEarly = defineProblem('too_early', 409, 'The client asked that nobody is told before another day')
