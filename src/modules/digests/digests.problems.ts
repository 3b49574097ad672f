import { defineProblem } from '../../errors.ts'

export const digestNotWanted = defineProblem('digest_not_wanted', 409, 'The client gets no digests')
export const digestSaysNothing = defineProblem('digest_says_nothing', 409, 'There is nothing to say in a digest')
export const digestWasSent = defineProblem('digest_was_sent', 409, 'The digest of this period was sent')
