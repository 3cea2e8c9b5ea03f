import assert from 'node:assert/strict'
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
import { findViolationsInThemes } from './find-violations.ts'
import { type Library, openLibrary } from './library.ts'
import { searchBoxOf, searchFor, untilCount, untilShown } from './library-page.ts'

describe('what comes later than the page', { skip: NO_BROWSER }, () => {
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
    await visitor?.leave()
    await browser?.close()
    await library?.close()
  })

  step(
    'what is opened while the server is away comes by itself, and nothing typed is lost',
    async () => {
      visitor.expectError(/net::ERR_|status of 50[234]/)
      await searchFor(page, 'badge')
      await untilShown(page, ['badge.svg'])
      await page.reload()
      await untilShown(page, ['badge.svg'])
      await library.vitrine.kill()
      await searchBoxOf(page).fill('turn')
      // Chromium never asks again for a part that was asked for before the page knew.
      await page.getByText('The server does not answer.').waitFor()
      await page.getByRole('button', { name: 'Advanced' }).click()
      await page.keyboard.press('Control+k')
      const palette = page.getByRole('dialog', { name: 'Command palette' })
      await palette.getByLabel('Command palette').fill('dark')
      await page.getByText('What you opened comes as soon as it is back.').waitFor()
      assert.equal(await palette.getByLabel('Command palette').inputValue(), 'dark')
      await keepScreenshot(page, 'part-waits')
      library.vitrine = await library.vitrine.restart()
      await palette.getByRole('option', { name: 'Theme: dark' }).waitFor()
      assert.equal(await palette.getByRole('combobox').inputValue(), 'dark')
      await page.keyboard.press('Escape')
      await page.getByRole('heading', { name: 'Filters' }).waitFor()
      await untilShown(page, ['turning.gif'])
      assert.equal(await searchBoxOf(page).inputValue(), 'turn')
    },
  )

  step('the filter panel can be closed while it is on its way', async () => {
    await page.reload()
    await untilShown(page, ['turning.gif'])
    const part = Promise.withResolvers<void>()
    const address = '**/FilterPanel-*.js'
    await page.route(address, (route) => part.promise.then(() => route.continue()))
    const comes = page.waitForResponse(address)
    await page.getByRole('button', { name: 'Advanced' }).click()
    const panel = page.getByRole('region', { name: 'Advanced filters' })
    await panel.getByRole('button', { name: 'Close' }).click()
    await panel.waitFor({ state: 'detached' })
    part.resolve()
    await comes
    await page.unroute(address)
  })

  step('what does not come leaves a note, and the rest as it was', async () => {
    await page.reload()
    await untilShown(page, ['turning.gif'])
    const program = /\/assets\/.+\.js$/
    await page.route(program, (route) => route.abort())
    await page.route(/\/assets\?/, (route) => route.abort())
    await searchBoxOf(page).fill('largest')
    await page.getByRole('button', { name: 'Advanced' }).click()
    const note = page.getByRole('region', { name: 'Advanced filters' })
    await page.getByRole('alert').getByText('could not be loaded').waitFor()
    await note.getByText('That could not be loaded.').waitFor()
    assert.equal(await searchBoxOf(page).inputValue(), 'largest')
    assert.deepEqual(await findViolationsInThemes(page), [])
    await keepScreenshot(page, 'part-missing')
    await page.unroute(program)
    await page.unroute(/\/assets\?/)
    await note.getByRole('button', { name: 'Load it again' }).click()
    await page.getByRole('button', { name: 'Advanced' }).click()
    await page.getByRole('heading', { name: 'Filters' }).waitFor()
  })

  describe('pictures of the stage', () => {
    const PICTURE = /harbour\.jpg\?w=/
    const address = () => `/s/${library.sid}/asset/travel/coast/harbour.jpg`

    step('one that nobody looks at any more is broken off', async () => {
      await page.route(PICTURE, () => {})
      const asked = page.waitForRequest(PICTURE)
      await page.goto(address(), { waitUntil: 'commit' })
      await asked
      const broken = page.waitForEvent('requestfailed', (one) => PICTURE.test(one.url()))
      await page.getByRole('button', { name: 'Next' }).click()
      await broken
    })

    step('until it comes, the editor shows the thumbnail', async () => {
      await page.goto(address(), { waitUntil: 'commit' })
      await page.getByRole('button', { name: 'Delivery' }).click()
      const stage = page.getByRole('region', { name: 'Preview' })
      await stage.locator('img[src*="h="]').waitFor()
      await page.unroute(PICTURE)
    })
  })
})
