import assert from 'node:assert/strict'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe } from 'node:test'
import type { Browser, Locator, Page } from 'playwright-core'
import { readZip } from '../server/api/test-zip.ts'
import {
  keepScreenshot,
  NO_BROWSER,
  openBrowser,
  openVisitor,
  signIn,
  startSteps,
  type Visitor,
} from './browser.ts'
import { findViolations } from './find-violations.ts'
import { type Library, openLibrary } from './library.ts'
import { detailOf, focusedIndex, gridOf, showAll, tileOf, untilCount } from './library-page.ts'
import { chooseOption, openPalette } from './palette-page.ts'
import { makePicture } from './pictures.ts'
import { callApi, findAsset, until } from './vitrine.ts'

/** In the file of the harbour itself. */
const WRITTEN = 'The old harbour'

describe('many assets at once', { skip: NO_BROWSER }, () => {
  let library: Library
  let browser: Browser
  let visitor: Visitor
  let page: Page
  const step = startSteps(() => page)

  before(async () => {
    library = await openLibrary()
    browser = await openBrowser()
    visitor = await openVisitor(browser, library.vitrine)
    page = visitor.page
    await signIn(page, library.vitrine)
    await untilCount(page, `${library.count} assets`)
  })
  after(async () => {
    await browser?.close()
    await library?.close()
  })

  const bar = () => page.getByRole('toolbar', { name: 'Selected assets' })
  const untilSelected = (text: string) => bar().getByRole('status').getByText(text).waitFor()
  const tileAt = (index: number) => gridOf(page).locator(`[data-index="${index}"]`)
  const pressCheck = async (tile: Locator) => {
    await tile.hover()
    await tile.locator('[data-check]').click()
  }
  const untilDone = (text: string | RegExp) => page.getByRole('status').getByText(text).waitFor()
  const countSelected = () => gridOf(page).locator('[aria-selected=true]').count()
  const countCategory = async (name: string) => {
    const query = new URLSearchParams({ 'filter[categories]': name, 'page[limit]': '1' })
    const { body } = await callApi(library.vitrine, `/sources/${library.sid}/assets?${query}`)
    return Number(body.meta.cursor.totalRecords)
  }

  step('the mouse: one, another, and up to a third', async () => {
    await tileAt(0).click()
    assert.equal(await bar().count(), 0)
    await tileAt(2).click({ modifiers: ['Control'] })
    await untilSelected('2 selected')
    await tileAt(4).click({ modifiers: ['Shift'] })
    await untilSelected('4 selected')
    await pressCheck(tileAt(3))
    await untilSelected('3 selected')
    await page
      .getByRole('complementary')
      .getByRole('heading', { name: '3 assets selected' })
      .waitFor()
    assert.equal(await countSelected(), 3)
    await keepScreenshot(page, 'bulk-selected')
    await page.keyboard.press('Escape')
    await bar().waitFor({ state: 'detached' })
  })

  step('the keyboard: x, Shift and arrows, Ctrl-A, Esc', async () => {
    await page.keyboard.press('Escape')
    await tileAt(0).click()
    await page.keyboard.press('x')
    await untilSelected('1 selected')
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('x')
    await page.keyboard.press('Shift+ArrowRight')
    await page.keyboard.press('Shift+ArrowRight')
    await untilSelected('4 selected')
    await page.keyboard.press('Shift+ArrowLeft')
    await untilSelected('3 selected')
    assert.equal(await focusedIndex(page), 3)
    await page.keyboard.press('Control+a')
    await untilSelected(`${library.count} selected`)
    await page.keyboard.press('Escape')
    await bar().waitFor({ state: 'detached' })
  })

  step('all of a search but one get a category; the selection stays', async () => {
    await pressCheck(tileAt(0))
    await bar()
      .getByRole('button', { name: `Select all ${library.count}` })
      .click()
    await untilSelected(`${library.count} selected`)
    await pressCheck(tileOf(page, 'harbour.jpg'))
    const rest = library.count - 1
    await untilSelected(`${rest} selected`)
    await bar().getByRole('button', { name: 'Categories' }).click()
    await page.getByRole('combobox', { name: 'Add a category' }).fill('Campaign, spring')
    await page.keyboard.press('Enter')
    assert.deepEqual(await findViolations(page), [])
    await page
      .getByRole('button', { name: `Add category “Campaign, spring” to ${rest} assets` })
      .waitFor()
    await page.keyboard.press('Enter')
    await untilDone(`Saved on ${rest} assets.`)
    await untilSelected(`${rest} selected`)
    assert.equal(await countCategory('Campaign, spring'), rest)
    assert.deepEqual(await findViolations(page), [])
    await keepScreenshot(page, 'bulk-done')
  })

  step('Undo puts all of it back', async () => {
    await page.getByRole('button', { name: 'Undo' }).click()
    await untilDone(`Put back on ${library.count - 1} assets.`)
    assert.equal(await countCategory('Campaign, spring'), 0)
    await page.getByRole('button', { name: 'Hide' }).click()
    await page.keyboard.press('Escape')
    await bar().waitFor({ state: 'detached' })
    // Another one lets go of the asset whose details were shown.
    await page.keyboard.press('Escape')
    await until('none is selected', async () => (await countSelected()) === 0)
  })

  step('what few have in common is shown, and put on all of them', async () => {
    for (const index of [1, 2, 3]) await pressCheck(tileAt(index))
    await bar().getByRole('button', { name: 'Tags' }).click()
    await page.getByRole('combobox', { name: 'Add a tag' }).fill('seaside')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Add tag “seaside” to 3 assets' }).click()
    await untilDone('Saved on 3 assets.')
    await page.getByRole('region', { name: 'Tags in common' }).getByText('3 of 3').waitFor()
    await pressCheck(tileAt(4))
    await page.getByRole('region', { name: 'Tags in common' }).getByText('3 of 4').waitFor()
    await bar().getByRole('button', { name: 'Tags' }).click()
    await page.getByRole('button', { name: 'Apply to all: seaside' }).click()
    await page.getByRole('button', { name: 'Add tag “seaside” to 4 assets' }).click()
    await untilDone('Saved on 1 asset. 3 already like that.')
    await page.keyboard.press('Escape')
  })

  step('a search is downloaded as a file', async () => {
    await openMenu('Export this search…')
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: `Export ${library.count} assets` }).click(),
    ])
    const text = await readFile(await download.path(), 'utf8')
    assert.match(text, /origin_path/)
    assert.match(text, /harbour\.jpg/)
  })

  step('of selected assets alone, too', async () => {
    for (const index of [2, 3]) await pressCheck(tileAt(index))
    await untilSelected('2 selected')
    await bar().getByRole('button', { name: 'More actions' }).click()
    await page.getByRole('menuitem', { name: 'Export 2 assets…' }).click()
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Export 2 assets' }).click(),
    ])
    const [header, ...rows] = (await readFile(await download.path(), 'utf8')).trim().split('\r\n')
    assert.match(header ?? '', /origin_path/)
    assert.equal(rows.length, 2)
  })

  step('the same two are compared; back, they are still selected', async () => {
    await openPalette(page, 'compare')
    await chooseOption(page, 'Compare')
    const comparison = page.getByRole('dialog', { name: 'Compare 2 assets' })
    await comparison.getByRole('rowheader', { name: 'File name Differs' }).waitFor()
    await page.keyboard.press('Escape')
    await untilSelected('2 selected')
    assert.equal(await page.locator('[role=gridcell]:focus').count(), 1)
    await page.keyboard.press('t')
    const tags = page.getByRole('combobox', { name: 'Add a tag' })
    await tags.and(page.locator(':focus')).waitFor()
    await page.getByRole('button', { name: 'Cancel' }).click()
    await tags.waitFor({ state: 'detached' })
    assert.equal(await page.locator('[role=gridcell]:focus').count(), 1)
    await page.keyboard.press('Escape')
    await bar().waitFor({ state: 'detached' })
  })

  const fetchZip = async (count: number) => {
    const dialog = page.getByRole('dialog', { name: 'Download' })
    assert.deepEqual(await findViolations(page), [])
    await keepScreenshot(page, 'download')
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      dialog.getByRole('link', { name: `Download ${count} files` }).click(),
    ])
    await dialog.waitFor({ state: 'detached' })
    assert.match(download.suggestedFilename(), /^.+ \d{4}-\d\d-\d\d\.zip$/)
    return readZip(await readFile(await download.path()))
  }

  step('three are downloaded as they are in the folder, with their paths', async () => {
    for (const index of [1, 2, 3]) await pressCheck(tileAt(index))
    await untilSelected('3 selected')
    await bar().getByRole('button', { name: 'Download' }).click()
    const files = await fetchZip(3)
    assert.equal(files.size, 3)
    for (const [name, bytes] of files) {
      assert.ok(bytes.equals(await readFile(join(library.folder, name))), name)
    }
    await page.keyboard.press('Escape')
    await bar().waitFor({ state: 'detached' })
  })

  step('so is a whole search', async () => {
    await openMenu('Download this search…')
    const files = await fetchZip(library.count)
    assert.equal(files.size, library.count)
    assert.ok(files.has('travel/coast/harbour.jpg'))
  })

  const openMenu = async (item: string) => {
    await page
      .getByRole('button', { name: 'Download, export, import, analyse, duplicates, bulk edits' })
      .click()
    await page.getByRole('menuitem', { name: item }).click()
  }

  step('renderings are purged, and browsers that ask are told so', async () => {
    const address = `${library.vitrine.url}/render/pictures/travel/coast/harbour.jpg?w=20`
    const ask = (etag: string) => fetch(address, { headers: { 'If-None-Match': etag } })
    const etag = (await ask('')).headers.get('etag') ?? ''
    const purge = async (folder: string, action: string, told: RegExp) => {
      await openMenu('Purge renderings…')
      const dialog = page.getByRole('dialog', { name: 'Purge renderings' })
      await dialog.getByRole('textbox', { name: 'Folder' }).fill(folder)
      await dialog.getByRole('button', { name: action }).click()
      await untilDone(told)
    }
    await purge('/travel/alps/', 'Purge folder', /^Purged the renderings of .\/travel\/alps/)
    assert.equal((await ask(etag)).status, 304)
    await purge('', 'Purge whole source', /^Purged the renderings of .[^/]/)
    assert.equal((await ask(etag)).status, 200)
  })

  step('a file of metadata is compared first, then taken', async () => {
    const lines = [
      'origin_path,description',
      '/travel/coast/harbour.jpg,A harbour at dusk',
      '/gone.jpg,x',
    ]
    await openMenu('Import metadata, also from imgix…')
    await page.getByLabel('File of metadata').setInputFiles({
      name: 'texts.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(`${lines.join('\n')}\n`),
    })
    await page.getByRole('dialog').getByText('/gone.jpg').waitFor()
    assert.deepEqual(await findViolations(page), [])
    await keepScreenshot(page, 'import-report')
    const before = await findAsset(library.vitrine, library.sid, '/travel/coast/harbour.jpg')
    assert.equal(before.description, WRITTEN)
    await page.getByRole('button', { name: 'Change 1 asset' }).click()
    await untilDone('Saved on 1 asset. 1 refused.')
    const after = await findAsset(library.vitrine, library.sid, '/travel/coast/harbour.jpg')
    assert.equal(after.description, 'A harbour at dusk')
    await showAll(page)
  })

  step('everything done so far is listed, and can still be undone', async () => {
    await page.getByRole('link', { name: 'Show' }).click()
    await page.getByRole('heading', { level: 1, name: 'Import of metadata' }).waitFor()
    await page.getByText('/gone.jpg').waitFor()
    assert.deepEqual(await findViolations(page), [])
    await page.getByRole('main').getByRole('button', { name: 'Undo' }).click()
    await until('the text is as it was', async () => {
      const asset = await findAsset(library.vitrine, library.sid, '/travel/coast/harbour.jpg')
      return asset.description === WRITTEN
    })
    await page.getByRole('link', { name: 'Bulk edits' }).first().click()
    await page.getByRole('heading', { level: 1, name: 'Bulk edits' }).waitFor()
    await until('all four are listed', async () => {
      assert.equal(await page.getByRole('main').getByRole('listitem').count(), 4)
      return true
    })
    await keepScreenshot(page, 'bulk-edits')
    await page.emulateMedia({ colorScheme: 'dark' })
    assert.deepEqual(await findViolations(page), [])
  })

  step('a file that has come to the origin is added by its path', async () => {
    visitor.expectError(/404 .*\/assets\/add\/late\/arrival\.jpg\)$/)
    await page.goto(library.vitrine.url)
    await untilCount(page, `${library.count} assets`)
    await openMenu('Add a file by its path…')
    const path = page.getByLabel('Path at the origin')
    await path.fill('late/arrival.jpg')
    await path.press('Enter')
    await page.getByRole('dialog').getByText('late/arrival.jpg').waitFor()
    await mkdir(join(library.folder, 'late'))
    await writeFile(join(library.folder, 'late', 'arrival.jpg'), await makePicture(1))
    await path.press('Enter')
    await page.getByRole('dialog', { name: 'arrival.jpg' }).waitFor()
    const added = await findAsset(library.vitrine, library.sid, '/late/arrival.jpg')
    assert.equal(added.origin_path, '/late/arrival.jpg')
  })

  step('in the dark, and on a phone: a long press begins, taps go on', async () => {
    const phone = await openVisitor(browser, library.vitrine, {
      colorScheme: 'dark',
      viewport: { width: 360, height: 740 },
      hasTouch: true,
    })
    await signIn(phone.page, library.vitrine)
    const grid = gridOf(phone.page)
    await takeBack(phone.page)
    const box = await grid.locator('[data-index="1"]').boundingBox()
    assert.ok(box)
    const touch = await touchOf(phone.page)
    await touch('touchStart', [box.x + box.width / 2, box.y + box.height / 2])
    await phone.page.getByText('1 selected').waitFor()
    await touch('touchEnd')
    await grid.locator('[data-index="2"]').tap()
    await phone.page.getByText('2 selected').waitFor()
    await keepScreenshot(phone.page, 'bulk-phone')
    assert.deepEqual(await findViolations(phone.page), [])
    await phone.page.getByRole('button', { name: 'Categories' }).tap()
    await phone.page.getByRole('combobox', { name: 'Add a category' }).waitFor()
    assert.deepEqual(await findViolations(phone.page), [])
    await phone.page.goto('/')
    await lookByTouch(phone.page)
    await phone.leave()
  })

  step('no page met an error', () => visitor.leave())
})

/** A view that is still on its way is left, and does not come over the library later. */
async function takeBack(page: Page): Promise<void> {
  const part = Promise.withResolvers<void>()
  const address = '**/DetailScreen-*.js'
  await page.route(address, (route) => part.promise.then(() => route.continue()))
  const comes = page.waitForResponse(address)
  await gridOf(page).locator('[data-index="0"]').tap()
  const view = page.getByRole('dialog')
  await view.getByRole('button', { name: 'Close' }).and(page.locator(':focus')).waitFor()
  await page.keyboard.press('Escape')
  await view.waitFor({ state: 'detached' })
  part.resolve()
  await comes
  await page.unroute(address)
  assert.equal(await view.count(), 0)
}

/** A tap opens, two fingers zoom the picture and not the page, also from beside it, a swipe goes on. */
async function lookByTouch(page: Page): Promise<void> {
  const touch = await touchOf(page)
  await gridOf(page).locator('[data-index="1"]').tap()
  const heading = detailOf(page).getByRole('heading', { level: 1 })
  const picture = detailOf(page).getByRole('region', { name: 'Asset' }).locator('img:not([alt=""])')
  const name = await heading.textContent()
  const { width = 0, y = 0, height = 0 } = (await picture.boundingBox()) ?? {}
  const below = y + height + 30
  await touch('touchStart', [150, below], [210, below])
  await touch('touchMove', [90, below], [270, below])
  await touch('touchEnd')
  await until('the picture has grown', async () => {
    const now = await picture.boundingBox()
    return now !== null && now.width > 2 * width
  })
  assert.equal(await page.evaluate(() => visualViewport?.scale), 1)
  await touch('touchStart', [40, 300], [320, 300])
  await touch('touchMove', [150, 300], [210, 300])
  await touch('touchEnd')
  await until('it is fitted again', async () => (await picture.boundingBox())?.width === width)
  await touch('touchStart', [300, below])
  await touch('touchMove', [60, below])
  await touch('touchEnd')
  await until('the next one is shown', async () => (await heading.textContent()) !== name)
}

/** Fingers on the screen, each at its place. */
async function touchOf(page: Page) {
  const devtools = await page.context().newCDPSession(page)
  return async (type: 'touchStart' | 'touchMove' | 'touchEnd', ...fingers: [number, number][]) => {
    const touchPoints = fingers.map(([x, y], id) => ({ x, y, id }))
    await devtools.send('Input.dispatchTouchEvent', { type, touchPoints })
  }
}
