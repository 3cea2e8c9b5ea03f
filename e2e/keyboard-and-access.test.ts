import assert from 'node:assert/strict'
import { mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import type { Browser, Locator, Page } from 'playwright-core'
import {
  findOutside,
  growText,
  keepScreenshot,
  keepScreenshotsInThemes,
  NO_BROWSER,
  openBrowser,
  openVisitor,
  scrollsSideways,
  signIn,
  startSteps,
  type Visitor,
} from './browser.ts'
import { untilEditorBesidePicture } from './delivery-page.ts'
import { findViolations, findViolationsInThemes } from './find-violations.ts'
import { type Library, openLibrary } from './library.ts'
import {
  closeDetail,
  detailOf,
  findTightFolders,
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
  untilPanelIsAbout,
  untilPicturesLoaded,
  untilShown,
  untilStageShows,
  untilToast,
} from './library-page.ts'
import { chooseOption, openPalette, sheetOf, switchSingleKeys } from './palette-page.ts'
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
    await page.keyboard.press('Enter')
    await until('the tile has the focus', async () => (await focusedIndex(page)) === 0)
    await page.keyboard.press('/')
    await page.keyboard.press('Escape')
    await untilCount(page, `${library.count} assets`)
  })

  step('arrows lead from nowhere into the grid, move through it and select', async () => {
    await page.keyboard.press('Escape')
    await page.locator('body:not(:has(:focus))').waitFor()
    await page.keyboard.press('ArrowDown')
    await until('a tile has the focus', async () => (await focusedIndex(page)) >= 0)
    await untilPanelIsAbout(page, await focusedIndex(page))
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowDown')
    const index = await focusedIndex(page)
    assert.ok(index > 2, `${index} is in another row`)
    await untilPanelIsAbout(page, index)
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

  step('letters typed while the palette is on its way are not lost', async () => {
    await page.reload()
    await untilShown(page, ['harbour.jpg'])
    await page.keyboard.press('Control+k')
    await page.keyboard.type('coast')
    const field = page.getByRole('combobox', { name: 'Type a command or search' })
    await until('the palette has the text', async () => (await field.inputValue()) === 'coast')
    await page.keyboard.press('Escape')
  })

  step('the palette leads to a folder, an asset and a setting', async () => {
    await openPalette(page, 'coast')
    await chooseOption(page, '/travel/coast')
    await page.waitForURL((url) => url.searchParams.get('folder') === '/travel/coast')
    await openPalette(page, 'harbour')
    await chooseOption(page, 'harbour.jpg')
    await detailOf(page).getByRole('heading', { level: 1, name: 'harbour.jpg' }).waitFor()
    await closeDetail(page)
    await openPalette(page, 'categ')
    await chooseOption(page, 'Categories')
    await page.waitForURL('**/settings/categories')
    await until('the new page has the focus', async () =>
      page.evaluate(() => document.activeElement?.textContent === 'Categories'),
    )
    await openPalette(page, '')
    const recent = page.getByRole('group', { name: 'Recent' }).getByRole('option')
    assert.match((await recent.allTextContents()).join(), /^Categories,harbour\.jpg.*coast/)
    await page.keyboard.type('show all')
    await chooseOption(page, 'Show all assets')
    await untilCount(page, `${library.count} assets`)
  })

  step(
    'all is selected from wherever the focus is; one key after another goes to a folder',
    async () => {
      await page.keyboard.press('Control+a')
      await page.getByText(`${library.count} selected`).first().waitFor()
      await page.keyboard.press('Escape')
      await page.keyboard.press('g')
      await page.keyboard.press('f')
      await page.getByRole('combobox', { name: 'Go to a folder' }).waitFor()
      await page.keyboard.press('Escape')
    },
  )

  step('the sheet of shortcuts gives the focus back', async () => {
    await page.keyboard.press('/')
    // Past what is offered below the box, into the results.
    await until('a tile has the focus', async () => {
      if ((await focusedIndex(page)) >= 0) return true
      await page.keyboard.press('ArrowDown')
      return false
    })
    const index = await focusedIndex(page)
    await page.keyboard.press('?')
    await sheetOf(page).getByText('Open detail view').waitFor()
    await sheetOf(page).getByRole('heading', { name: 'In the detail view' }).waitFor()
    await sheetOf(page).getByText('Play or pause').waitFor()
    await page.keyboard.press('Escape')
    await sheetOf(page).waitFor({ state: 'detached' })
    assert.equal(await focusedIndex(page), index)
  })

  step('keys of one character can be switched off', async () => {
    const filters = page.getByRole('button', { name: /^Advanced/ })
    await page.keyboard.press('f')
    await until('f opens the filters', async () => isExpanded(filters))
    await page.keyboard.press('f')
    await until('f closes the filters', async () => !(await isExpanded(filters)))
    await switchSingleKeys(page)
    await page.keyboard.press('f')
    await page.keyboard.press('?')
    // What comes after shows that nothing has come of them.
    await switchSingleKeys(page)
    assert.equal(await isExpanded(filters), false)
    await page.keyboard.press('?')
    await sheetOf(page).waitFor()
    await page.keyboard.press('Escape')
  })

  step('an address that leads nowhere says so, and leads on', async () => {
    visitor.expectError(/404 .*\/no\/such\/page\)$/)
    await page.goto('/no/such/page')
    await page.getByRole('heading', { name: 'There is no such page' }).waitFor()
    await tabTo(page, 'Go to the library')
    await page.keyboard.press('Enter')
    await untilCount(page, `${library.count} assets`)
  })

  step('no page met an error', () => visitor.leave())
}

async function isExpanded(button: Locator): Promise<boolean> {
  return (await button.getAttribute('aria-expanded')) === 'true'
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
  test('no violations, light and dark', async () => {
    const visitor = await openVisitor(browser, library.vitrine)
    const { page } = visitor
    const check = async (view: string) => {
      await keepScreenshotsInThemes(page, view)
      assert.deepEqual(await findViolationsInThemes(page), [], view)
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
    await page.keyboard.press('Escape')
    await openPalette(page, 'har')
    await page.getByRole('option', { name: 'harbour.jpg' }).waitFor()
    await check('access-palette')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+/')
    await sheetOf(page).waitFor()
    await check('access-shortcuts')
    await page.keyboard.press('Escape')
    await visitor.leave()
  })
}

function describeScreens() {
  test('on a phone that lies on its side the editor stands beside its picture', async () => {
    const viewport = { width: 844, height: 390 }
    const { page, leave } = await openVisitor(browser, library.vitrine, { viewport })
    await signIn(page, library.vitrine)
    await page.goto(`/s/${library.sid}/asset/travel/coast/harbour.jpg?delivery=`)
    await untilEditorBesidePicture(page)
    await keepScreenshot(page, 'delivery-phone-on-its-side')
    await leave()
  })
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
      await growText(page, '200%')
      assert.deepEqual(await findOutside(page), [], 'buttons, text at 200 %')
      assert.equal(await findTightFolders(page), 0, 'folders, text at 200 %')
      await keepScreenshot(page, `library-${width}-large-text`)
      await growText(page, '')
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
      await openPalette(page, 'h')
      assert.equal(await scrollsSideways(page), false, 'palette')
      await keepScreenshot(page, `palette-${width}`)
      await page.keyboard.press('Escape')
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
      const { page, leave } = await openVisitor(browser, vitrine)
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
      await leave()
    } finally {
      await vitrine.remove()
      await rm(join(folder, '..'), { recursive: true, force: true })
    }
  })
}
