import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { networkParts } from '../../src/modules/imports/network-file.rules.ts'
import { startImporter } from '../support/address-books.ts'
import { startTestApi, type TestApi, type TestPractice } from '../support/api.ts'
import { exporterOf } from '../support/exported.ts'
import { contentOf, type NetworkFile } from '../support/network-content.ts'
import { aNetwork } from '../support/network-files.ts'

let api: TestApi
let practice: TestPractice

beforeAll(async () => {
  api = await startTestApi()
  practice = await api.practice()
})
afterAll(() => api.stop())

/** In a table or a card it stands for nothing. */
const withoutClearing = (text: string) => text.replaceAll('**CLEAR**', 'clear')

/** A file with some made-up people, whom nothing has happened to. */
function fileOf(given: fc.GeneratorValue): string {
  const { contacts } = JSON.parse(withoutClearing(JSON.stringify(aNetwork(given)))) as NetworkFile
  const none = Object.fromEntries(networkParts.map((part) => [part, []]))
  const people = contacts.map((one) => ({ ...one, cadence: null, followUpChosenOn: null }))
  return JSON.stringify({ format: 'cadre', version: 1, ...none, contacts: people })
}

test.each(['csv', 'vcard'])(
  'people who are exported as %s and imported are equal, whatever is said of them',
  (format) =>
    fc.assert(
      fc.asyncProperty(fc.gen(), async (given) => {
        const [one, other] = [await startImporter(api, practice), await startImporter(api, practice)]
        const take = (clientId: string, as: string) =>
          exporterOf(api, { practiceId: practice.practiceId, token: practice.owner, clientId }).take(as)
        const peopleOf = async (clientId: string) =>
          contentOf(JSON.parse(await take(clientId, 'json')) as NetworkFile)['contacts']
        await one.importer.bringIn(fileOf(given))
        await other.importer.bringIn(await take(one.clientId, format))
        expect(await peopleOf(other.clientId)).toEqual(await peopleOf(one.clientId))
      }),
      { numRuns: 25, endOnFailure: true },
    ),
)
