import { hash as argon2, parseOptions, verify as argon2Verify } from '@node-rs/argon2'
import { defineProblem } from '../../errors.ts'

const busy = defineProblem('busy', 503, 'Too much is being asked at once')

/** Argon2id; OWASP's first choice of parameters. Hashes made with lower ones are renewed at the next sign-in. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

export interface Passwords {
  /** @throws 503 with Retry-After when too many wait already */
  hash(password: string): Promise<string>
  /**
   * Whether the password is the one the hash was made of. Without a hash the same work is done for nothing, so that
   * the time taken does not tell whether there is one.
   *
   * @throws 503 with Retry-After when too many wait already
   */
  verify(hash: string | undefined, password: string): Promise<boolean>
  needsRehash(hash: string): boolean
}

/**
 * Hashing off the event loop, a few at a time: each takes about 15 ms of one core and 19 MiB, on threads that file
 * reads and name look-ups share (libuv's pool has four).
 *
 * @param atOnce hashes in flight in this process
 * @param waiting how many more may wait for their turn; beyond, callers are sent away at once
 */
export function createPasswords({ atOnce = 3, waiting = 100 } = {}): Passwords {
  const inTurn = createTurns(atOnce, waiting)
  let decoy: Promise<string> | undefined
  return {
    hash: (password) => inTurn(() => argon2(normalized(password), cost)),
    verify: (hash, password) =>
      inTurn(async () => {
        const known = hash !== undefined && isHash(hash)
        const against = known ? hash : await (decoy ??= argon2('nobody’s password', cost))
        return (await argon2Verify(against, normalized(password))) && known
      }),
    needsRehash(hash) {
      const { memoryCost, timeCost, parallelism } = parseOptions(hash)
      return memoryCost < cost.memoryCost || timeCost < cost.timeCost || parallelism < cost.parallelism
    },
  }
}

/** An é typed on one keyboard is the é typed on another. */
const normalized = (password: string) => password.normalize('NFC')

const isHash = (text: string) => text.startsWith('$argon2id$')

function createTurns(atOnce: number, waiting: number) {
  const queue: (() => void)[] = []
  let running = 0
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (running >= atOnce) {
      if (queue.length >= waiting) throw busy('Try again in a moment.', { retryAfterSeconds: 1 })
      await new Promise<void>((resolve) => queue.push(resolve))
    } else {
      running += 1
    }
    try {
      return await work()
    } finally {
      const next = queue.shift()
      // A turn that is handed on stays taken.
      if (next) next()
      else running -= 1
    }
  }
}
