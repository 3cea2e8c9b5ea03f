import type { BrowserContext, CDPSession, Page } from 'playwright-core'
import { installKit, type Recording } from './kit.ts'

/** Pixels per second: to look at everything, and to get somewhere. */
export const SPEEDS = { slow: 1_000, fast: 8_000 } as const

/** What was counted, and seconds for which the page's own thread computed. */
export interface Scrolling extends Recording {
  cpu: { all: number; script: number; layout: number }
}

interface Turning {
  /** Pixels per second. */
  speed: number
  seconds: number
}

/** The wheel turns downwards for a while, always from the same place. */
export async function measureScrolling(
  page: Page,
  devtools: CDPSession,
  turning: Turning,
): Promise<Scrolling> {
  await page.evaluate(() => window.bench.scrollTo(0.1))
  await page.evaluate(() => window.bench.untilShown(performance.now(), 10_000, false))
  return await recordScrolling(page, devtools, turning)
}

/**
 * The same pictures in a page that does nothing but show them, all of them at hand: what the browser can do on this machine,
 * beside which the app is to be judged.
 */
export async function measureBare(
  context: BrowserContext,
  pictures: string[],
  turning: Turning,
): Promise<Scrolling> {
  const page = await context.newPage()
  await page.addInitScript(installKit)
  // A text, which nobody forbids to have pictures.
  await page.goto('/before-paint.js')
  await page.evaluate(showPictures, pictures)
  const recording = await recordScrolling(page, await context.newCDPSession(page), turning)
  await page.close()
  return recording
}

/** Runs in the page. */
async function showPictures(addresses: string[]): Promise<void> {
  const scroller = document.createElement('div')
  scroller.style.cssText =
    'position: fixed; inset: 0; overflow: auto; background: #fff; will-change: scroll-position'
  const grid = document.createElement('div')
  grid.setAttribute('role', 'grid')
  grid.style.cssText =
    'display: flex; flex-wrap: wrap; gap: 6px; height: 100000px; align-content: start'
  scroller.append(grid)
  document.body.replaceChildren(scroller)
  const images = addresses.map((address, index) => {
    const tile = document.createElement('div')
    tile.dataset.index = String(index)
    const image = document.createElement('img')
    image.src = address
    image.style.cssText = 'display: block; height: 160px; width: 170px; object-fit: cover'
    tile.append(image)
    grid.append(tile)
    return image
  })
  await Promise.allSettled(images.map((image) => image.decode()))
}

async function recordScrolling(
  page: Page,
  devtools: CDPSession,
  { speed, seconds }: Turning,
): Promise<Scrolling> {
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
