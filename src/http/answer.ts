/** What a route's work gives back; the edge encodes it by the route's response schema, stores it, and sends it. */
export interface Answer {
  status: number
  body?: unknown
  /** Instead of a body: JSON that is sent as it is, so it must be what the response schema says. */
  json?: string
  /** Instead of a body: text of another media type, which the operation names in `alsoAs`. */
  text?: { type: string; content: string }
  headers?: Record<string, string>
  /** One resource in full: its answer carries an ETag. */
  resource?: boolean
  /** Values that must not be kept with an idempotency key; a replay goes without them. */
  secretFields?: string[]
}

/** 200 with one resource. */
export const ok = (body: unknown): Answer => ({ status: 200, body, resource: true })

/** 200 with something that is not a resource of its own: a list, a verdict. */
export const result = (body: unknown): Answer => ({ status: 200, body })

/** 201 with the resource just made and where it lives. */
export const created = (location: string, body: unknown): Answer => ({
  status: 201,
  body,
  headers: { location },
  resource: true,
})

/** 202: it has begun. */
export const accepted = (body: unknown, location?: string): Answer => ({
  status: 202,
  body,
  ...(location ? { headers: { location } } : {}),
})

/** 204. */
export const noContent = (): Answer => ({ status: 204 })
