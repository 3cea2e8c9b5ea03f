import type { Page } from 'playwright-core'
import { randomOf } from '../search/random.ts'
import type { ShownTimes } from './kit.ts'

const LIMIT_MS = 10_000

export interface Jumps {
  /** Assets in view at the top and at the bottom of the scroll bar. */
  first: number | null
  last: number | null
  /** Pixels that the scroll bar stands for. */
  scrollHeight: number
  /** Places never looked at before, and the same again. */
  cold: ShownTimes[]
  warm: ShownTimes[]
  /** How far from its place on the scroll bar the asset in the middle was at most: share of all assets. */
  offBy: number
}

/** By the scroll bar to its ends and to places by chance. */
export async function measureJumps(page: Page, count: number, assets: number): Promise<Jumps> {
  const top = await page.evaluate(() => window.bench.untilShown(performance.now(), 10_000, false))
  await jumpTo(page, 1)
  const bottom = await page.evaluate(() =>
    window.bench.untilShown(performance.now(), 10_000, false),
  )
  const { max } = await page.evaluate(() => window.bench.scrollRange())
  const random = randomOf(count)
  const shares = Array.from({ length: count }, () => 0.02 + 0.96 * random())
  const cold = await jumpAll(page, shares)
  const warm = await jumpAll(page, shares)
  const distances = cold.map(({ view }, at) => {
    const middle = ((view.from ?? 0) + (view.to ?? 0)) / 2
    return Math.abs(middle / assets - (shares[at] ?? 0))
  })
  return {
    first: top.view.from,
    last: bottom.view.to,
    scrollHeight: max,
    ...{ cold, warm },
    offBy: Math.max(...distances),
  }
}

/** Ends early where nothing is ever shown. */
async function jumpAll(page: Page, shares: readonly number[]): Promise<ShownTimes[]> {
  const jumps: ShownTimes[] = []
  for (const share of shares) {
    jumps.push(await jumpTo(page, share))
    if (jumps.length === 5 && jumps.every(({ allPictures }) => allPictures === null)) break
  }
  return jumps
}

async function jumpTo(page: Page, share: number): Promise<ShownTimes> {
  return await page.evaluate(([to, limit]) => window.bench.jump(to, limit), [
    share,
    LIMIT_MS,
  ] as const)
}
