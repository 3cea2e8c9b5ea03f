import assert from 'node:assert/strict'
import { link, mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe } from 'node:test'
import type { Browser, CDPSession, Page, Route } from 'playwright-core'
import sharp from 'sharp'
import {
  keepScreenshot,
  NO_BROWSER,
  openBrowser,
  openVisitor,
  signIn,
  startSteps,
  type Visitor,
} from './browser.ts'
import {
  closeDetail,
  detailOf,
  focusedIndex,
  gridOf,
  nameAt,
  scrollTop,
  tileOf,
  untilCount,
  untilPicturesLoaded,
  untilStageShows,
} from './library-page.ts'
import { makePicture } from './pictures.ts'
import {
  callApi,
  makeTemporaryFolder,
  onlySource,
  startVitrine,
  until,
  untilIndexed,
  type Vitrine,
} from './vitrine.ts'

const COUNT = 1_500
/** Different pictures; the rest are further names of them. */
const PICTURES = 40
/** Elements of the whole page, however long the list is. */
const MAX_ELEMENTS = 1_500

describe('a library of 1,500 assets', { skip: NO_BROWSER }, () => {
  let folder: string
  let vitrine: Vitrine
  let browser: Browser
  let visitor: Visitor
  let page: Page
  let devtools: CDPSession
  const step = startSteps(() => page)

  before(async () => {
    folder = await makeTemporaryFolder('large')
    await fill(join(folder, 'Large'))
    vitrine = await startVitrine({ folders: [join(folder, 'Large')] })
    await untilIndexed(vitrine, 120)
    browser = await openBrowser()
    visitor = await openVisitor(browser, vitrine)
    page = visitor.page
    devtools = await visitor.context.newCDPSession(page)
    await signIn(page, vitrine)
  })
  after(async () => {
    await browser?.close()
    await vitrine?.remove()
    await rm(folder, { recursive: true, force: true })
  })

  const countElements = () => page.evaluate(() => document.querySelectorAll('*').length)

  /** The path of the asset at a place of the list, as the server has it; negative: from the end. */
  const pathInOrder = async (index: number): Promise<string> => {
    const at = index < 0 ? COUNT + index : index
    const { id } = await onlySource(vitrine)
    const page = `sort=-date_created&page[limit]=1&page[cursor]=${at}`
    const { body } = await callApi(vitrine, `/sources/${id}/assets?${page}`)
    return body.data[0].attributes.origin_path
  }
  const nameInOrder = async (index: number) => {
    const path = await pathInOrder(index)
    return path.slice(path.lastIndexOf('/') + 1)
  }

  step('all are indexed, none failed', async () => {
    const { indexing } = (await onlySource(vitrine)).attributes
    assert.equal(indexing.indexed, COUNT)
    assert.equal(indexing.failed, 0)
  })

  step('the grid counts them and shows the first', async () => {
    await untilCount(page, '1,500 assets')
    await untilPicturesLoaded(page)
    assert.ok((await countElements()) < MAX_ELEMENTS)
  })

  step('the scroll bar leads to the end and to any place between, at once', async () => {
    for (const share of [1, 0.5, 0.1, 0.9, 0.33]) {
      await scrollTo(page, share)
      await untilPicturesLoaded(page)
      await until(`what stands at ${share} is shown`, async () => {
        const shown = await shownPlaces(page)
        const middle = (shown[0] + shown[1]) / 2
        return Math.abs(middle - share * COUNT) < COUNT * 0.06
      })
      assert.ok((await countElements()) < MAX_ELEMENTS)
    }
  })

  step('End leads to the last one and its picture', async () => {
    await gridOf(page).locator('[tabindex="0"]').focus()
    await page.keyboard.press('Control+End')
    await until('the last tile has the focus', async () => {
      assert.equal(await focusedIndex(page), COUNT - 1)
      return true
    })
    await untilPicturesLoaded(page)
    await keepScreenshot(page, 'large-end')
    assert.equal(await nameAt(page, COUNT - 1), await nameInOrder(-1))
  })

  step('what the keys reach far from there is what the server has there', async () => {
    await page.keyboard.press('PageUp')
    await until('the focus went up', async () => (await focusedIndex(page)) < COUNT - 1)
    const index = await focusedIndex(page)
    await until(
      'it has arrived',
      async () => (await nameAt(page, index)) === (await nameInOrder(index)),
    )
    await scrollTo(page, 0.2)
    await untilPicturesLoaded(page)
    assert.equal(await focusedIndex(page), index, 'scrolling takes the focus from nobody')
    await page.keyboard.press('ArrowLeft')
    await until('the next one has it', async () => (await focusedIndex(page)) === index - 1)
  })

  step('away by the scroll bar and back, nothing that is seen jumps', async () => {
    const index = await focusedIndex(page)
    const tile = gridOf(page).locator(`[data-index="${index}"]`)
    const element = await tile.elementHandle()
    await scrollTo(page, 0.95)
    await untilPicturesLoaded(page)
    const shift = await page.evaluateHandle(watchShifts, null)
    for (const share of [0.2, index / COUNT]) {
      await scrollTo(page, share)
      await untilPicturesLoaded(page)
    }
    await until('it is in view', async () => await tile.evaluate(isInView))
    assert.equal(await element?.evaluate((one) => one === document.activeElement), true)
    assert.deepEqual(await shift.evaluate((read) => read()), [])
  })

  step('a range may be longer than what was read of it', async () => {
    await page.keyboard.press('x')
    await page.keyboard.press('Shift+Control+Home')
    const bar = page.getByRole('toolbar', { name: 'Selected assets' })
    const index = await focusedIndex(page)
    assert.equal(index, 0)
    await bar
      .getByRole('status')
      .getByText(/^1,[34]\d\d selected/)
      .waitFor()
    await page.keyboard.press('Control+a')
    await bar.getByRole('status').getByText('1,500 selected').waitFor()
    await page.keyboard.press('Escape')
    await bar.waitFor({ state: 'detached' })
  })

  step('an address leads deep into the list, with what lies beside', async () => {
    const name = await nameInOrder(1_111)
    const path = await pathInOrder(1_111)
    await page.goto(`${new URL(page.url()).pathname}?at=${encodeURIComponent(path)}`)
    await tileOf(page, name).waitFor()
    assert.equal(await tileOf(page, name).getAttribute('data-index'), '1111')
    await tileOf(page, name).click()
    await untilStageShows(page, name)
    await page.keyboard.press('ArrowRight')
    await untilStageShows(page, await nameInOrder(1_112))
    await closeDetail(page)
    await until('the focus is on it', async () => (await focusedIndex(page)) === 1_112)
  })

  step('Home leads back to the first', async () => {
    await page.keyboard.press('Control+Home')
    await until('the first tile has the focus', async () => (await focusedIndex(page)) === 0)
    assert.equal(await scrollTop(page), 0)
    await untilPicturesLoaded(page)
  })

  const foldersComeFirst = async () => {
    const { promise: isHeld, resolve: letPass } = Promise.withResolvers<void>()
    await page.route(/\/duplicates\?/, async (route) => {
      await isHeld
      await route.continue()
    })
    const folders = page.waitForResponse(/\/folders\b/)
    await page.reload()
    const shift = await page.evaluateHandle(watchShifts, null)
    await (await folders).finished()
    const sideBar = page.getByRole('navigation', { name: 'Library' })
    await sideBar.getByRole('link', { name: 'Duplicates' }).waitFor()
    await sideBar.getByRole('treeitem').first().waitFor()
    await page.evaluate(untilDrawn)
    letPass()
    await sideBar.getByRole('link', { name: /^Duplicates \d/ }).waitFor()
    await untilPicturesLoaded(page)
    await page.unroute(/\/duplicates\?/)
    const jumps = await shift.evaluate((read) => read())
    assert.deepEqual(
      jumps.filter((jump) => jump.includes('Folders')),
      [],
    )
  }

  step(
    'after a reload, folders neither wait for the number of duplicates nor move when it arrives',
    foldersComeFirst,
  )

  step('so it is on a first visit', async () => {
    const { id } = await onlySource(vitrine)
    await page.evaluate((name) => localStorage.removeItem(name), `vitrine-duplicates-${id}`)
    await foldersComeFirst()
  })

  step('where two pages of the list meet, no tile jumps when the later one arrives', async () => {
    for (const [seam, late] of [
      [400, 4],
      [900, 8],
    ] as const) {
      await page.reload()
      await untilPicturesLoaded(page)
      const held = await holdPages(page)
      await scrollTo(page, seam / COUNT)
      await putInMiddle(page, seam)
      const early = 2 * (seam / PAGE) - 1 - late
      await until('both are asked for', () => [early, late].every((one) => held.has(one)))
      await held.get(early)?.continue()
      held.delete(early)
      const [known, missing] = late * PAGE === seam ? [seam - 1, seam] : [seam, seam - 1]
      await gridOf(page).locator(`[data-index="${known}"]:not([aria-busy])`).waitFor()
      await gridOf(page).locator(`[data-index="${missing}"][aria-busy]`).waitFor()
      await untilPicturesLoaded(page)
      const shift = await page.evaluateHandle(watchShifts, '[role=grid]')
      await page.unroute(PAGES)
      await Promise.all(Array.from(held.values(), release))
      await gridOf(page).locator(`[data-index="${missing}"]:not([aria-busy])`).waitFor()
      await untilPicturesLoaded(page)
      assert.deepEqual(await shift.evaluate((read) => read()), [], `around ${seam}`)
    }
  })

  step('what was scrolled past is let go', async () => {
    await devtools.send('Performance.enable')
    // What still holds on to the last rows, a picture on its way say, lets go of them a little later.
    await until('the nodes and the memory of what is gone are given back', async () => {
      await devtools.send('HeapProfiler.collectGarbage')
      const { metrics } = await devtools.send('Performance.getMetrics')
      const read = (name: string) =>
        metrics.find((metric) => metric.name === name)?.value ?? Infinity
      const figures = { nodes: read('Nodes'), heapMB: read('JSHeapUsedSize') / 1e6 }
      assert.ok(figures.nodes < 6 * MAX_ELEMENTS, JSON.stringify(figures))
      assert.ok(figures.heapMB < 80, JSON.stringify(figures))
      return true
    })
  })

  step('what takes too long is asked for twice; what is too large offers its file', async () => {
    visitor.expectError(/ (413|504) |ERR_CACHE_MISS/)
    const address = /\/shot-777\.jpg\?/
    const refuse = (status: number, body: string) => (route: Route) =>
      route.fulfill({ status, contentType: 'text/plain', body })
    let asked = 0
    await page.route(address, async (route) => {
      if (route.request().resourceType() === 'image') asked += 1
      await refuse(504, 'This took longer than 30 seconds.')(route)
    })
    await page.goto(`${new URL(page.url()).pathname}?q=shot-777`)
    await page.locator('[data-text*="Preview failed"]').waitFor()
    assert.equal(asked, 2)
    await page.unroute(address)
    await page.route(address, refuse(413, 'It has 900 megapixels.'))
    await tileOf(page, 'shot-777.jpg').dblclick()
    await detailOf(page).getByText('It has 900 megapixels. (413)').waitFor()
    await detailOf(page)
      .getByRole('link', { name: /^Download \d/ })
      .waitFor()
    assert.equal(await detailOf(page).getByRole('button', { name: 'Try again' }).count(), 0)
    await page.unroute(address)
    await closeDetail(page)
  })

  step('no page met an error', () => visitor.leave())
})

/** As many as one page of the list has. */
const PAGE = 100
const PAGES = /\/assets\?.*page%5Blimit%5D=100&/

/** Lets no page of the list arrive. @returns those that were asked for, by number; NaN: by the one before */
async function holdPages(page: Page): Promise<Map<number, Route>> {
  const held = new Map<number, Route>()
  await page.route(PAGES, (route) => {
    const { searchParams } = new URL(route.request().url())
    held.set(Number(searchParams.get('page[cursor]') ?? Number.NaN) / PAGE, route)
  })
  return held
}

/** What nobody waits for any more cannot go on. */
async function release(route: Route): Promise<void> {
  await route.continue().catch(() => {})
}

/** Scrolls until the empty tile of an asset that is not there yet is in the middle of the screen. */
async function putInMiddle(page: Page, index: number): Promise<void> {
  const tile = gridOf(page).locator(`[data-index="${index}"][aria-busy]`)
  await tile.evaluate((element) => {
    const { top } = element.getBoundingClientRect()
    element.closest('[role=grid]')?.parentElement?.scrollBy(0, top - innerHeight / 2)
  })
}

/** Runs in the page. Once what is known now is on the screen. */
function untilDrawn(): Promise<void> {
  return new Promise((resolve) => {
    requestAnimationFrame(() => requestAnimationFrame(() => resolve()))
  })
}

/** As the scroll bar does, to a share of the way. */
async function scrollTo(page: Page, share: number): Promise<void> {
  await gridOf(page).evaluate((grid, part) => {
    const scroller = grid.parentElement
    scroller?.scrollTo(0, part * (scroller.scrollHeight - scroller.clientHeight))
  }, share)
}

/**
 * Runs in the page. @param within null: of anything. @returns what tells each jump since then of something in there, as
 * browsers count them: how far, and what moved
 */
function watchShifts(within: string | null): () => string[] {
  interface Shift extends PerformanceEntry {
    value: number
    hadRecentInput: boolean
    sources: { node: Node | null }[]
  }
  const jumps: string[] = []
  const add = (entries: PerformanceEntryList) => {
    for (const { value, hadRecentInput, sources } of entries as Shift[]) {
      const inside = sources.filter(
        ({ node }) => within === null || node?.parentElement?.closest(within),
      )
      const moved = inside.map(({ node }) => node?.textContent?.slice(0, 40))
      if (!hadRecentInput && (within === null || moved.length > 0))
        jumps.push(`${value}: ${moved.join(', ')}`)
    }
  }
  const observer = new PerformanceObserver((list) => add(list.getEntries()))
  observer.observe({ type: 'layout-shift' })
  return () => {
    add(observer.takeRecords())
    return jumps
  }
}

function isInView(tile: Element): boolean {
  const { top, bottom } = tile.getBoundingClientRect()
  return bottom > 150 && top < innerHeight
}

/** The first and the last place of which the asset has arrived. */
async function shownPlaces(page: Page): Promise<[number, number]> {
  const places = await gridOf(page)
    .locator('[role=gridcell]:not([aria-busy])')
    .evaluateAll((cells) =>
      cells
        .filter((cell) => {
          const { top, bottom } = cell.getBoundingClientRect()
          return bottom > 150 && top < innerHeight
        })
        .map((cell) => Number(cell.dataset.index)),
    )
  return [Math.min(...places), Math.max(...places)]
}

/** Some pictures under very many names: hard links are made in no time. */
async function fill(folder: string): Promise<void> {
  const originals = join(folder, 'series-00')
  await mkdir(originals, { recursive: true })
  for (let index = 0; index < PICTURES; index += 1) {
    const small = sharp(await makePicture(index)).resize({ width: 60 })
    await small.jpeg().toFile(join(originals, `shot-${index}.jpg`))
  }
  for (let index = PICTURES; index < COUNT; index += 1) {
    const series = join(folder, `series-${String(Math.floor(index / 250)).padStart(2, '0')}`)
    if (index % 250 === 0) await mkdir(series, { recursive: true })
    const original = join(originals, `shot-${index % PICTURES}.jpg`)
    await link(original, join(series, `shot-${index}.jpg`))
  }
}
