import type pg from 'pg'

/** The line of those who wait for a connection of a pool. */
export interface WaitingLine {
  /** Gives a connection, at once or in turn. */
  connect(): Promise<pg.PoolClient>
  /** Whether as many wait as may. */
  isFull(): boolean
  /** Whether whoever came now is better sent away: it is full, or would keep them for too long. */
  isOverloaded(): boolean
}

export interface LineLimits {
  /** How many may wait at a time. */
  maxWaiting: number
  /** How long they may; with a fifth of it to expect, nobody should begin to, for some will wait several times as long. */
  maxWaitMs: number
}

/** How much the latest time between two turns counts next to those before it. */
const weight = 0.1

/**
 * A line that tells how it moves. How long the next in line will wait follows from how many stand before them and how
 * often one of these has had their turn of late (Little's law): when the database slows down, whoever sends
 * newcomers away keeps the line short instead of slow, and they hear it at once.
 */
export function createWaitingLine(
  pool: Pick<pg.Pool, 'connect' | 'waitingCount' | 'options'>,
  { maxWaiting, maxWaitMs }: LineLimits,
): WaitingLine {
  let betweenTurnsMs = 0
  let lastTurnAt = performance.now()

  const expectedWaitMs = () => {
    // When nobody has had a turn for long, they may all be about to: as many at a time as there are connections.
    const stalledMs = (performance.now() - lastTurnAt) / pool.options.max
    return pool.waitingCount * Math.max(betweenTurnsMs, stalledMs)
  }

  const isFull = () => pool.waitingCount >= maxWaiting

  return {
    async connect() {
      const cameAt = performance.now()
      const client = await pool.connect()
      const now = performance.now()
      // Only turns that somebody was waiting for say how fast the line moves.
      if (cameAt < lastTurnAt) betweenTurnsMs += weight * (now - lastTurnAt - betweenTurnsMs)
      lastTurnAt = now
      return client
    },
    isFull,
    isOverloaded: () => isFull() || (pool.waitingCount > 0 && expectedWaitMs() >= maxWaitMs / 5),
  }
}
