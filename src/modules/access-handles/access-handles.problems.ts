import { defineProblem } from '../../errors.ts'

export const linkRefused = defineProblem('link_refused', 404, 'This link is no longer good')
