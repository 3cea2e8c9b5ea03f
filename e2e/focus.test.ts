import assert from 'node:assert/strict'
import { after, before, describe } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { NO_BROWSER, openBrowser, openVisitor, signIn, startSteps } from './browser.ts'
import { type Library, openLibrary } from './library.ts'
import {
  closeDetail,
  detailOf,
  sectionOf,
  selectAsset,
  tileOf,
  untilCount,
} from './library-page.ts'
import { patchAsset, until } from './vitrine.ts'

/** More than a page of the history of the account, and less than three of an asset's. */
const CHANGES = 55

describe('the focus is where one reads on', { skip: NO_BROWSER }, () => {
  let library: Library
  let browser: Browser
  let page: Page
  const step = startSteps(() => page)
  before(async () => {
    library = await openLibrary()
    for (let i = 0; i < CHANGES; i++) {
      await patchAsset(library.vitrine, library.sid, '/travel/coast/harbour.jpg', {
        description: `Try ${i}`,
      })
    }
    browser = await openBrowser()
    page = (await openVisitor(browser, library.vitrine)).page
    await signIn(page, library.vitrine)
    await untilCount(page, `${library.count} assets`)
  })
  after(async () => {
    await browser?.close()
    await library?.close()
  })

  step('keys are about the tile that something else has brought the focus to', async () => {
    const tile = page.locator('[role=gridcell][data-index="2"]')
    await tile.focus()
    await page.keyboard.press('x')
    await page.getByText('1 selected').first().waitFor()
    assert.equal(await tile.getAttribute('aria-selected'), 'true')
    await page.keyboard.press('x')
  })

  step('from a quick look, Enter opens the asset, and the way back ends at its tile', async () => {
    const tile = tileOf(page, 'dot.gif')
    await tile.focus()
    await page.keyboard.press('Space')
    const picture = page
      .getByRole('dialog', { name: /^dot\.gif/ })
      .locator('img')
      .last()
    const { width, height } = (await picture.boundingBox()) ?? {}
    assert.deepEqual([width, height], [2, 2], 'no larger than it is')
    await page.keyboard.press('Enter')
    await detailOf(page).getByRole('heading', { level: 1, name: 'dot.gif' }).waitFor()
    await closeDetail(page)
    await tile.and(page.locator(':focus')).waitFor()
  })

  step('older changes of an asset are read on with the same key, to the last', async () => {
    await selectAsset(page, 'harbour.jpg')
    const history = sectionOf(page, 'History')
    await history.getByText('History').click()
    const older = history.getByRole('button', { name: 'Older' })
    await older.press('Enter')
    const changes = history.getByRole('listitem')
    await until('40 changes', async () => (await changes.count()) === 40)
    assert.equal(await older.evaluate((button) => button.matches(':focus')), true)
    await older.press('Enter')
    await history.locator('ol:focus').waitFor()
    assert.equal(await changes.count(), CHANGES)
    assert.equal(await older.count(), 0)
  })

  step('a turned page is read from its beginning', async () => {
    await page.goto('/settings/history')
    await page.getByRole('button', { name: 'Next' }).press('Enter')
    const list = page.getByRole('region', { name: 'History' })
    await list.and(page.locator(':focus')).waitFor()
    await page.getByRole('button', { name: 'Next' }).and(page.locator(':disabled')).waitFor()
    const { y = -1 } = (await list.boundingBox()) ?? {}
    assert.ok(y >= 0 && y < 400, `the list begins at ${y}`)
  })
})
