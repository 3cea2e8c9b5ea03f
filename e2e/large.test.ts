import assert from 'node:assert/strict'
import { link, mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe } from 'node:test'
import type { Browser, CDPSession, Page } from 'playwright-core'
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
  focusedIndex,
  gridOf,
  nameAt,
  scrollTop,
  shownNames,
  untilCount,
  untilPicturesLoaded,
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

  step('End leads to the last one and its picture', async () => {
    await until(
      'the whole list is loaded',
      async () => {
        await scrollTo(page, Number.MAX_SAFE_INTEGER)
        assert.ok((await countElements()) < MAX_ELEMENTS)
        return Number(await gridOf(page).getAttribute('aria-rowcount')) > 0
      },
      120,
    )
    await gridOf(page).locator('[tabindex="0"]').focus()
    await page.keyboard.press('Control+End')
    await until('the last tile has the focus', async () => {
      assert.equal(await focusedIndex(page), COUNT - 1)
      return true
    })
    await untilPicturesLoaded(page)
    await keepScreenshot(page, 'large-end')
    const { body } = await callApi(
      vitrine,
      `/sources/${(await onlySource(vitrine)).id}/assets?sort=date_created&page[limit]=1`,
    )
    const last = body.data[0].attributes.origin_path
    assert.equal(await nameAt(page, COUNT - 1), last.slice(last.lastIndexOf('/') + 1))
  })

  step('any place in between is there at once, and the page stays small', async () => {
    const height = await gridOf(page).evaluate((grid) => grid.clientHeight)
    for (const share of [0.5, 0.1, 0.9, 0.33]) {
      await scrollTo(page, Math.round(height * share))
      await untilPicturesLoaded(page)
      assert.ok((await shownNames(page)).length > 10)
      assert.ok((await countElements()) < MAX_ELEMENTS)
    }
  })

  step('Home leads back to the first', async () => {
    await page.keyboard.press('Control+Home')
    await until('the first tile has the focus', async () => (await focusedIndex(page)) === 0)
    assert.equal(await scrollTop(page), 0)
    await untilPicturesLoaded(page)
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

  step('no page met an error', () => visitor.leave())
})

async function scrollTo(page: Page, top: number): Promise<void> {
  await gridOf(page).evaluate((grid, to) => grid.parentElement?.scrollTo(0, to), top)
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
