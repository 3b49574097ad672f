import { defineProblem } from '../../errors.ts'

export const mergeWaits = defineProblem('merge_waits', 409, 'Notes to both of them are on their way')
export const mergeUndone = defineProblem('merge_undone', 409, 'This merge has been undone')
export const mergeTooOld = defineProblem('merge_too_old', 409, 'This merge can no longer be undone')
export const mergedOn = defineProblem('merged_on', 409, 'What came of this merge has been merged again')
