import type { TestApi } from './api.ts'
import { type Practiced, startPracticed } from './commitments.ts'

/** A client on the ladder: what they were mailed, and where they stand. */
export interface Climber extends Practiced {
  /** The ladder's mails in order, but for those that were called back: kind, and when by the client's clock, as `Tue 12:00 2026-03-17`. */
  mails(): Promise<string[]>
  /** The text of the newest mail of a kind. */
  text(kind: string): Promise<string>
  standing(): Promise<string>
  escalations(): Promise<Escalation[]>
  openTasks(kind: string): Promise<{ id: string; subjectId: string }[]>
  messageOf(kind: string): Promise<string>
}

export interface Escalation {
  id: string
  action: string
  status: string
  outcome: string | null
  policyVersion: number
  week: string | null
  dueAt: string
}

const kinds = [
  'reminder', 'nudge', 'warning', 'warning_heads_up', 'suspension_proposed', 'suspended', 'reinstated', 'retraction',
] // prettier-ignore

/** One weekly commitment of three conversations from a day on; more of it, such as its search, as `promises`. */
export async function startClimber(
  api: TestApi,
  {
    standsAt,
    timeZone = 'Europe/Berlin',
    startsOn,
    promises,
  }: { standsAt: string; timeZone?: string; startsOn: string; promises?: (practiced: Practiced) => Promise<object> },
): Promise<Climber & { commitmentId: string }> {
  const practiced = await startPracticed(api, { standsAt, timeZone })
  const { read, clientId, practice } = practiced
  const commitmentId = await practiced.promise({
    title: 'Three conversations a week',
    targets: [{ measure: 'interactions', target: 3 }],
    startsOn,
    ...(await promises?.(practiced)),
  })
  const { admin } = api.database
  const list = async () => {
    const { rows } = await admin.query<{ id: string; kind: string; created_at: Date }>(
      `select id, kind, created_at from messages where practice_id = $1 and kind = any($2) and status <> 'cancelled' order by created_at, id`,
      [practice.practiceId, kinds],
    )
    return rows
  }
  const newest = async (kind: string) => (await list()).findLast((mail) => mail.kind === kind)!.id
  return {
    ...practiced,
    commitmentId,
    mails: async () => (await list()).map(({ kind, created_at }) => `${kind} ${localTime(created_at, timeZone)}`),
    messageOf: newest,
    text: async (kind) => (await read<{ text: string }>(`/v1/messages/${await newest(kind)}/content`)).text,
    standing: async () => (await read<{ standing: string }>(`/v1/clients/${clientId}/standing`)).standing,
    escalations: async () =>
      (await read<{ data: Escalation[] }>(`/v1/clients/${clientId}/escalations?limit=100`)).data.toReversed(),
    openTasks: async (kind) =>
      (await read<{ data: { id: string; subjectId: string }[] }>(`/v1/tasks?status=open&kind=${kind}`)).data,
  }
}

/** As `startClimber`, what was agreed being for a search that begins on the first day of the month. */
export async function startSearching(api: TestApi): Promise<Climber & { searchId: string }> {
  let searchId = ''
  const climber = await startClimber(api, {
    standsAt: '2026-03-01T08:00:00Z',
    startsOn: '2026-03-02',
    promises: async ({ make, clientId }) => {
      searchId = (await make(`/v1/clients/${clientId}/searches`, { startedOn: '2026-03-01' })).id
      return { searchId }
    },
  })
  return { ...climber, searchId }
}

/** Each period of a commitment on a line: its days, its instants in UTC, what it asked, how it ended. */
export const ledger = async (ada: Practiced, id: string) =>
  (await ada.periods(id)).map(({ startsOn, endsOn, startsAt, endsAt, targets, status }) =>
    [startsOn, endsOn, startsAt.slice(5, 16), endsAt.slice(5, 16), targets[0]!.expected, status].join(' '),
  )

function localTime(at: Date, timeZone: string): string {
  const part = (options: Intl.DateTimeFormatOptions) => at.toLocaleString('sv-SE', { timeZone, ...options })
  const day = part({ year: 'numeric', month: '2-digit', day: '2-digit' })
  return `${at.toLocaleString('en', { timeZone, weekday: 'short' })} ${day} ${part({ hour: '2-digit', minute: '2-digit' })}`
}
