import { defineProblem } from '../../errors.ts'

export const clientIsSearching = defineProblem('client_is_searching', 409, 'The client has an active search')
export const searchOverlaps = defineProblem('search_overlaps', 409, 'The client was in another search on those days')
export const searchLanded = defineProblem('search_landed', 409, 'The search has landed')
export const searchHasHistory = defineProblem('search_has_history', 409, 'A search with a history is not deleted')
export const searchEnded = defineProblem('search_ended', 409, 'The search has ended')
