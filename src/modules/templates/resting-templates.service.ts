/** For so long a template is not tried again that took too much: thousands of letters wait for what it would cost. */
const restMs = 60_000
const resting = new Map<string, { since: number; why: string }>()

/** Lets a version rest from `now` on, in this process. */
export function letRest(versionId: string, now: Date, why: string): void {
  resting.set(versionId, { since: now.getTime(), why })
}

/** Why a version is not tried at `now`; undefined when it may be. */
export function whyResting(versionId: string, now: Date): string | undefined {
  const found = resting.get(versionId)
  if (found && Math.abs(now.getTime() - found.since) < restMs) return found.why
  resting.delete(versionId)
  return undefined
}
