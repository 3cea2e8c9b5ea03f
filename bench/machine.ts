import { availableParallelism, cpus, loadavg, totalmem } from 'node:os'

/** One line about where and when a figure was measured. */
export function describeMachine(): string {
  const memory = Math.round(totalmem() / 2 ** 30)
  const [load = 0] = loadavg()
  const day = new Date().toISOString().slice(0, 10)
  return `${day}, ${availableParallelism()} cores (${cpus()[0]?.model}), ${memory} GiB, Node ${process.version}, load ${load.toFixed(1)} at the start`
}

/** "min / median / max" with as many digits as matter. */
export function spread(values: number[]): string {
  const sorted = values.toSorted((a, b) => a - b)
  const show = (value = 0) => (value < 10 ? value.toFixed(2) : value.toFixed(1))
  return `${show(sorted[0])} / ${show(median(values))} / ${show(sorted.at(-1))}`
}

export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}
