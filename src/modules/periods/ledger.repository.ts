import { sql } from 'kysely'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import type { PeriodKind } from './span.rules.ts'
import type { Period } from './periods.repository.ts'

/** A period as the ladder counts it. */
export interface LedgerPeriod {
  periodId: string
  commitmentId: string
  title: string
  period: PeriodKind
  startsAt: Date
  /** The first instant that is not in it any more: a midnight of the client. */
  endsAt: Date
  timeZone: string
  status: Period['status']
  judgedAt: Date | null
  /** Of a commitment that a landing made: it is reminded of, and no more. */
  gentle: boolean
  /** The client says that the verdict is wrong, and their coach has not decided. */
  disputed: boolean
}

/** Everything that was or is to be judged of a client, in the order in which it ends. */
export async function listLedgerPeriods(trx: PracticeTrx, clientId: string): Promise<LedgerPeriod[]> {
  return trx
    .selectFrom('periods')
    .innerJoin('commitments', (join) =>
      join
        .onRef('commitments.practiceId', '=', 'periods.practiceId')
        .onRef('commitments.clientId', '=', 'periods.clientId')
        .onRef('commitments.id', '=', 'periods.commitmentId'),
    )
    .where('periods.practiceId', '=', trx.practiceId)
    .where('periods.clientId', '=', clientId)
    .select([
      'periods.id as periodId',
      'periods.commitmentId',
      'commitments.title',
      'periods.period',
      'periods.startsAt',
      'periods.endsAt',
      'periods.timeZone',
      'periods.status',
      'periods.judgedAt',
      'commitments.gentle',
      sql<boolean>`exists (
        select from disputes d
         where d.practice_id = periods.practice_id and d.client_id = periods.client_id and d.period_id = periods.id
           and d.status = 'open')`.as('disputed'),
    ]) // prettier-ignore
    .orderBy('periods.endsAt')
    .orderBy('periods.id')
    .execute()
}

/** Whether something of a client's periods is due that nobody has got round to: a verdict, or the beginning of the next. */
export async function isLedgerBehind(trx: PracticeTrx, clientId: string): Promise<boolean> {
  const row = await trx
    .selectFrom('periods')
    .select('id')
    .where('practiceId', '=', trx.practiceId)
    .where('clientId', '=', clientId)
    .where('dueAt', '<=', trx.now)
    .limit(sql.lit(1))
    .executeTakeFirst()
  return row !== undefined
}

/**
 * When what a client had agreed to came to an end that nobody is to blame for: their search landed or was given up, their
 * coaching was complete. A landing that was taken back has never been.
 */
export async function listNewBeginnings(trx: PracticeTrx, clientId: string): Promise<Date[]> {
  const { rows } = await sql<{ at: Date }>`
    select case when landing_id is null then ended_at else created_at end as at
      from commitments
     where practice_id = ${trx.practiceId} and client_id = ${clientId}
       and (landing_id is not null or ended_because in ('landed', 'withdrawn', 'completed'))
     group by 1 order by 1`.execute(trx)
  return rows.map(({ at }) => at)
}

/** Periods and the titles of their commitments. */
export const findTitledPeriods = (trx: PracticeTrx, ids: string[]) =>
  trx
    .selectFrom('periods')
    .innerJoin('commitments', (join) =>
      join
        .onRef('commitments.practiceId', '=', 'periods.practiceId')
        .onRef('commitments.clientId', '=', 'periods.clientId')
        .onRef('commitments.id', '=', 'periods.commitmentId'),
    )
    .where('periods.practiceId', '=', trx.practiceId)
    .where('periods.id', 'in', ids)
    .select([
      'periods.id',
      'periods.startsAt',
      'periods.endsAt',
      'periods.startsOn',
      'periods.timeZone',
      'periods.targets',
      'periods.days',
      'periods.wholeDays',
      'commitments.title',
    ])
    .execute()
