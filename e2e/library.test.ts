import assert from 'node:assert/strict'
import { rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import {
  keepScreenshot,
  NO_BROWSER,
  openBrowser,
  openVisitor,
  signIn,
  startSteps,
  type Visitor,
} from './browser.ts'
import { drawCrop, editorOf, makePdf, pixelsOfPreview, untilDelivery } from './delivery-page.ts'
import { findViolations, findViolationsInThemes } from './find-violations.ts'
import { type Library, openLibrary } from './library.ts'
import {
  closeDetail,
  detailOf,
  focusedIndex,
  gridOf,
  listFiles,
  nameAt,
  openDetail,
  panelOf,
  scrollTop,
  searchBoxOf,
  searchFor,
  sectionOf,
  selectAsset,
  showAll,
  shownNames,
  tileOf,
  untilCount,
  untilOrder,
  untilPicturesLoaded,
  untilShown,
  untilStageShows,
} from './library-page.ts'
import { AWKWARD_NAME } from './pictures.ts'
import { callApi, findAsset, patchAsset, until } from './vitrine.ts'

/** One person's way through the main job, step by step on one page. */
describe('a library in the browser', { skip: NO_BROWSER }, () => {
  let library: Library
  let browser: Browser
  let visitor: Visitor
  let page: Page
  const step = startSteps(() => page)

  before(async () => {
    library = await openLibrary()
    const { vitrine, sid } = library
    const tags = { harbour: 0.96, boat: 0.81, fog: 0.42 }
    await patchAsset(vitrine, sid, '/travel/coast/harbour.jpg', { tags })
    await patchAsset(vitrine, sid, '/portraits/picture-02.jpg', { tags: { boat: 0.5 } })
    browser = await openBrowser()
    visitor = await openVisitor(browser, vitrine)
    page = visitor.page
  })
  after(async () => {
    await browser?.close()
    await library?.close()
  })

  step('a wrong password is refused, and what was typed stays', async () => {
    visitor.expectError(/401 .*\/session\)$/)
    await page.goto('/')
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    await keepScreenshot(page, 'sign-in')
    await page.getByLabel('Email').fill(library.vitrine.email)
    await page.getByLabel('Password').fill('not the password')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByText('That did not match.').waitFor()
    assert.equal(await page.getByLabel('Email').inputValue(), library.vitrine.email)
    assert.equal(new URL(page.url()).pathname, '/sign-in')
  })

  step('signing in leads to all assets, with their pictures', async () => {
    await signIn(page, library.vitrine)
    await untilCount(page, `${library.count} assets`)
    await untilPicturesLoaded(page)
    await keepScreenshot(page, 'library')
    const files = await listFiles(library.folder)
    const seen = new Set(await shownNames(page))
    await gridOf(page).getByRole('gridcell').first().focus()
    await until('every file was on the screen', async () => {
      await page.keyboard.press('PageDown')
      for (const name of await shownNames(page)) seen.add(name)
      return seen.size >= files.length
    })
    assert.deepEqual([...seen].sort(), files.map(({ name }) => name).sort())
  })

  step('by size, largest and smallest first', async () => {
    const files = await listFiles(library.folder)
    await page.getByRole('button', { name: /^Sort: / }).click()
    await page.getByRole('menuitemradio', { name: 'File size' }).click()
    await untilOrder(page, files)
    assert.equal(new URL(page.url()).searchParams.get('sort'), '-file_size')
    await page.getByRole('button', { name: 'Sort: File size, Largest first' }).click()
    await page.getByRole('menuitemradio', { name: 'Smallest first' }).click()
    await untilOrder(page, files.toReversed())
    assert.equal(new URL(page.url()).searchParams.get('sort'), 'file_size')
    await page.getByRole('button', { name: /^Sort: / }).click()
    await page.getByRole('menuitemradio', { name: 'Date created' }).click()
  })

  step('a word that is typed finds files', async () => {
    await searchFor(page, 'turn')
    await untilShown(page, ['turning.gif'])
    await untilCount(page, `1 of ${library.count} assets`)
    assert.equal(new URL(page.url()).searchParams.get('q'), 'turn')
    await searchFor(page, '日本')
    await untilShown(page, [AWKWARD_NAME])
    await untilPicturesLoaded(page)
    await searchFor(page, 'xylophone')
    await page.getByText('Nothing matches “xylophone”').waitFor()
    await page.getByRole('main').getByRole('button', { name: 'Clear search' }).click()
    await untilCount(page, `${library.count} assets`)
    assert.equal(await searchBoxOf(page).inputValue(), '')
  })

  step('a folder shows what lies in it and below', async () => {
    const tree = page.getByRole('tree', { name: 'Folders' })
    await tree.getByRole('treeitem', { name: 'travel' }).click()
    await untilCount(page, '17 assets')
    await tree.getByRole('treeitem', { name: 'travel' }).press('ArrowRight')
    await tree.getByRole('treeitem', { name: 'coast' }).click()
    await untilCount(page, '9 assets')
    assert.equal(new URL(page.url()).searchParams.get('folder'), '/travel/coast')
    await keepScreenshot(page, 'folder')
  })

  step('a click shows metadata, tags and colours', async () => {
    await selectAsset(page, 'harbour.jpg')
    const metadata = sectionOf(page, 'Metadata')
    for (const text of ['image/jpeg', '640 × 427 px', 'Praktica MTL 5', /1\/125 s.*f\/2\.8/]) {
      await metadata.getByText(text).first().waitFor()
    }
    await metadata.getByText('All XMP').click()
    await metadata.getByText('Harbour at dusk').waitFor()
    const tags = sectionOf(page, 'Tags').getByRole('link')
    assert.deepEqual(await tags.allTextContents(), [
      'dusk100 %',
      'harbour96 %',
      'boat81 %',
      'fog42 %',
    ])
    const colors = sectionOf(page, 'Colour data').getByRole('group', { name: 'Dominant colours' })
    await colors.getByRole('link').first().waitFor()
    await keepScreenshot(page, 'info-panel')
  })

  step('a click on a tag and on a colour searches the whole library', async () => {
    await sectionOf(page, 'Tags').getByRole('link', { name: 'boat' }).click()
    await untilShown(page, ['harbour.jpg', 'picture-02.jpg'])
    await page.getByRole('button', { name: 'Remove filter Tag boat' }).click()
    await untilCount(page, `${library.count} assets`)

    await searchFor(page, 'harbour')
    await untilShown(page, ['harbour.jpg'])
    await selectAsset(page, 'harbour.jpg')
    await sectionOf(page, 'Colour data').getByRole('group').getByRole('link').first().click()
    await page.getByRole('list', { name: 'Filters' }).waitFor()
    await until('only some have the colour', async () => {
      const names = await shownNames(page)
      return names.includes('harbour.jpg') && names.length < library.count
    })
    await showAll(page)
  })

  step('Enter opens it large, arrows go on, Esc returns to the place it came from', async () => {
    await untilCount(page, `${library.count} assets`)
    await selectAsset(page, await nameAt(page, 0))
    await page.keyboard.press('PageDown')
    await until('the focus moved on', async () => (await focusedIndex(page)) > 0)
    const index = await focusedIndex(page)
    const [name, next] = [await nameAt(page, index), await nameAt(page, index + 1)]
    await until('the selection has followed', async () => {
      return new URL(page.url()).searchParams.get('at')?.endsWith(name) ?? false
    })
    const top = await scrollTop(page)
    assert.ok(top > 0, 'the grid was scrolled')
    await page.keyboard.press('Enter')
    await untilStageShows(page, name)
    await keepScreenshot(page, 'detail')
    await page.keyboard.press('ArrowRight')
    await untilStageShows(page, next)
    await page.keyboard.press('ArrowLeft')
    await untilStageShows(page, name)
    await closeDetail(page)
    await until('the focus is back', async () => (await focusedIndex(page)) === index)
    assert.equal(await scrollTop(page), top)
  })

  step('an address shows the same view to another person', async () => {
    const name = await nameAt(page, await focusedIndex(page))
    await page.keyboard.press('Enter')
    await untilStageShows(page, name)
    const other = await openVisitor(browser, library.vitrine)
    await other.page.goto(page.url())
    await other.page.getByLabel('Email').fill(library.vitrine.email)
    await other.page.getByLabel('Password').fill(library.vitrine.password)
    await other.page.keyboard.press('Enter')
    await untilStageShows(other.page, name)
    assert.equal(other.page.url(), page.url())
    await other.page.getByRole('button', { name: 'Close detail view' }).click()
    await tileOf(other.page, name).waitFor()
    await other.leave()
  })

  step('Back leaves the detail view, Forward opens it again', async () => {
    const heading = detailOf(page).getByRole('heading', { level: 1 })
    const name = (await heading.textContent()) ?? ''
    await page.goBack()
    await detailOf(page).waitFor({ state: 'detached' })
    await tileOf(page, name).waitFor()
    await page.goForward()
    await untilStageShows(page, name)
    await closeDetail(page)
  })

  step('a broken file says what is wrong with it', async () => {
    await searchFor(page, 'broken')
    await untilShown(page, ['broken.jpg'])
    await selectAsset(page, 'broken.jpg')
    await panelOf(page).getByText('This file could not be read').waitFor()
    const { error } = await findAsset(library.vitrine, library.sid, '/broken.jpg')
    assert.match(error, /^[A-Z].{10,200}\.$/)
    await panelOf(page).getByText(error).waitFor()
    await tileOf(page, 'broken.jpg').click()
    await detailOf(page).getByText(error).first().waitFor()
    await keepScreenshot(page, 'broken')
    await closeDetail(page)
  })

  step('animations, vector images and awkward names are shown large', async () => {
    for (const name of ['turning.gif', 'badge.svg', 'largest.png', AWKWARD_NAME]) {
      await searchFor(page, name.slice(0, 5))
      await untilShown(page, [name])
      await openDetail(page, name)
      await untilStageShows(page, name)
      await closeDetail(page)
    }
    await searchFor(page, 'notes')
    await untilShown(page, ['notes.txt'])
    await openDetail(page, 'notes.txt')
    await detailOf(page).getByText('No preview').waitFor()
    await closeDetail(page)
  })

  step('a double click opens it, too', async () => {
    await searchFor(page, 'badge')
    await untilShown(page, ['badge.svg'])
    await tileOf(page, 'badge.svg').dblclick()
    await untilStageShows(page, 'badge.svg')
    await closeDetail(page)
  })

  step(
    'while the server is away, what was loaded and typed stays; then it goes on by itself',
    async () => {
      visitor.expectError(/net::ERR_|status of 50[234]/)
      await searchFor(page, 'badge')
      await untilShown(page, ['badge.svg'])
      await library.vitrine.stop()
      // Not typed before: what was found then would be there.
      await searchBoxOf(page).fill('turning')
      await page.getByText('The server does not answer.').waitFor()
      assert.deepEqual(await shownNames(page), ['badge.svg'])
      await keepScreenshot(page, 'server-away')
      assert.deepEqual(await findViolationsInThemes(page), [])
      // Not opened before: its program has still to come.
      await page.getByRole('button', { name: 'Advanced' }).click()
      await page.getByText('What you opened comes as soon as it is back.').waitFor()
      library.vitrine = await library.vitrine.restart()
      await untilShown(page, ['turning.gif'])
      await page.getByRole('heading', { name: 'Filters' }).waitFor()
      await page.getByRole('button', { name: 'Advanced' }).click()
      await untilPicturesLoaded(page)
      await page
        .getByText('The server does not answer.', { exact: true })
        .waitFor({ state: 'detached' })
      assert.equal(await searchBoxOf(page).inputValue(), 'turning')
      assert.equal(new URL(page.url()).searchParams.get('q'), 'turning')
    },
  )

  step('a delivery URL is built on the stage, and gives what the preview shows', async () => {
    await page.goto(`/s/${library.sid}/asset/travel/coast/harbour.jpg`)
    await panelOf(page).getByRole('button', { name: 'Delivery' }).waitFor()
    await page.keyboard.press('e')
    const editor = editorOf(page)
    await editor.waitFor()
    await drawCrop(page, 0.5)
    await untilDelivery(page, /^rect=\d+,\d+,3[12]\d,2[01]\d$/)
    const size = editor.getByRole('region', { name: 'Size' })
    await size.getByRole('spinbutton', { name: 'Width' }).fill('150')
    await size.getByRole('spinbutton', { name: 'Width' }).press('Enter')
    await editor
      .getByRole('status')
      .getByText(/^150 × 100 px · .+ · jpeg/)
      .waitFor()
    await visitor.context.grantPermissions(['clipboard-read', 'clipboard-write'])
    await editor.getByRole('button', { name: 'Copy URL' }).click()
    const url = await page.evaluate(() => navigator.clipboard.readText())
    assert.match(url, /\/render\/pictures\/travel\/coast\/harbour\.jpg\?rect=[\d,]+&w=150$/)
    const given = await page.request.get(url)
    const bytes = (await given.body()).length
    await editor.getByRole('status').getByText(`· ${bytes} bytes ·`).waitFor()
    const [shown, copied] = await pixelsOfPreview(page, url)
    assert.equal(shown, copied)
    await keepScreenshot(page, 'delivery')
  })

  step('parameters are saved for everybody, applied, and kept by the address', async () => {
    const editor = editorOf(page)
    await editor.getByRole('button', { name: 'Save as preset' }).click()
    await editor.getByRole('textbox', { name: 'Name of the preset' }).fill('Teaser')
    await page.keyboard.press('Enter')
    const preset = editor.getByRole('button', { name: 'Teaser', exact: true })
    await preset.waitFor()
    await editor.getByRole('button', { name: 'Web 1600' }).click()
    await untilDelivery(page, /w=1600/)
    await preset.click()
    await untilDelivery(page, /^rect=[\d,]+&w=150$/)
    await page.reload()
    await editor
      .getByRole('status')
      .getByText(/^150 × 100 px/)
      .waitFor()
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme })
      assert.deepEqual(await findViolations(page), [])
    }
  })

  step('what rendering refuses is said in its words, and taken back', async () => {
    const editor = editorOf(page)
    visitor.expectError(/400 .*fit=stretch/)
    await editor.getByText('More parameters').click()
    await editor.getByRole('textbox', { name: 'Name' }).fill('fit')
    await editor.getByRole('textbox', { name: 'Value' }).fill('stretch')
    await page.keyboard.press('Enter')
    await page
      .getByRole('alert')
      .getByText(/"fit" must be one of/)
      .waitFor()
    await editor.getByRole('button', { name: 'Undo' }).click()
    await editor
      .getByRole('status')
      .getByText(/^150 × 100 px/)
      .waitFor()
    await page.goBack()
  })

  step('a document shows its pages', async () => {
    const path = 'drawings/two-pages.pdf'
    await writeFile(join(library.folder, path), makePdf(['First', 'Second']))
    const refresh = `/sources/${library.sid}/assets/refresh/${path}`
    await callApi(library.vitrine, refresh, { method: 'POST' })
    await until('it is indexed', async () => {
      return (await findAsset(library.vitrine, library.sid, `/${path}`))?.status === 'indexed'
    })
    await page.goto(`/s/${library.sid}/asset/${path}`)
    const pages = page.getByRole('document', { name: 'two-pages.pdf' })
    await pages.getByText('First').waitFor({ state: 'attached' })
    await page.getByRole('button', { name: 'Next page' }).click()
    await pages.getByText('Second').waitFor({ state: 'attached' })
    await pages.press('PageUp')
    await pages.getByText('First').waitFor({ state: 'attached' })
    assert.deepEqual(await findViolations(page), [])
    await keepScreenshot(page, 'document')
  })

  step('an Origin that is away is told of; once it is back, the pictures come', async () => {
    visitor.expectError(/502 /)
    const { folder, sid } = library
    const banner = page.getByRole('status').filter({ hasText: 'The origin gives no files' })
    await rename(folder, `${folder}-away`)
    await page.goto(`/s/${sid}?view=squares`)
    await banner.waitFor()
    await page
      .getByRole('navigation', { name: 'Library' })
      .getByText('The origin gives no files')
      .waitFor()
    assert.deepEqual(await findViolations(page), [])
    await keepScreenshot(page, 'origin-away')
    await rename(`${folder}-away`, folder)
    await banner.getByRole('button', { name: 'Try now' }).click()
    await banner.waitFor({ state: 'hidden' })
    await page.getByRole('navigation', { name: 'Library' }).getByText('Index up to date').waitFor()
    await untilPicturesLoaded(page)
  })

  step('no page met an error', () => visitor.leave())
})
