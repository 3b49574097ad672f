import type { StormResult } from './storm.ts'

/** The result for people, one figure a line. */
export function asTable(result: StormResult): string {
  const arrived = `${result.uncertainArrived} arrived, ${result.uncertain - result.uncertainArrived} did not`
  const lines: [string, number | string, string?][] = [
    ['sent', result.sent],
    ['uncertain', result.uncertain, `${arrived}; at most ${result.kills * result.sessions} allowed`],
    ['lost', result.lost],
    ['twice', result.twice],
    ['kills', result.kills],
    ['kills mid-flight', result.midFlight],
    ['messages/s', result.messagesPerSecond, `${result.seconds.toFixed(1)} s, restarts included`],
  ]
  return lines
    .map(([name, value, note]) => `${name.padEnd(18)}${String(value).padStart(6)}${note ? `   ${note}` : ''}`)
    .join('\n')
}
