/** Something the demo says is so, and what speaks against it: nothing when it is. */
export interface Claim {
  says: string
  wrong: string[]
}

export const claim = (says: string, wrong: string[]): Claim => ({ says, wrong })

/** That two lists hold the same, in whatever order. */
export function same(expected: readonly string[], found: readonly string[]): string[] {
  const missing = expected.filter((one) => !found.includes(one)).map((one) => `missing: ${one}`)
  const surplus = found.filter((one) => !expected.includes(one)).map((one) => `not expected: ${one}`)
  const twice = found.filter((one, index) => found.indexOf(one) !== index).map((one) => `more than once: ${one}`)
  return [...missing, ...surplus, ...twice]
}
