import { defineProblem } from '../../errors.ts'

export const practiceIsLive = defineProblem('practice_is_live', 409, 'This is no sandbox')
export const practiceHasClients = defineProblem('practice_has_clients', 409, 'The practice has clients already')
