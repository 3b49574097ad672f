import { defineProblem } from '../../errors.ts'

export const importNotRevertable = defineProblem('import_not_revertable', 409, 'This import cannot be taken back')
