import { defineProblem } from '../../errors.ts'

export const personErased = defineProblem('person_erased', 409, 'This person was erased at their wish')
