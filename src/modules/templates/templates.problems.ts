import { defineProblem } from '../../errors.ts'

export const templateRefused = defineProblem('template_refused', 422, 'The template cannot be used')
export const templateTrialsBusy = defineProblem('template_trials_busy', 503, 'Too many templates are being tried')
