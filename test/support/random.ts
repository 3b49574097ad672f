/** Numbers from 0 to 1 that a seed decides (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

export const pick = <T>(random: () => number, from: readonly T[]): T => from[Math.floor(random() * from.length)]!

/** New ones every time, printed with the tests' names; TEST_SEED plays one of them again. */
export function seeds(count: number): number[] {
  const given = process.env['TEST_SEED']
  if (given) return [Number(given)]
  return Array.from({ length: count }, () => Math.floor(Math.random() * 1_000_000_000))
}
