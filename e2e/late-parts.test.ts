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

describe('parts of the program that come when they are opened', { skip: NO_BROWSER }, () => {
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
    'what is opened when the server has just died comes by itself, and nothing typed is lost',
    async () => {
      visitor.expectError(/net::ERR_|status of 50[234]/)
      await searchFor(page, 'badge')
      await untilShown(page, ['badge.svg'])
      await page.reload()
      await untilShown(page, ['badge.svg'])
      await library.vitrine.kill()
      await page.getByRole('button', { name: 'Advanced' }).click()
      await searchBoxOf(page).fill('turn')
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
})
