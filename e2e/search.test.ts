import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe } from 'node:test'
import type { Browser, Locator, Page } from 'playwright-core'
import type { SavedSearchAttributes } from '../contract/searching.ts'
import {
  findOutside,
  growText,
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
import { addRareTag, type Library, openLibrary } from './library.ts'
import {
  closeDetail,
  detailOf,
  panelOf,
  searchBoxOf,
  searchFor,
  selectAsset,
  showAll,
  untilCount,
  untilShown,
  untilStageShows,
  untilToast,
} from './library-page.ts'
import { openPalette } from './palette-page.ts'
import { makePicture } from './pictures.ts'
import { callApi, patchAsset, until } from './vitrine.ts'

/** Finding: filters, their count, their chips and the way back; the search box; saved searches. */
describe('finding in the browser', { skip: NO_BROWSER }, () => {
  let library: Library
  let browser: Browser
  let visitor: Visitor
  let page: Page
  const step = startSteps(() => page)
  const panel = () => page.getByRole('region', { name: 'Advanced filters' })
  const part = (name: string) => panel().getByRole('region', { name, exact: true })
  const chips = () => page.getByRole('list', { name: 'Filters' })
  const sideBar = () => page.getByRole('navigation', { name: 'Library' })

  before(async () => {
    library = await openLibrary()
    const { vitrine, sid } = library
    const edits: [path: string, attributes: Record<string, unknown>][] = [
      ['/travel/coast/harbour.jpg', { tags: { harbour: 0.96, boat: 0.81, fog: 0.42 } }],
      ['/portraits/picture-02.jpg', { tags: { boat: 0.5 }, categories: ['Hero'] }],
      ['/products/picture-03.jpg', { categories: ['Hero'], description: 'A calm blue sea' }],
      ['/products/picture-07.jpg', { custom_fields: { Shoot: '2028' }, description: 'Sea, blue' }],
    ]
    for (const [path, attributes] of edits) await patchAsset(vitrine, sid, path, attributes)
    browser = await openBrowser()
    visitor = await openVisitor(browser, vitrine)
    page = visitor.page
    await signIn(page, vitrine)
    await untilCount(page, `${library.count} assets`)
  })
  after(async () => {
    await browser?.close()
    await library?.close()
  })

  step('f opens the filters; a tag narrows the list and says how many are left', async () => {
    await page.keyboard.press('f')
    const field = part('Tags').getByRole('combobox', { name: 'Add a tag', exact: true })
    await field.fill('bo')
    await part('Tags').getByRole('option', { name: /^boat/ }).waitFor()
    await field.press('ArrowDown')
    await field.press('Enter')
    await panel().getByRole('button', { name: 'Show 2 assets' }).waitFor()
    await untilShown(page, ['harbour.jpg', 'picture-02.jpg'])
    assert.equal(new URL(page.url()).search, '?tag=boat')
  })

  step('a slider is one step back, however far it was moved', async () => {
    const slider = part('Tags').getByRole('slider', { name: 'Least confidence of tags' })
    await slider.focus()
    for (let pressed = 0; pressed < 60; pressed += 1) await slider.press('ArrowRight')
    await page.waitForURL(/conf=60/)
    await untilShown(page, ['harbour.jpg'])
    await chips().getByText('boat, 60 % or more').waitFor()
    await page.goBack()
    await untilShown(page, ['harbour.jpg', 'picture-02.jpg'])
    assert.equal(new URL(page.url()).search, '?tag=boat')
  })

  step('chips open their filter, and take it away', async () => {
    await part('Categories').getByRole('button', { name: /^Hero/ }).click()
    await untilShown(page, ['picture-02.jpg'])
    await panel().getByRole('button', { name: 'Close filters' }).click()
    await chips().getByRole('button', { name: 'Category Hero', exact: true }).click()
    await until('the section has the focus', () =>
      part('Categories')
        .locator('summary')
        .evaluate((summary) => summary === document.activeElement),
    )
    await part('Categories').getByRole('button', { name: 'Reset Categories' }).click()
    await untilShown(page, ['harbour.jpg', 'picture-02.jpg'])
    await chips().getByRole('button', { name: 'Remove filter Tag boat' }).click()
    await untilCount(page, `${library.count} assets`)
  })

  step('where nothing is left, the filter that excludes the most is named', async () => {
    await page.goto(`/s/${library.sid}?tag=boat&tag=harbour&type=vector`)
    await page.getByText('Type Vector excludes the most: without it there is 1.').waitFor()
    await page.getByRole('button', { name: 'Remove Type Vector' }).click()
    await untilShown(page, ['harbour.jpg'])
  })

  step('what a link says that means nothing here is named once', async () => {
    await page.goto(`/s/${library.sid}?tag=boat&sort=bogus&shape=round&from=mail&from=news`)
    await untilShown(page, ['harbour.jpg', 'picture-02.jpg'])
    await page.getByText(/^Not understood: \S?sort\S?, \S?shape\S?, \S?from\S?\.$/).waitFor()
    await page.getByRole('button', { name: 'Close', exact: true }).click()
    await page.getByText('Not understood').waitFor({ state: 'detached' })
    await sideBar()
      .getByRole('link', { name: /^Added this week/ })
      .click()
    await page.waitForURL(/\?created=\d{4}-\d\d-\d\d\.\.$/)
    await untilCount(page, `${library.count} assets`)
  })

  step('a word that is spelt wrong leads to what may have been meant', async () => {
    await showAll(page)
    await searchFor(page, 'habrour')
    await page.getByText('Nothing matches “habrour”').waitFor()
    await page.getByRole('main').getByRole('button', { name: 'harbour', exact: true }).click()
    await untilShown(page, ['harbour.jpg'])
    assert.equal(await searchBoxOf(page).inputValue(), 'harbour')
  })

  step('the palette says why two letters find no assets', async () => {
    await openPalette(page, 'zq')
    await page.getByText('Words are completed from three letters on: keep typing.').waitFor()
    await page.keyboard.press('Escape')
  })

  step('filters typed into the box become chips; words have a grammar', async () => {
    await showAll(page)
    await searchBoxOf(page).fill('tag:boat -tag:fog ')
    await untilShown(page, ['picture-02.jpg'])
    assert.equal(await searchBoxOf(page).inputValue(), '')
    assert.equal(new URL(page.url()).search, '?tag=boat&tag-none=fog')
    await showAll(page)
    await searchFor(page, '"blue sea"')
    await untilShown(page, ['picture-03.jpg'])
    await searchFor(page, 'blue sea')
    await untilShown(page, ['picture-03.jpg', 'picture-07.jpg'])
    await searchFor(page, 'blue -calm')
    await untilShown(page, ['picture-07.jpg'])
    await searchFor(page, 'calm OR harbour')
    await untilShown(page, ['picture-03.jpg', 'harbour.jpg'])
  })

  step('what is offered below the box can be chosen with the arrows, and forgotten', async () => {
    await searchBoxOf(page).fill('')
    await page.getByRole('option', { name: 'calm OR harbour' }).waitFor()
    await page.getByRole('option', { name: 'tag:boat -tag:fog' }).waitFor()
    await searchBoxOf(page).press('ArrowDown')
    await searchBoxOf(page).press('Shift+Delete')
    await page.getByRole('option', { name: 'calm OR harbour' }).waitFor({ state: 'detached' })
    await searchBoxOf(page).pressSequentially('her')
    await page.getByRole('option', { name: /^Hero category/ }).waitFor()
    await searchBoxOf(page).press('ArrowDown')
    await keepScreenshot(page, 'search-box')
    assert.deepEqual(await findViolations(page), [])
    await searchBoxOf(page).press('Enter')
    await page.waitForURL(/category=Hero/)
    await untilShown(page, ['picture-02.jpg', 'picture-03.jpg'])
  })

  step('a search is saved, found in the side bar, changed and taken back', async () => {
    await chips().getByRole('button', { name: 'Save search' }).click()
    await page.getByRole('dialog').getByLabel('Name').fill('Heroes')
    await page.getByRole('dialog').getByRole('button', { name: 'Save search' }).click()
    await untilToast(page, 'Saved “Heroes”.')
    await showAll(page)
    await page.reload()
    await sideBar().getByRole('link', { name: 'Heroes 2', exact: true }).click()
    await untilShown(page, ['picture-02.jpg', 'picture-03.jpg'])
    await sideBar().getByRole('button', { name: 'Change Heroes' }).click()
    await page.getByRole('menuitem', { name: 'Rename' }).click()
    await sideBar().getByRole('textbox').fill('Favourites')
    await sideBar().getByRole('textbox').press('Enter')
    await sideBar()
      .getByRole('link', { name: /^Favourites/ })
      .waitFor()
    await sideBar().getByRole('button', { name: 'Change Favourites' }).click()
    await page.getByRole('menuitem', { name: 'Delete' }).click()
    await sideBar()
      .getByRole('link', { name: /^Favourites/ })
      .waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Undo' }).click()
    await sideBar()
      .getByRole('link', { name: /^Favourites/ })
      .waitFor()
    const { body } = await callApi(library.vitrine, '/saved_searches')
    const kept = body.data.map(
      ({ attributes }: { attributes: SavedSearchAttributes }) => attributes,
    )
    assert.deepEqual(
      kept.map(({ name, query }: SavedSearchAttributes) => [name, query]),
      [['Favourites', 'filter[categories]=Hero&sort=-date_created']],
    )
  })

  step('any tag is found while it is typed, not only the frequent ones', async () => {
    await addRareTag(library)
    await showAll(page)
    await page.getByRole('button', { name: /^Advanced/ }).click()
    const typeTag = async (field: Locator, name: string) => {
      await field.fill('uberse')
      await page.getByRole('option', { name }).waitFor()
      await field.press('ArrowDown')
      await field.press('Enter')
    }
    const inPanel = part('Tags').getByRole('combobox', { name: 'Add a tag', exact: true })
    await typeTag(inPanel, 'Hafen Übersee 1')
    await untilShown(page, ['picture-11.jpg'])
    await panel().getByRole('button', { name: 'Close filters' }).click()
    await showAll(page)
    await searchBoxOf(page).fill('tag:uberse')
    await page.getByRole('option', { name: 'Hafen Übersee tag · 1' }).waitFor()
    await searchBoxOf(page).press('ArrowDown')
    await searchBoxOf(page).press('Enter')
    await untilShown(page, ['picture-11.jpg'])
    await showAll(page)
    await selectAsset(page, 'harbour.jpg')
    await panelOf(page).getByRole('button', { name: 'Edit tags' }).click()
    const byHand = panelOf(page).getByRole('combobox', { name: 'Type a tag' })
    await typeTag(byHand, 'Hafen Übersee 1')
    await panelOf(page).getByRole('button', { name: 'Remove Hafen Übersee' }).waitFor()
    await byHand.press('Escape')
    await byHand.waitFor({ state: 'detached' })
  })

  step('the panel is usable by everybody, in both themes and on a small screen', async () => {
    await page.goto(
      `/s/${library.sid}?tag=boat&adult=-3&faces=1-4&color=5b86b8&created=2020-01-01..&field=Shoot~2028`,
    )
    await page.getByRole('button', { name: /^Advanced/ }).click()
    await part('State').waitFor()
    assert.deepEqual(await findViolations(page), [])
    await page.emulateMedia({ colorScheme: 'dark' })
    assert.deepEqual(await findViolations(page), [])
    await keepScreenshot(page, 'filters-dark')
    await page.setViewportSize({ width: 360, height: 740 })
    assert.equal(await scrollsSideways(page), false)
    assert.equal((await panel().boundingBox())?.width, 360)
    await keepScreenshot(page, 'filters-small')
    await growText(page, '200%')
    assert.deepEqual(await findOutside(panel()), [], 'buttons, text at 200 %')
    await growText(page, '')
    await page.keyboard.press('Escape')
    await panel().waitFor({ state: 'detached' })
  })

  step('a link to what is not in the index yet offers to add it', async () => {
    visitor.expectError(/404 .*\/assets\/late\.jpg\)$/)
    await page.goto(`/s/${library.sid}/asset/late.jpg`)
    const add = detailOf(page).getByRole('button', { name: 'Add this path' })
    await add.waitFor()
    await writeFile(join(library.folder, 'late.jpg'), await makePicture(1))
    await add.click()
    await untilStageShows(page, 'late.jpg')
    library.count += 1
    await closeDetail(page)
  })

  step('in German, nothing of the library and its filters is English', async () => {
    await page.evaluate(() => localStorage.setItem('vitrine-language', 'de'))
    await page.setViewportSize({ width: 1440, height: 900 })
    await page.reload()
    const filters = page.getByRole('region', { name: 'Erweiterte Filter' })
    await page.getByRole('button', { name: /^Erweitert/ }).click()
    await filters.getByRole('region', { name: 'Zustand' }).waitFor()
    const seen = await readTexts(page, ['header', '#filters', '#main > h1', 'ul[aria-label]'])
    await filters.getByRole('button', { name: 'Filter schließen' }).click()
    await page.getByRole('navigation', { name: 'Bibliothek' }).getByText('Alle Assets').click()
    await untilCount(page, `${library.count} Assets`)
    seen.push(...(await readTexts(page, ['nav [role=tree]', 'nav a', '#main > div:first-of-type'])))
    assert.ok(seen.length > 100)
    assert.deepEqual(
      seen.filter((text) => ENGLISH.test(text)),
      [],
    )
    await keepScreenshot(page, 'library-german')
    await visitor.leave()
  })
})

/** Words that stand in most English texts, and in no German ones. */
const ENGLISH =
  /\b(the|and|of|or|to|with|without|any|all|add|remove|clear|show|search|folders?|save|newest|created|updated|not|none|is|are|more|size|file|colou?r|close|settings|sources?|missing|least|most)\b/i

/** All that can be read or is read out in parts of the page. */
async function readTexts(page: Page, parts: readonly string[]): Promise<string[]> {
  return await page.evaluate((selectors) => {
    const texts: string[] = []
    for (const part of document.querySelectorAll(selectors.join(', '))) {
      const walker = document.createTreeWalker(part, NodeFilter.SHOW_TEXT)
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        // Keys of the search text and names of things are the same in every language.
        if (!node.parentElement?.closest('code, kbd, bdi')) texts.push(node.textContent ?? '')
      }
      for (const element of [part, ...part.querySelectorAll('*')]) {
        for (const name of ['aria-label', 'title', 'placeholder', 'aria-valuetext']) {
          if (!element.closest('[role=treeitem]')) texts.push(element.getAttribute(name) ?? '')
        }
      }
    }
    return texts.filter((text) => text.trim() !== '')
  }, parts)
}
