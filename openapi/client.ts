import createClient, { type Client } from 'openapi-fetch'
import type { paths, Problem } from './schema.d.ts'

type Media = 'application/json' | 'application/problem+json'
export type CadreClient = Client<paths, Media>

export interface CadreClientOptions {
  /** Where Cadre is, such as `https://cadre.example`. */
  baseUrl: string
  /** The access token, or where to get the present one; asked before every request. */
  token?: string | (() => string | undefined | Promise<string | undefined>)
  fetch?: (request: Request) => Promise<Response>
}

/** Calls every operation of the API by its path, typed; answers `{ data }` or `{ error }`, an error being a `Problem`. */
export function createCadreClient({ token, ...options }: CadreClientOptions): CadreClient {
  const client = createClient<paths, Media>(options)
  client.use({
    async onRequest({ request }) {
      const bearer = typeof token === 'function' ? await token() : token
      if (bearer) request.headers.set('authorization', `Bearer ${bearer}`)
    },
  })
  return client
}

/** A refusal by the API, thrown by `unwrap`. */
export class CadreError extends Error {
  readonly problem: Problem

  constructor(problem: Problem) {
    super([problem.title, problem.detail, ...(problem.errors ?? []).map((e) => `${e.pointer} ${e.detail}`)].join(' · '))
    this.name = 'CadreError'
    this.problem = problem
  }
}

/**
 * What an operation answers with when all goes well: `await unwrap(cadre.GET('/v1/clients'))`.
 *
 * @throws CadreError for everything else
 */
export async function unwrap<Data>(call: Promise<{ data?: Data; error?: Problem; response: Response }>): Promise<Data> {
  const { data, error, response } = await call
  if (response.ok) return data as Data
  throw new CadreError(isProblem(response) ? error! : unreadable(response))
}

/** False for what something between us and the API answered. */
const isProblem = (response: Response) =>
  response.headers.get('content-type')?.startsWith('application/problem+json') ?? false

const unreadable = (response: Response) =>
  ({ title: response.statusText || 'No problem details', status: response.status }) as Problem
