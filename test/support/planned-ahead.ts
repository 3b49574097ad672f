import { planIsDue } from '../../src/modules/cadences/cadences.jobs.ts'
import { digestsDue } from '../../src/modules/digest-schedules/digest-schedules.jobs.ts'

/** What stands on the agenda for a day to come, whatever becomes of a campaign: no trace that one has left. */
export const plannedAhead: readonly string[] = [digestsDue, planIsDue]
