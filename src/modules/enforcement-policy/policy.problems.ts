import { defineProblem } from '../../errors.ts'

export const ladderCannotWork = defineProblem('ladder_cannot_work', 422, 'This ladder cannot work')
