import { invalidField } from '../../errors.ts'

const earliest = new Date('1900-01-01T00:00:00Z')

/** An interview may be planned; what came of it is known afterwards. @throws 422 */
export function checkInterviewTime(
  { occurredAt, outcome }: { occurredAt: Date; outcome?: string | null },
  now: Date,
): void {
  if (occurredAt < earliest) throw invalidField('/occurredAt', 'must not lie before 1900')
  if (outcome && occurredAt > now) throw invalidField('/outcome', 'must wait until the interview has taken place')
}
