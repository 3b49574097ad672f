import pg from 'pg'

/*
 * Imported ahead of a process that is to break: once a statement that contains CRASH_ON has been asked, an error that
 * quotes a person, as those of PostgreSQL do, is thrown or rejected (CRASH_AS) where nobody catches it.
 */

interface Querying {
  query(...args: unknown[]): unknown
}

const client: Querying = pg.Client.prototype
const { query } = client
let done = false

client.query = function queryOrCrash(this: Querying, ...args: unknown[]) {
  const [asked] = args as [string | { text?: string }]
  const text = typeof asked === 'string' ? asked : (asked?.text ?? '')
  if (!done && text.includes(process.env['CRASH_ON']!)) {
    done = true
    const error = Object.assign(new Error('invalid input syntax: "canary@people.example"'), {
      code: '22P02',
      detail: 'Failing row contains (Canary Lindqvist, canary@people.example).',
    })
    if (process.env['CRASH_AS'] === 'throw') {
      setImmediate(() => {
        throw error
      })
    } else void Promise.reject(error)
  }
  return query.apply(this, args)
}
