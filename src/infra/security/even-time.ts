import { setTimeout } from 'node:timers/promises'

/** Lets work take at least so long, so that the time taken does not tell what it found. */
export async function takingAtLeast<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  const [outcome] = await Promise.all([work, setTimeout(milliseconds)])
  return outcome
}
