import { describeApi } from '../../src/bin/describe-api.ts'
import { type Document, operationsOf } from '../../src/http/openapi/document.ts'
import type { Role } from '../../src/http/operation.ts'
import { startTestApi, type TestApi, type TestPractice } from './api.ts'
import { type Person, sampleRequest, send } from './requests.ts'
import type { Ids } from './sample.ts'
import { clientStory, practiceStory, type Step } from './world-story.ts'

/** Two practices that know nothing of each other, each with two clients of two coaches, with one of everything. */
export interface World {
  api: TestApi
  document: Document
  north: Side
  south: Side
}

export interface Side {
  practice: TestPractice
  /** A new session of that role. The coach and the client are Ada's: Ben is nobody's business to them. */
  signIn(role: Role): Promise<string>
  /** What there is of Ada, and of the practice as a whole. */
  ada: Person
  /** What there is of Ben alone. */
  ben: Person
}

export async function startWorld(): Promise<World> {
  const [{ document }, api] = await Promise.all([describeApi(), startTestApi()])
  return { api, document, north: await settle(api, document, 'north'), south: await settle(api, document, 'south') }
}

async function settle(api: TestApi, document: Document, where: string): Promise<Side> {
  const practice = await api.practice({ name: `said ${where}` })
  const coach = await practice.member('coach')
  const colleague = await practice.member('coach')
  const assistant = await practice.member('assistant')
  const tell = (words: string, story: Step[], known: Ids) =>
    tellStory(api, document, practice.owner, story, { ids: known, words })

  const shared = await tell(`said ${where}`, practiceStory, { practices: [practice.practiceId] })
  const clientOf = (name: string, coachId: string) =>
    tell(`said ${where} by ${name}`, clientStory, { practices: [practice.practiceId], members: [coachId] })
  const ada = await clientOf('ada', coach.memberId)
  const ben = await clientOf('ben', colleague.memberId)
  delete ben.ids['members']
  delete ben.ids['practices']
  // Only sign-in makes these, with a password that nobody here has.
  await api.database.admin.query(
    `insert into refresh_tokens (practice_id, hash, session_id, expires_at, created_at)
     select practice_id, sha256(id::text::bytea), id, expires_at, created_at from sessions where practice_id = $1 limit 1`,
    [practice.practiceId],
  )
  // Nor does a practice whose time is real have a clock.
  await api.database.admin.query('insert into test_clocks (practice_id, stands_at, target) values ($1, now(), now())', [
    practice.practiceId,
  ])
  // Nor, where no week is over and nobody works, is anybody on the ladder, in dispute, or is a file waiting or
  // does mail leave.
  await api.database.admin.query(`
    insert into disputes (practice_id, client_id, period_id, reason, created_at)
      select practice_id, client_id, id, 'I was ill', now() from periods where practice_id = '${practice.practiceId}';
    insert into standings (practice_id, client_id, standing, since)
      select practice_id, id, 'behind', now() from clients where practice_id = '${practice.practiceId}' on conflict do nothing;
    insert into escalation_notices (practice_id, client_id, escalation_id, kind, status, due_at, created_at)
      select practice_id, client_id, id, 'warning', 'dropped', now(), now() from escalations
       where practice_id = '${practice.practiceId}' on conflict do nothing;
    insert into campaigns (practice_id, id, client_id, created_at, updated_at)
      select practice_id, id, client_id, now(), now() from announcements
       where practice_id = '${practice.practiceId}' on conflict do nothing;
    insert into sending_pace (practice_id, domain, paid_until) values ('${practice.practiceId}', 'reader.example', now());
    insert into sending_days (practice_id, day, mails) values ('${practice.practiceId}', current_date, 1);
    insert into campaigns (practice_id, id, client_id, created_at, updated_at)
      select practice_id, id, client_id, now(), now() from announcements where practice_id = '${practice.practiceId}' on conflict do nothing;
    insert into mail_events (practice_id, provider, event_id, message_id, received_at)
      select practice_id, 'generic', 'said once', id, now() from messages where practice_id = '${practice.practiceId}' limit 1;
    insert into digests (practice_id, recipient_id, client_id, period, falls_on, planned_at)
      select practice_id, id, id, current_date, current_date, now() from clients where practice_id = '${practice.practiceId}';
    insert into import_chunks (practice_id, client_id, import_id, number, bytes)
      select practice_id, client_id, id, 0, 'Name' from imports where practice_id = '${practice.practiceId}'`)
  const members = { owner: practice.ownerId, coach: coach.memberId, assistant: assistant.memberId }
  return {
    practice,
    ada: { ...ada, ids: { ...shared.ids, ...ada.ids } },
    ben,
    signIn: (role) =>
      role === 'client' ? practice.clientSession(ada.ids['clients']![0]!) : practice.memberSession(members[role], role),
  }
}

/** Plays the steps in order, as that caller. @returns what is known afterwards */
async function tellStory(
  api: TestApi,
  document: Document,
  as: string,
  story: Step[],
  { ids: known, words }: Person,
): Promise<Person> {
  const ids = structuredClone(known)
  for (const step of story) {
    if ('happens' in step) {
      await step.happens(api, ids)
      continue
    }
    const { call, body, finds } = step
    const described = operationsOf(document).find(({ method, path }) => `${method} ${path}` === call)
    if (!described) throw new Error(`the story calls ${call}, which there is not`)
    const request = sampleRequest(document, described, { ids, words })
    if (body) request.body = { ...(request.body as object), ...body(ids) }
    if (request.method === 'POST')
      request.headers['idempotency-key'] = `${words} ${story.indexOf(step)}`.replaceAll(' ', '-')
    const response = await send(api, described, request, as)
    if (response.statusCode >= 300) throw new Error(`${call} answered ${response.statusCode}: ${response.body}`)
    if (response.body === '') continue
    const found = finds
      ? finds(response.json())
      : { [collectionIn(response.headers.location as string)]: [response.json<{ id: string }>().id] }
    for (const [collection, more] of Object.entries(found)) ids[collection] = [...(ids[collection] ?? []), ...more]
  }
  return { ids, words }
}

/** `/v1/contacts/…` leads to contacts. */
const collectionIn = (location: string) => /([^/]+)\/[^/]+$/.exec(location)![1]!
