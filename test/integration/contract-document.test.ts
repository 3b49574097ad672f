import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeApi } from '../../src/bin/describe-api.ts'
import { startTestApi, type TestApi } from '../support/api.ts'

let api: TestApi
beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.stop())

test('the document is served as it is written', async () => {
  const answer = await api.call('GET', '/openapi.json')
  expect(answer.headers['content-type']).toBe('application/json; charset=utf-8')
  expect(answer.json()).toEqual((await describeApi()).document)
})

test('it is shown without asking anybody else for anything', async () => {
  const page = await api.call('GET', '/docs/')
  expect(page.statusCode).toBe(200)
  expect(page.headers['content-security-policy']).toMatch(/^default-src 'self';/)
  expect(page.headers['content-security-policy']).not.toContain('http')
  const parts = [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, url]) => url!)
  expect(parts.length).toBeGreaterThan(2)
  for (const url of parts) {
    const part = await api.call('GET', new URL(url, 'http://cadre.test/docs/').pathname)
    expect([url, part.statusCode]).toEqual([url, 200])
    expect(url).toMatch(/^\.?\//)
  }
  expect((await api.call('GET', '/docs/static/swagger-initializer.js')).body).toContain('persistAuthorization')
})
