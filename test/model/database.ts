import { ask } from '../../src/infra/db/question.ts'
import type { PracticeTrx } from '../../src/infra/db/scope.ts'
import { enterAsSystem } from '../../src/infra/db/scope.ts'
import { addMilliseconds } from '../../src/infra/time/calendar.ts'
import { takeDueEntry } from '../../src/modules/agenda/agenda.service.ts'
import {
  cancelCampaign,
  cancelUnsent,
  holdCampaign,
  recallCampaign,
  resumeCampaign,
} from '../../src/modules/messages/campaigns.service.ts'
import { changeMessages } from '../../src/modules/messages/ledger.service.ts'
import { leaseExpired, putOffIsDue } from '../../src/modules/messages/messages.jobs.ts'
import { queueMessage } from '../../src/modules/messages/messages.service.ts'
import {
  bookEnds,
  claimSlice,
  endLease,
  noteProgress,
  recoverLease,
  type Slice,
} from '../../src/modules/messages/sending.service.ts'
import { laneOf, wakeLane } from '../../src/modules/messages/waking.service.ts'
import { resendMessage } from '../../src/modules/messages/undelivered.service.ts'
import { suppress } from '../../src/modules/suppressions/suppressions.service.ts'
import type { TestApi } from '../support/api.ts'
import type { Claimed } from './machine.ts'
import type { Answer, Command } from './world.ts'

/** What a command came to, at which instant, and the command with the ids that the database gave. */
export interface Performed {
  command: Command
  answer: Answer
  now: Date
}

/** The send machine as it is: the services on PostgreSQL, as the role they run as. Nobody owns its messages. */
export function openDatabaseMachine({ container, database: { admin } }: TestApi, practiceId: string) {
  const inHand = new Map<string, Slice['messages'][number]>()
  const keyOf = ({ id, leaseId }: Pick<Claimed, 'id' | 'leaseId'>) => `${leaseId} ${id}`
  const messageOf = (claimed: Claimed) => inHand.get(keyOf(claimed))!

  /** Does what the agenda says, as its workers do. */
  async function doDue(trx: PracticeTrx, kind: string, subjectId: string, run: (period: string) => Promise<void>) {
    const { rows } = await admin.query<{ id: string; period: string }>(
      'select id, period from agenda where practice_id = $1 and kind = $2 and subject_id = $3 and due_at <= $4',
      [practiceId, kind, subjectId, trx.now],
    )
    for (const { id, period } of rows) if (await takeDueEntry(trx, id)) await run(period)
  }

  async function run(trx: PracticeTrx, command: Command): Promise<Omit<Performed, 'now'>> {
    const done = (answer?: Answer) => ({ command, answer })
    switch (command.do) {
      case 'queue': {
        const { reader: address, kind, lane, campaign: campaignId } = command.letter
        const id = await queueMessage(trx, {
          kind,
          lane,
          ...(campaignId && { campaignId }),
          from: { name: 'Maya Lindqvist', address: 'maya@sender.example' },
          to: { name: 'A reader', address },
          subject: 'Good news',
          text: 'I start on Monday.',
        })
        return { command: { ...command, letter: { ...command.letter, id } }, answer: undefined }
      }
      case 'claim': {
        const slice = await claimSlice(trx, {}, { ...command, leaseMs: 60_000 })
        for (const message of slice?.messages ?? []) inHand.set(keyOf(message), message)
        return {
          command: { ...command, leaseId: slice?.leaseId ?? command.leaseId },
          answer: slice?.messages.map(({ id }) => id) ?? [],
        }
      }
      case 'begin': {
        const mayLeave = await ask(trx, noteProgress({ begun: [messageOf(command.claimed)], ended: [] }))
        return done(mayLeave.has(command.claimed.id))
      }
      case 'end': {
        const ended = [{ message: messageOf(command.claimed), end: command.outcome }]
        await ask(trx, noteProgress({ begun: [], ended }))
        return done()
      }
      case 'book':
        await bookEnds(trx, {}, [{ message: messageOf(command.claimed), end: command.outcome }])
        return done()
      case 'finish':
        await endLease(trx, command.leaseId)
        return done()
      case 'expire':
        await doDue(trx, leaseExpired, command.leaseId, () => recoverLease(trx, {}, command.leaseId))
        return done()
      case 'wake':
        await doDue(trx, putOffIsDue, practiceId, (period) => wakeLane(trx, laneOf(period)))
        return done()
      case 'hold':
        await holdCampaign(trx, campaignOf(command))
        return done()
      case 'resume':
        await resumeCampaign(trx, campaignOf(command))
        return done()
      case 'cancel':
        await cancelCampaign(trx, campaignOf(command))
        await cancelUnsent(trx, command.campaign, 1000)
        return done()
      case 'recall':
        await recallCampaign(trx, command.campaign)
        return done()
      case 'suppress':
        await suppress(trx, { email: command.reader, clientId: null, reason: 'manual' })
        return done()
      case 'report':
        return done((await changeMessages(trx, {}, [command])).length > 0)
      case 'resend':
        await resendMessage(trx, {}, command.id)
        return done()
      case 'crash':
      case 'pass':
        return done()
    }
  }

  return {
    async perform(command: Command): Promise<Performed> {
      if (command.do === 'pass') await pass(command.ms)
      if (command.do === 'expire') {
        await admin.query(`update agenda set due_at = now() - interval '1 second' where subject_id = $1`, [
          command.leaseId,
        ])
      }
      const performed = await enterAsSystem(container.db, practiceId, async (trx) => ({
        ...(await run(trx, command)),
        now: trx.now,
      }))
      return performed!
    },

    /** What ledger, outbox, agenda, suppressions and tasks hold. */
    async read(): Promise<unknown> {
      const { rows } = await admin.query<{ found: unknown }>(
        `select jsonb_build_object(
           'letters', (select coalesce(jsonb_agg(jsonb_build_object(
                'id', id, 'status', status, 'attempt', attempt, 'leaseId', lease_id, 'begun', body_started_at is not null, 'noted', attempt_end is not null,
                'nextAttemptAt', ${ms('next_attempt_at')},
                'giveUpAt', ${ms('give_up_at')}, 'timeline', jsonb_path_query_array(timeline, '$[*].status')) order by id), '[]')
              from messages where practice_id = $1),
           'suppressed', (select coalesce(jsonb_agg(email order by email), '[]') from suppressions where practice_id = $1),
           'work', (select coalesce(jsonb_agg(distinct job), '[]') from outbox where practice_id = $1),
           'leases', (select coalesce(jsonb_agg(subject_id order by subject_id), '[]') from agenda
              where practice_id = $1 and kind = '${leaseExpired}'),
           'wakings', (select coalesce(jsonb_agg(distinct split_part(period, ' ', 1) || ' ' || ${ms('due_at')}), '[]')
              from agenda where practice_id = $1 and kind = '${putOffIsDue}'),
           'tasks', (select coalesce(jsonb_agg(subject_id order by subject_id), '[]') from tasks
              where practice_id = $1 and kind = 'uncertain_message' and status = 'open')) as found`,
        [practiceId],
      )
      return rows[0]!.found
    },
  }

  /** Nobody can move the clock of a database, so all that is due moves towards it. */
  async function pass(milliseconds: number): Promise<void> {
    const earlier = [practiceId, `${milliseconds} milliseconds`]
    await admin.query(
      `update messages set next_attempt_at = next_attempt_at - $2::interval, give_up_at = give_up_at - $2::interval
        where practice_id = $1`,
      earlier,
    )
    await admin.query('update campaigns set resumed_at = resumed_at - $2::interval where practice_id = $1', earlier)
    await admin.query(
      `update agenda set due_at = due_at - $2::interval,
              period = regexp_replace(period, ' .*', ' ' || to_char((due_at - $2::interval) at time zone 'UTC', ${isoFormat}))
        where practice_id = $1`,
      earlier,
    )
    for (const message of inHand.values()) message.giveUpAt = addMilliseconds(message.giveUpAt, -milliseconds)
  }
}

const campaignOf = ({ campaign }: { campaign: string }) => ({ id: campaign, clientId: null })

/** As `toISOString`. */
const isoFormat = `'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'`

const ms = (column: string): string => `(extract(epoch from ${column}) * 1000)::bigint`
