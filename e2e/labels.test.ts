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
import { findViolations } from './find-violations.ts'
import { addRareTag, type Library, openLibrary } from './library.ts'
import { shownNames, tileOf, untilCount } from './library-page.ts'
import { findAsset, patchAsset } from './vitrine.ts'

const HARBOUR = '/travel/coast/harbour.jpg'

describe('labels of many assets', { skip: NO_BROWSER }, () => {
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
    'who deletes a category sees some of the assets that have it, and finds all of them',
    async () => {
      const paths = [HARBOUR, ...['03', '07', '11'].map((n) => `/products/picture-${n}.jpg`)]
      for (const path of paths) {
        await patchAsset(library.vitrine, library.sid, path, { categories: ['Ocean'] })
      }
      await page.goto('/settings/categories')
      const some = page.getByRole('dialog').getByRole('list', { name: 'Some of them' })
      await page.getByRole('button', { name: 'Delete Ocean' }).click()
      const named = some.getByRole('link', { name: /\.jpg$/ })
      await named.first().waitFor()
      const shown = await named.allTextContents()
      assert.equal(shown.length, 3)
      assert.deepEqual(
        shown.filter((path) => !paths.includes(path)),
        [],
      )
      assert.deepEqual(await findViolations(page), [])
      await keepScreenshot(page, 'settings-delete-uses')
      await some.getByRole('link', { name: 'See all 4 in the library' }).click()
      await tileOf(page, 'harbour.jpg').waitFor()
      assert.equal((await shownNames(page)).length, 4)
    },
  )

  step('many get any tag that there is, not only a frequent one', async () => {
    const { vitrine, sid } = library
    await addRareTag(library)
    await page.goto(`/s/${sid}?folder=/products`)
    const chosen = ['picture-03.jpg', 'picture-07.jpg']
    for (const name of chosen) {
      await tileOf(page, name).hover()
      await tileOf(page, name).locator('[data-check]').click()
    }
    const bar = page.getByRole('toolbar', { name: 'Selected assets' })
    await bar.getByRole('button', { name: 'Tags' }).click()
    const field = page.getByRole('combobox', { name: 'Add a tag' })
    await field.fill('uberse')
    await page.getByRole('option', { name: 'Hafen Übersee 1' }).waitFor()
    await field.press('ArrowDown')
    await field.press('Enter')
    await page.getByRole('button', { name: 'Add tag “Hafen Übersee” to 2 assets' }).click()
    await page.getByRole('status').getByText('Saved on 2 assets.').waitFor()
    for (const name of chosen) {
      const { tags } = await findAsset(vitrine, sid, `/products/${name}`)
      assert.equal(tags['Hafen Übersee'], 1)
    }
  })
})
