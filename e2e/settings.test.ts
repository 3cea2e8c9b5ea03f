import assert from 'node:assert/strict'
import { after, before, describe } from 'node:test'
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
import { sectionOf, selectAsset, untilCount, untilToast } from './library-page.ts'
import { callApi, findAsset, patchAsset, until } from './vitrine.ts'

let library: Library
let browser: Browser
let visitor: Visitor
let page: Page

const HARBOUR = '/travel/coast/harbour.jpg'

describe('settings: categories and custom fields', { skip: NO_BROWSER }, () => {
  const step = startSteps(() => page)
  before(async () => {
    library = await openLibrary()
    browser = await openBrowser()
    visitor = await openVisitor(browser, library.vitrine)
    page = visitor.page
    await signIn(page, library.vitrine)
  })
  after(async () => {
    await visitor?.context.close()
    await browser?.close()
    await library?.close()
  })

  step('with none there is a word on how to get some', async () => {
    await page.goto('/settings/categories')
    await page.getByText('No category yet').waitFor()
    assert.deepEqual(await findViolations(page), [])
    await page.getByRole('link', { name: 'Custom fields' }).click()
    await page.getByText('No custom field yet').waitFor()
  })

  step('they are listed with the number of assets, found and sorted', async () => {
    await patchAsset(library.vitrine, library.sid, HARBOUR, {
      categories: ['Sea', 'Travel', 'Ocean'],
      custom_fields: { Photographer: 'Ines Moreau', Author: 'I. M.' },
    })
    await patchAsset(library.vitrine, library.sid, await otherAsset(), { categories: ['Ocean'] })
    await page.goto('/settings/categories')
    await untilRows(['Ocean 2', 'Sea 1', 'Travel 1'])
    await page.getByRole('button', { name: 'Assets' }).click()
    await page.getByRole('button', { name: 'Assets' }).click()
    await untilRows(['Sea 1', 'Travel 1', 'Ocean 2'])
    await page.getByRole('searchbox', { name: 'Find a category' }).fill('EA')
    await untilRows(['Sea 1', 'Ocean 2'])
    await page.getByRole('searchbox').fill('nothing of the kind')
    await page.getByText('No category has “nothing of the kind” in its name.').waitFor()
    await page.getByRole('searchbox').fill('')
    await untilRows(['Sea 1', 'Travel 1', 'Ocean 2'])
  })

  step('one is renamed by keyboard; Esc keeps the name', async () => {
    await page.getByRole('button', { name: 'Rename Travel' }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('textbox', { name: 'New name of Travel' }).waitFor()
    await page.keyboard.type('Nothing')
    await page.keyboard.press('Escape')
    await until('the button has the focus', async () => (await focusedName()) === 'Rename Travel')
    await page.keyboard.press('Enter')
    await page.keyboard.type('Journeys')
    assert.deepEqual(await findViolations(page), [])
    await keepScreenshot(page, 'settings-rename')
    await page.keyboard.press('Enter')
    await untilToast(page, 'Renamed Travel to Journeys, 1 asset')
    assert.deepEqual(await categoriesOf(HARBOUR), ['Sea', 'Journeys', 'Ocean'])
  })

  step('a name that is taken is a question', async () => {
    visitor.expectError(/409 .*\/api\/v1\/categories\//)
    const dialog = await rename('Sea', 'Ocean')
    assert.match(String(await dialog.textContent()), /already, on 2 assets.*cannot be undone/s)
    assert.deepEqual(await findViolations(page), [])
    await keepScreenshot(page, 'settings-merge')
    await dialog.getByRole('button', { name: 'Keep both' }).click()
    assert.deepEqual(await categoriesOf(HARBOUR), ['Sea', 'Journeys', 'Ocean'])
    await page.getByRole('button', { name: 'Save' }).click()
    await dialog.getByRole('button', { name: 'Merge' }).click()
    await untilToast(page, 'Merged Sea into Ocean, 2 assets')
    await untilRows(['Journeys 1', 'Ocean 2'])
    assert.deepEqual((await categoriesOf(HARBOUR)).sort(), ['Journeys', 'Ocean'])
  })

  step('deleting needs its name', async () => {
    await page.getByRole('button', { name: 'Delete Ocean' }).click()
    const dialog = page.getByRole('dialog', { name: 'Delete “Ocean”?' })
    const button = dialog.getByRole('button', { name: 'Delete from 2 assets' })
    await page.keyboard.type('ocean')
    assert.equal(await button.isDisabled(), true)
    assert.deepEqual(await findViolations(page), [])
    await keepScreenshot(page, 'settings-delete')
    await dialog.getByLabel('Type Ocean to confirm').fill('Ocean')
    await page.keyboard.press('Enter')
    await untilToast(page, 'Deleted Ocean from 2 assets')
    await untilRows(['Journeys 1'])
    assert.deepEqual(await categoriesOf(HARBOUR), ['Journeys'])
  })

  step('who comes second is told what it is called now', async () => {
    visitor.expectError(/412 .*\/api\/v1\/categories\//)
    const { body } = await callApi(library.vitrine, '/categories')
    const [{ id }] = body.data
    await page.getByRole('button', { name: 'Rename Journeys' }).click()
    await callApi(library.vitrine, `/categories/${id}`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/vnd.api+json' },
      body: JSON.stringify({ data: { type: 'categories', attributes: { name: 'Trips' } } }),
    })
    await page.getByRole('textbox', { name: 'New name of Journeys' }).fill('Voyages')
    await page.keyboard.press('Enter')
    await page.getByText('it is "Trips" now').waitFor()
    await page.getByRole('button', { name: 'Cancel' }).click()
    await untilRows(['Trips 1'])
  })

  step('custom fields are treated alike', async () => {
    visitor.expectError(/409 .*\/api\/v1\/custom_field_keys\//)
    await page.getByRole('link', { name: 'Custom fields' }).click()
    await untilRows(['Author 1', 'Photographer 1'])
    const dialog = await rename('Author', 'Photographer')
    assert.match(
      String(await dialog.textContent()),
      /1 asset with both will keep the value of "Photographer"/,
    )
    await dialog.getByRole('button', { name: 'Merge' }).click()
    await untilRows(['Photographer 1'])
    const { custom_fields } = await findAsset(library.vitrine, library.sid, HARBOUR)
    assert.deepEqual(custom_fields, { Photographer: 'Ines Moreau' })
  })

  for (const theme of ['light', 'dark'] as const) {
    step(`on a phone, ${theme}`, async () => {
      await page.emulateMedia({ colorScheme: theme })
      await page.setViewportSize({ width: 360, height: 740 })
      await page.goto('/settings/categories')
      await untilRows(['Trips 1'])
      assert.equal(await scrollsSideways(page), false)
      assert.deepEqual(await findViolations(page), [])
      await page.getByRole('button', { name: 'Rename Trips' }).click()
      assert.equal(await scrollsSideways(page), false)
      await keepScreenshot(page, `settings-phone-${theme}`)
    })
  }

  step('a name leads to its assets', async () => {
    await page.setViewportSize({ width: 1440, height: 900 })
    await page.goto('/settings/categories')
    await page.getByRole('link', { name: 'Trips' }).click()
    await untilCount(page, `1 of ${library.count} assets`)
  })

  step('the panel says who changed what', async () => {
    await selectAsset(page, 'harbour.jpg')
    const history = sectionOf(page, 'History')
    await history.getByText('History').click()
    await history.getByText('Category added: Travel').waitFor()
    await history.getByText('(API key)').waitFor()
    assert.deepEqual(await findViolations(page), [])
    await keepScreenshot(page, 'panel-history')
  })

  step('no page met an error', () => visitor.leave())
})

async function rename(from: string, to: string) {
  await page.getByRole('button', { name: `Rename ${from}` }).click()
  await page.getByRole('textbox', { name: `New name of ${from}` }).fill(to)
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: `Merge “${from}” into “${to}”?` })
  await dialog.waitFor()
  return dialog
}

/** Waits until the table has these rows, each as name and number. */
async function untilRows(rows: string[]): Promise<void> {
  await until(`the table has ${rows}`, async () => {
    const texts = await page.locator('tbody tr').allInnerTexts()
    const seen = texts.map((text) => text.trim().replaceAll(/\s+/g, ' ').replace(' Assets', ''))
    return seen.join() === rows.join()
  })
}

async function focusedName(): Promise<string | null> {
  return await page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? null)
}

async function categoriesOf(path: string): Promise<string[]> {
  return (await findAsset(library.vitrine, library.sid, path)).categories
}

/** Any asset but the harbour. */
async function otherAsset(): Promise<string> {
  const { body } = await callApi(library.vitrine, `/sources/${library.sid}/assets?page[limit]=2`)
  const paths = body.data.map((asset: { attributes: { origin_path: string } }) => asset.attributes)
  return paths.find(({ origin_path: path }: { origin_path: string }) => path !== HARBOUR)
    .origin_path
}
