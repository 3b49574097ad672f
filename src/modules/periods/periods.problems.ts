import { defineProblem } from '../../errors.ts'

export const nothingRuns = defineProblem('no_period', 409, 'This commitment has no period')
export const periodClosed = defineProblem('period_closed', 409, 'The ledger of this period is closed')
export const nothingToExcuse = defineProblem('nothing_to_excuse', 409, 'There is nothing to excuse here')
export const notExcused = defineProblem('not_excused', 409, 'No excuse stands on this period')
export const nothingToDispute = defineProblem('nothing_to_dispute', 409, 'Only a missed period can be disputed')
export const alreadyDisputed = defineProblem('already_disputed', 409, 'This period has been disputed')
export const notDisputed = defineProblem('not_disputed', 409, 'No dispute stands on this period')
