import { gzipSync } from 'node:zlib'
import type { Browser, BrowserContextOptions } from 'playwright-core'
import { openVisitor } from '../../e2e/browser.ts'
import type { Vitrine } from '../../e2e/vitrine.ts'
import { installKit } from './kit.ts'

/** As WebPageTest's "4G": bits per second, and milliseconds that the answer to each request is held back. */
export const FOUR_G = { down: 9e6, up: 9e6, latencyMs: 170 } as const

type Network = typeof FOUR_G | null

/** Milliseconds since the navigation began. */
export interface FirstGrid {
  firstPaint: number
  largestPaint: number
  tiles: number
  firstPicture: number
  allPictures: number
  layoutShift: number
  /** What came over the wire until then. */
  requests: number
  kilobytes: number
  /** Those that the page names; the others come by themselves. */
  scripts: string[]
}

interface Visit {
  browser: Browser
  vitrine: Vitrine
  /** The session. */
  storageState: BrowserContextOptions['storageState']
  path: string
  network: Network
}

/** Opens the library in a browser that has never been there, but has a session. */
export async function measureFirstGrid(visit: Visit): Promise<FirstGrid> {
  const { browser, vitrine, storageState, path, network } = visit
  const visitor = await openVisitor(browser, vitrine, { storageState })
  const { page, context } = visitor
  await page.addInitScript(installKit)
  if (network) {
    const devtools = await context.newCDPSession(page)
    await devtools.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: network.latencyMs,
      downloadThroughput: network.down / 8,
      uploadThroughput: network.up / 8,
    })
  }
  await page.goto(path, { waitUntil: 'commit' })
  const grid = await page.evaluate(async () => {
    const shown = await window.bench.firstGrid
    const paint = performance.getEntriesByName('first-contentful-paint')[0]
    const resources = performance.getEntriesByType('resource') as PerformanceResourceTiming[]
    const all = [...resources, ...performance.getEntriesByType('navigation')]
    const sizes = all.map((entry) => (entry as PerformanceResourceTiming).transferSize)
    const html = await (await fetch(location.href)).text()
    return {
      firstPaint: paint?.startTime ?? Number.NaN,
      largestPaint: window.bench.largestPaint,
      tiles: shown.tiles ?? Number.NaN,
      firstPicture: shown.firstPicture ?? Number.NaN,
      allPictures: shown.allPictures ?? Number.NaN,
      layoutShift: window.bench.layoutShifts.reduce((sum, value) => sum + value, 0),
      requests: sizes.length,
      kilobytes: sizes.reduce((sum, size) => sum + size, 0) / 1000,
      scripts: Array.from(
        html.matchAll(/(?:src|href)="([^"]+\.js)"/g),
        ([, file = '']) => new URL(file, location.href).href,
      ),
    }
  })
  await context.close()
  return grid
}

/** How one file is served to a browser, and its size in gzip. */
export interface ServedFile {
  gzipBytes: number
  sentBytes: number
  encoding: string
  caching: string
  vary: string
}

export async function readServed(url: string): Promise<ServedFile> {
  const response = await fetch(url, { headers: { 'accept-encoding': 'gzip, deflate, br, zstd' } })
  const read = (name: string) => response.headers.get(name) ?? '–'
  const bytes = Buffer.from(await response.arrayBuffer())
  return {
    gzipBytes: gzipSync(bytes, { level: 9 }).length,
    sentBytes: Number(response.headers.get('content-length') ?? bytes.length),
    encoding: read('content-encoding'),
    caching: read('cache-control'),
    vary: read('vary'),
  }
}
