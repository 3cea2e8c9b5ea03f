/** Pseudo-random numbers, 0 to 1, the same for the same seed (mulberry32). */
export type Random = () => number

export function randomOf(seed: number): Random {
  let state = Math.imul(seed ^ (seed >>> 16), 0x45d9f3b)
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

/** By a name, so that what is asked of one thing does not depend on what else is asked. */
export function seedOf(name: string): Random {
  return randomOf(Buffer.from(name).reduce((sum, byte) => (sum * 31 + byte) | 0, 7))
}

/** A whole number from 0 to `below` - 1. */
export function whole(random: Random, below: number): number {
  return Math.floor(random() * below)
}

export function pick<Value>(random: Random, values: readonly Value[]): Value {
  const value = values[whole(random, values.length)]
  if (value === undefined) throw new Error('There is nothing to pick from.')
  return value
}

/** Draws the place of a weight, the heavier the more often. */
export function weighted(weights: readonly number[]): (random: Random) => number {
  const sums = new Float64Array(weights.length)
  let total = 0
  weights.forEach((weight, at) => {
    total += weight
    sums[at] = total
  })
  return (random) => {
    const x = random() * total
    let [low, high] = [0, weights.length - 1]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((sums[middle] ?? 0) <= x) low = middle + 1
      else high = middle
    }
    return low
  }
}

/** Draws a rank from 0 on: the second half as often as the first, and so on (with an exponent of 1). */
export function zipf(ranks: number, exponent: number): (random: Random) => number {
  return weighted(Array.from({ length: ranks }, (_, rank) => (rank + 1) ** -exponent))
}

/** So many different draws, in the order in which they came. */
export function distinct(count: number, draw: () => number): number[] {
  const found = new Set<number>()
  while (found.size < count) found.add(draw())
  return [...found]
}
