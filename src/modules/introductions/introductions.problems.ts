import { defineProblem } from '../../errors.ts'

export const introductionCycle = defineProblem('introduction_cycle', 409, 'Introductions must not run in a circle')
export const introductionExists = defineProblem('introduction_exists', 409, 'This introduction is recorded already')
