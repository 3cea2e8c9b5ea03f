import type { CDPSession, Page } from 'playwright-core'
import type { Recording } from './kit.ts'

/** Pixels per second: to look at everything, and to get somewhere. */
export const SPEEDS = { slow: 1_000, fast: 8_000 } as const

/** What was counted, and seconds for which the page's own thread computed. */
export interface Scrolling extends Recording {
  cpu: { all: number; script: number; layout: number }
}

/** The wheel turns downwards for a while. */
export async function measureScrolling(
  page: Page,
  devtools: CDPSession,
  { speed, seconds }: { speed: number; seconds: number },
): Promise<Scrolling> {
  await page.evaluate(() => window.bench.scrollTo(0.1))
  await page.evaluate(() => window.bench.untilShown(performance.now(), 10_000, false))
  const recording = await page.evaluateHandle(() => window.bench.record())
  // Seconds of the processor, which other work on the machine does not lengthen.
  await devtools.send('Performance.enable', { timeDomain: 'threadTicks' })
  const before = await readMetrics(devtools)
  await turnWheel(page, devtools, speed, seconds)
  const after = await readMetrics(devtools)
  const recorded = await recording.evaluate((one) => one.stop())
  await devtools.send('Performance.disable')
  const spent = (name: string) => after(name) - before(name)
  return {
    ...recorded,
    cpu: {
      all: spent('TaskDuration'),
      script: spent('ScriptDuration'),
      layout: spent('LayoutDuration') + spent('RecalcStyleDuration'),
    },
  }
}

async function readMetrics(devtools: CDPSession): Promise<(name: string) => number> {
  const { metrics } = await devtools.send('Performance.getMetrics')
  return (name) => metrics.find((metric) => metric.name === name)?.value ?? Number.NaN
}

/** @param speed pixels per second; below 0 upwards */
async function turnWheel(
  page: Page,
  devtools: CDPSession,
  speed: number,
  seconds: number,
): Promise<void> {
  const box = await page.getByRole('grid').locator('xpath=..').boundingBox()
  if (!box) throw new Error('There is no grid.')
  await devtools.send('Input.synthesizeScrollGesture', {
    x: box.x + box.width / 2,
    y: box.y + box.height / 2,
    yDistance: -speed * seconds,
    speed: Math.abs(speed),
    gestureSourceType: 'mouse',
    preventFling: true,
  })
}

/** What the page holds after everything that is not needed was collected. */
export interface Held {
  minutes: number
  heapMB: number
  nodes: number
}

/** Scrolls on for minutes, here and there and to other places. */
export async function measureMemory(
  page: Page,
  devtools: CDPSession,
  minutes: number,
): Promise<Held[]> {
  await devtools.send('Performance.enable')
  const held = [await readHeld(devtools, 0)]
  for (const half of [1, 2]) {
    const end = performance.now() + (minutes * 60_000) / 2
    for (let turn = 0; performance.now() < end; turn += 1) {
      await page.evaluate((share) => window.bench.scrollTo(share), (turn * 0.381_966) % 1)
      await turnWheel(page, devtools, SPEEDS.slow, 5)
      await turnWheel(page, devtools, SPEEDS.fast, 5)
      await turnWheel(page, devtools, -SPEEDS.fast, 2)
    }
    held.push(await readHeld(devtools, (minutes * half) / 2))
  }
  return held
}

async function readHeld(devtools: CDPSession, minutes: number): Promise<Held> {
  for (let times = 0; times < 2; times += 1) await devtools.send('HeapProfiler.collectGarbage')
  const read = await readMetrics(devtools)
  return { minutes, heapMB: read('JSHeapUsedSize') / 1e6, nodes: read('Nodes') }
}
