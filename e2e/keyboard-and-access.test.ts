import assert from 'node:assert/strict'
import { mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import {
  keepScreenshot,
  NO_BROWSER,
  openBrowser,
  openVisitor,
  scrollsSideways,
  signIn,
  startSteps,
  type Visitor,
} from './browser.ts'
import { findViolations } from './find-violations.ts'
import { type Library, openLibrary } from './library.ts'
import {
  closeDetail,
  detailOf,
  focusedIndex,
  gridOf,
  nameAt,
  panelOf,
  searchFor,
  sectionOf,
  selectAsset,
  showAll,
  tileOf,
  untilCount,
  untilPicturesLoaded,
  untilShown,
  untilStageShows,
  untilToast,
} from './library-page.ts'
import {
  findAsset,
  makeTemporaryFolder,
  onlySource,
  patchAsset,
  patchSource,
  startVitrine,
  until,
  untilIndexed,
} from './vitrine.ts'

let library: Library
let browser: Browser

/** For everybody: without a mouse, without good eyes, on any screen, in any state. */
describe('everybody can use it', { skip: NO_BROWSER }, () => {
  before(async () => {
    library = await openLibrary()
    await patchAsset(library.vitrine, library.sid, '/travel/coast/harbour.jpg', {
      tags: { harbour: 0.96, boat: 0 },
      categories: ['Sea'],
      custom_fields: { Photographer: 'Ines Moreau' },
      description: 'The harbour',
    })
    browser = await openBrowser()
  })
  after(async () => {
    await browser?.close()
    await library?.close()
  })

  describe('by keyboard alone', describeKeyboard)
  describe('accessibility', describeAccessibility)
  describe('on any screen', describeScreens)
  describe('when there is nothing to show', describeEmptiness)
})

function describeKeyboard() {
  let visitor: Visitor
  let page: Page
  const step = startSteps(() => page)
  before(async () => {
    visitor = await openVisitor(browser, library.vitrine)
    page = visitor.page
  })
  after(() => visitor.context.close())

  step('sign in', async () => {
    await page.goto('/')
    await page.getByLabel('Email').waitFor()
    await page.keyboard.type(library.vitrine.email)
    await page.keyboard.press('Tab')
    await page.keyboard.type(library.vitrine.password)
    await page.keyboard.press('Enter')
    await untilCount(page, `${library.count} assets`)
  })

  step('search, then into the results', async () => {
    await page.keyboard.press('/')
    await page.keyboard.type('harb')
    await page.keyboard.press('Enter')
    await untilShown(page, ['harbour.jpg'])
    await page.keyboard.press('ArrowDown')
    await until('the tile has the focus', async () => (await focusedIndex(page)) === 0)
    await page.keyboard.press('/')
    await page.keyboard.press('Escape')
    await untilCount(page, `${library.count} assets`)
  })

  step('arrows move through the grid and select', async () => {
    await page.keyboard.press('ArrowDown')
    await until('a tile has the focus', async () => (await focusedIndex(page)) >= 0)
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowLeft')
    await page.keyboard.press('ArrowDown')
    const index = await focusedIndex(page)
    assert.ok(index > 2, `${index} is in another row`)
    const name = await nameAt(page, index)
    await panelOf(page).getByRole('heading', { level: 2, name, exact: true }).waitFor()
  })

  step('the detail view and back to the same tile', async () => {
    const index = await focusedIndex(page)
    const name = await nameAt(page, index)
    await page.keyboard.press('Enter')
    await detailOf(page).getByRole('heading', { level: 1, name, exact: true }).waitFor()
    await closeDetail(page)
    await until('the tile has the focus', async () => (await focusedIndex(page)) === index)
  })

  step('an edit: reached by Tab, opened, typed, saved; Ctrl-Z takes it back', async () => {
    await page.keyboard.press('/')
    await page.keyboard.type('harb')
    await page.keyboard.press('Enter')
    await untilShown(page, ['harbour.jpg'])
    await page.keyboard.press('ArrowDown')
    await until('the tile has the focus', async () => (await focusedIndex(page)) === 0)
    await page.keyboard.press('End')
    await sectionOf(page, 'Metadata').waitFor()
    await tabTo(page, 'Description')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Control+A')
    await page.keyboard.type('Written without a mouse')
    await page.keyboard.press('Enter')
    await untilToast(page, 'Saved description')
    assert.equal(await readDescription(), 'Written without a mouse')
    await page.keyboard.press('Control+z')
    await untilToast(page, 'Undone')
    assert.equal(await readDescription(), 'The harbour')
  })

  step('no page met an error', () => visitor.leave())
}

async function readDescription(): Promise<string> {
  const asset = await findAsset(library.vitrine, library.sid, '/travel/coast/harbour.jpg')
  return asset.description
}

/** Presses Tab until something with this in its name has the focus. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press('Tab')
    const text = await page.evaluate(() => {
      const { activeElement } = document
      return `${activeElement?.getAttribute('aria-label') ?? ''} ${activeElement?.textContent ?? ''}`
    })
    if (text.includes(name)) return
  }
  throw new Error(`"${name}" is not reached by Tab.`)
}

function describeAccessibility() {
  for (const theme of ['light', 'dark'] as const) {
    test(`no violations, ${theme}`, async () => {
      const visitor = await openVisitor(browser, library.vitrine, { colorScheme: theme })
      const { page } = visitor
      const check = async (view: string) => {
        await keepScreenshot(page, `${view}-${theme}`)
        assert.deepEqual(await findViolations(page), [], `${view}, ${theme}`)
      }
      await page.goto('/')
      await page.getByRole('heading', { name: 'Sign in' }).waitFor()
      await check('access-sign-in')
      await signIn(page, library.vitrine)
      await untilPicturesLoaded(page)
      await check('access-library')
      await searchFor(page, 'harb')
      await untilShown(page, ['harbour.jpg'])
      await selectAsset(page, 'harbour.jpg')
      await check('access-panel')
      await panelOf(page).getByRole('button', { name: 'Edit tags' }).click()
      await check('access-edit-tags')
      await tileOf(page, 'harbour.jpg').click()
      await untilStageShows(page, 'harbour.jpg')
      await check('access-detail')
      await closeDetail(page)
      await searchFor(page, 'xylophone')
      await page.getByText('Nothing matches “xylophone”').waitFor()
      await check('access-nothing-found')
      await page.getByRole('button', { name: /^Sort: / }).click()
      await check('access-menu')
      await visitor.leave()
    })
  }
}

function describeScreens() {
  for (const [width, height] of [
    [360, 740],
    [768, 1024],
    [2560, 1440],
  ] as const) {
    test(`${width} pixels wide: nothing sticks out, and the grid can be used`, async () => {
      const visitor = await openVisitor(browser, library.vitrine, { viewport: { width, height } })
      const { page } = visitor
      await page.goto('/')
      await page.getByRole('heading', { name: 'Sign in' }).waitFor()
      assert.equal(await scrollsSideways(page), false, 'sign-in')
      await signIn(page, library.vitrine)
      await untilPicturesLoaded(page)
      assert.equal(await scrollsSideways(page), false, 'library')
      await keepScreenshot(page, `library-${width}`)
      const box = await gridOf(page).boundingBox()
      assert.ok(box && box.width > width * 0.5, 'the grid has most of the width')
      await searchFor(page, 'harb')
      await untilShown(page, ['harbour.jpg'])
      await gridOf(page).getByRole('gridcell').click()
      await page.keyboard.press('Enter')
      await untilStageShows(page, 'harbour.jpg')
      assert.equal(await scrollsSideways(page), false, 'detail')
      await keepScreenshot(page, `detail-${width}`)
      await closeDetail(page)
      await showAllOn(page)
      await visitor.leave()
    })
  }
}

/** On small screens the navigation is behind a button. */
async function showAllOn(page: Page): Promise<void> {
  const open = page.getByRole('button', { name: /navigation/i })
  if (await open.isVisible()) await open.click()
  await showAll(page)
  await untilCount(page, `${library.count} assets`)
}

function describeEmptiness() {
  test('an empty folder, and one that is gone', async () => {
    const folder = join(await makeTemporaryFolder('empty'), 'Empty')
    await mkdir(folder)
    const vitrine = await startVitrine({ folders: [folder] })
    try {
      await untilIndexed(vitrine)
      const visitor = await openVisitor(browser, vitrine)
      const { page } = visitor
      await signIn(page, vitrine)
      await page.getByText('Empty is empty').waitFor()
      await keepScreenshot(page, 'empty')
      assert.deepEqual(await findViolations(page), [])

      await rename(folder, `${folder}-away`)
      const { id } = await onlySource(vitrine)
      await patchSource(vitrine, id, { enabled: true })
      await until('the listing has failed', async () => {
        const { indexing } = (await onlySource(vitrine)).attributes
        return indexing.state === 'failed'
      })
      await page.reload()
      await page.getByText('Indexing stopped').first().waitFor()
      await keepScreenshot(page, 'unreachable')
      assert.deepEqual(await findViolations(page), [])
      await visitor.leave()
    } finally {
      await vitrine.remove()
      await rm(join(folder, '..'), { recursive: true, force: true })
    }
  })
}
