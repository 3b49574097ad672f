import os from 'node:os'

/** What a figure was measured on, as far as it matters; no names. */
export const describeMachine = (): string => {
  const [cpu] = os.cpus()
  const memory = Math.round(os.totalmem() / 2 ** 30)
  const load = os.loadavg()[0]!.toFixed(1)
  return `${os.availableParallelism()} cores (${cpu?.model.trim()}), ${memory} GiB, Node ${process.versions.node}, load ${load} at the start`
}
