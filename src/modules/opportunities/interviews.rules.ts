import { invalidField } from '../../errors.ts'

/** An interview may be planned; what came of it is known afterwards. @throws 422 */
export function checkInterviewTime(
  { occurredAt, outcome }: { occurredAt: Date; outcome?: string | null },
  now: Date,
): void {
  if (outcome && occurredAt > now) throw invalidField('/outcome', 'must wait until the interview has taken place')
}
