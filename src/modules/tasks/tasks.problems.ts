import { defineProblem } from '../../errors.ts'

export const taskNotDoneHere = defineProblem(
  'task_not_done_here',
  409,
  'This task is done where its subject is decided',
)
