import { invalidField } from '../../errors.ts'
import type { Opportunity } from './opportunities.repository.ts'

/** A contact is the source, a recruiter or an employer may be one; a job board is nobody. @throws 422 */
export function checkSource({
  source,
  sourceContactId,
}: Pick<Opportunity, 'source'> & { sourceContactId?: string | null }): void {
  if (source === 'contact' && !sourceContactId) {
    throw invalidField('/sourceContactId', 'must name the contact who is the source')
  }
  if ((source === 'job_board' || source === 'other') && sourceContactId) {
    throw invalidField('/sourceContactId', `must be left out for the source ${source}`)
  }
}
