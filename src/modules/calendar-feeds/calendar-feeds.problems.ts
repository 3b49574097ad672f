import { defineProblem } from '../../errors.ts'

export const feedRevoked = defineProblem('feed_revoked', 410, 'This calendar is no longer shared')
