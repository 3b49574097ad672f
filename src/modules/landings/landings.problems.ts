import { defineProblem } from '../../errors.ts'

export const searchHasEnded = defineProblem('search_has_ended', 409, 'This search has ended already')
export const peopleHaveBeenTold = defineProblem('people_have_been_told', 409, 'Somebody has been told of this landing')
export const searchIsActive = defineProblem('search_is_active', 409, 'This search has not ended')
