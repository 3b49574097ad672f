import { defineProblem } from '../../errors.ts'

export const breakTooSoon = defineProblem('break_too_soon', 409, 'A break at so short notice needs the coach')
export const breakHasBegun = defineProblem('break_has_begun', 409, 'The break has begun')
export const breakOverlaps = defineProblem('break_overlaps', 409, 'There is a break on some of these days')
