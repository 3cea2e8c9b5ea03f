import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Browser, BrowserContextOptions, CDPSession, Page, Request } from 'playwright-core'
import { openBrowser, openVisitor, signIn } from '../e2e/browser.ts'
import { makeTemporaryFolder, startVitrine, type Vitrine } from '../e2e/vitrine.ts'
import { describeMachine } from './machine.ts'
import { runBench } from './run-bench.ts'
import { BENCH_USER, openLibrary } from './search/library.ts'
import { type FirstGrid, FOUR_G, measureFirstGrid, readServed } from './web/first-grid.ts'
import { measureInteractions, measureTyping } from './web/interactions.ts'
import { measureJumps } from './web/jumps.ts'
import { installKit } from './web/kit.ts'
import { makePhotos } from './web/make-photos.ts'
import { describe, type Measured } from './web/report.ts'
import { measureBare, measureMemory, measureScrolling, SPEEDS } from './web/scrolling.ts'

const HELP = `npm run bench:web -- [options]: makes a library of photos and looks at it in Chromium

  --assets N     how many (1,000,000)
  --keep DIR     keep the library in this folder; the next run with it starts with what is there
  --jumps N      places to jump to (30)
  --seconds N    of scrolling (30)
  --minutes N    scroll on, and see what memory does (0)
  --save         write bench/results/web.md; with another number of assets, web-<assets>.md`

const DEFAULT_ASSETS = 1_000_000
const VISITS = 5
const WORDS = 30

interface Options {
  assets: number
  keep: string | null
  jumps: number
  seconds: number
  minutes: number
  save: boolean
}

async function main(): Promise<void> {
  const options = readOptions()
  if (!options) return console.log(HELP)
  await runBench((stack) => measureAll(options, stack))
}

function readOptions(): Options | null {
  const { values } = parseArgs({
    options: {
      assets: { type: 'string', default: String(DEFAULT_ASSETS) },
      keep: { type: 'string' },
      jumps: { type: 'string', default: '30' },
      seconds: { type: 'string', default: '30' },
      minutes: { type: 'string', default: '0' },
      save: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return null
  return {
    assets: readCount(values.assets),
    keep: values.keep ?? null,
    jumps: readCount(values.jumps),
    seconds: readCount(values.seconds),
    minutes: readCount(values.minutes),
    save: values.save,
  }
}

function readCount(text: string): number {
  if (!/^\d+$/.test(text)) throw new Error(`"${text}" is no whole number.`)
  return Number(text)
}

async function measureAll(options: Options, stack: AsyncDisposableStack): Promise<void> {
  const machine = describeMachine()
  const folder = options.keep ?? (await makeTemporaryFolder('bench-web'))
  if (options.keep === null) stack.defer(() => rm(folder, { recursive: true, force: true }))
  const path = await makeLibrary(folder, options.assets, stack)
  // Without a worker nobody lists the files again, of which there is nothing new to learn.
  const environment = { ROLES: 'api,render' }
  const started = await startVitrine({ dataDir: folder, environment })
  const vitrine = { ...started, ...BENCH_USER }
  stack.defer(async () => void (await vitrine.stop()))
  const browser = await openBrowser()
  stack.defer(() => browser.close())
  const measured = await measureBrowsing({ browser, vitrine, path, options })
  const report = describe({ ...measured, assets: options.assets, machine })
  console.log(report)
  if (!options.save) return
  const { assets } = options
  const name = assets === DEFAULT_ASSETS ? 'web' : `web-${assets / 1000}k`
  const file = new URL(`./results/${name}.md`, import.meta.url)
  await mkdir(new URL('.', file), { recursive: true })
  await writeFile(file, report)
}

/** @returns the address of its source in the web app */
async function makeLibrary(
  folder: string,
  assets: number,
  stack: AsyncDisposableStack,
): Promise<string> {
  const photos = await makePhotos(join(folder, 'photos'))
  const linked = { folder: join(folder, 'files'), photos }
  const library = await openLibrary(folder, assets, stack, { linked })
  const [source] = library.sources
  if (!source) throw new Error('The library has no source.')
  const { db } = library.database
  const listed = await db.selectFrom('listings').select('id').executeTakeFirst()
  if (!listed) {
    const row = { source_id: source.id, objects_seen: assets, finished_at: new Date() }
    await db
      .insertInto('listings')
      .values({ ...row, state: 'complete' })
      .execute()
  }
  return `/s/${source.publicId}`
}

interface Visit {
  browser: Browser
  vitrine: Vitrine
  path: string
  options: Options
}

type Browsing = Omit<Measured, 'assets' | 'machine'>

async function measureBrowsing(visit: Visit): Promise<Browsing> {
  const { browser, vitrine, path, options } = visit
  const visitor = await openVisitor(browser, vitrine)
  const { page, context } = visitor
  await page.goto(path)
  await signIn(page, vitrine)
  await page.addInitScript(installKit)
  await page.goto(path)
  await page.evaluate(() => window.bench.firstGrid)
  const storageState = await context.storageState()
  const first = await measureFirstGrids(visit, storageState)
  const devtools = await context.newCDPSession(page)
  const jumps = await step('jumps', () => measureJumps(page, options.jumps, options.assets))
  const scrolling = await step('scrolling', () => measureSpeeds(page, devtools, options.seconds))
  const interactions = await step('keys and clicks', () => measureInteractions(page))
  const shifts = await page.evaluate(() => window.bench.layoutShifts)
  await page.goto(path)
  const typing = await step('typing', () => measureTyping(page, WORDS))
  shifts.push(...(await page.evaluate(() => window.bench.layoutShifts)))
  await page.goto(path)
  const { minutes } = options
  const held = minutes > 0 ? await measureMemory(page, devtools, minutes) : []
  shifts.push(...(await page.evaluate(() => window.bench.layoutShifts)))
  const served = new Set(first.flatMap(({ grids }) => grids.flatMap(({ scripts }) => scripts)))
  const scripts = await Promise.all(Array.from(served, readServed))
  const document = await readServed(vitrine.url + path)
  const layoutShift = shifts.reduce((sum, value) => sum + value, 0)
  await context.close()
  return {
    ...{ jumps, scrolling, held, first, scripts, page: document },
    ...{ layoutShift, interactions, typing },
  }
}

async function step<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
  const begin = performance.now()
  const result = await work()
  console.error(`${name}: ${((performance.now() - begin) / 1000).toFixed(1)} s`)
  return result
}

async function measureFirstGrids(
  { browser, vitrine, path }: Visit,
  storageState: BrowserContextOptions['storageState'],
): Promise<Measured['first']> {
  const networks = [
    { name: 'localhost', goal: '≤ 1,000 ms', network: null },
    { name: '4G', goal: '≤ 2,500 ms', network: FOUR_G },
  ]
  const first: Measured['first'] = []
  for (const { name, goal, network } of networks) {
    const grids: FirstGrid[] = []
    await step(`first visits, ${name}`, async () => {
      for (let visit = 0; visit < VISITS; visit += 1) {
        grids.push(await measureFirstGrid({ browser, vitrine, storageState, path, network }))
      }
    })
    first.push({ name, goal, grids })
  }
  return first
}

async function measureSpeeds(page: Page, devtools: CDPSession, seconds: number) {
  const [slow, fast] = [SPEEDS.slow, SPEEDS.fast].map((speed) => ({ speed, seconds: seconds / 2 }))
  if (!slow || !fast) throw new Error('There are two speeds.')
  const pictures = new Set<string>()
  const note = (request: Request) => {
    if (request.resourceType() === 'image') pictures.add(request.url())
  }
  page.on('request', note)
  const first = await measureScrolling(page, devtools, slow)
  page.off('request', note)
  const again = await measureScrolling(page, devtools, slow)
  const bare = await measureBare(page.context(), [...pictures], slow)
  return [
    { name: `${slow.speed} px/s, never rendered`, recording: first },
    { name: `${slow.speed} px/s, the same again`, recording: again },
    { name: `${slow.speed} px/s, a bare page of the same pictures`, recording: bare },
    {
      name: `${fast.speed} px/s`,
      recording: await measureScrolling(page, devtools, fast),
    },
  ]
}

await main()
