import assert from 'node:assert/strict'
import { after, before, describe } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import {
  enabledButtons,
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
import { readEnglishTexts, readTexts } from './foreign-words.ts'
import { type Library, openLibrary } from './library.ts'
import { sectionOf, selectAsset, untilCount, untilToast } from './library-page.ts'
import { callApi, findAsset, patchAsset, until } from './vitrine.ts'

let library: Library
let browser: Browser
let visitor: Visitor
let page: Page

const HARBOUR = '/travel/coast/harbour.jpg'
/** Somebody with fewer rights; she gets her password on the way. */
const ROSA = { email: 'rosa@agency.example', password: '' }
let rosa: Visitor
/** Of texts that stand on the pages which are read in German. */
const AREAS = 'settings people profile analysis sources origins upload ui common'.split(' ')
/** Buttons of the library that change something. */
const CHANGING = [/^Upload/, /^Refresh/, /^Analyse/, /^Edit/, /^Add/, /^Save/, /^Delete/, /^Remove/]

describe('settings', { skip: NO_BROWSER }, () => {
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
    assert.equal(await page.locator('tbody time').count(), 3)
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
    await history.getByText(/^Categories added: .*Travel/).waitFor()
    await history.getByText('(API key)').waitFor()
    assert.deepEqual(await findViolations(page), [])
    await keepScreenshot(page, 'panel-history')
    await page.goto('/settings/history')
    await page.getByRole('cell', { name: /harbour\.jpg.*Categories added: .*Travel/ }).waitFor()
    assert.deepEqual(await findViolations(page), [])
  })

  step('somebody new gets a password that is shown this once', async () => {
    await page.goto('/settings/users')
    assert.deepEqual(await findViolations(page), [])
    await page.getByRole('button', { name: 'Add user' }).click()
    const dialog = page.getByRole('dialog', { name: 'Add a user' })
    await dialog.getByRole('button', { name: 'Add', exact: true }).click()
    assert.equal(
      await dialog.getByLabel('Email').evaluate((field) => field.matches(':focus')),
      true,
    )
    await dialog.getByText('Enter an email address.').waitFor()
    assert.deepEqual(await findViolations(page), [])
    await dialog.getByLabel('Email').fill(ROSA.email)
    await dialog.getByLabel('Name (optional)').fill('Rosa Santos')
    await dialog.getByLabel('Role').selectOption('Viewer')
    await page.keyboard.press('Enter')
    const handOver = page.getByRole('dialog', { name: 'Hand this over to Rosa Santos' })
    const lines = String(await handOver.locator('pre').textContent())
    ROSA.password = /Password: (\S+)/.exec(lines)?.[1] ?? ''
    assert.match(ROSA.password, /^([a-z2-9]{4}-){3}[a-z2-9]{4}$/)
    await keepScreenshot(page, 'settings-hand-over')
    await handOver.getByRole('button', { name: 'Done' }).click()
    await page.getByRole('row', { name: /Rosa Santos.*Not signed in yet/ }).waitFor()
    assert.equal((await page.content()).includes(ROSA.password), false)
  })

  step('she is asked for a password of her own, and may look, not change', async () => {
    rosa = await openVisitor(browser, library.vitrine)
    await rosa.page.goto('/')
    await rosa.page.getByLabel('Email').fill(ROSA.email)
    await rosa.page.getByLabel('Password').fill(ROSA.password)
    await rosa.page.keyboard.press('Enter')
    await rosa.page.getByRole('heading', { name: 'Welcome, Rosa' }).waitFor()
    assert.deepEqual(await findViolations(rosa.page), [])
    await rosa.page.getByLabel('Current password').fill(ROSA.password)
    await rosa.page.getByLabel('New password').fill('a river in november')
    await rosa.page.getByText('Strong.').waitFor()
    await rosa.page.keyboard.press('Enter')
    await untilCount(rosa.page, `${library.count} assets`)
    await selectAsset(rosa.page, 'harbour.jpg')
    await sectionOf(rosa.page, 'Categories').getByText('Trips').waitFor()
    for (const name of CHANGING) {
      assert.deepEqual(await enabledButtons(rosa.page, name), [], `${name}`)
    }
  })

  step('settings show her what is hers, and say kindly what is not', async () => {
    const { page } = rosa
    await page.goto('/settings')
    await page.getByRole('heading', { level: 1, name: 'Account' }).waitFor()
    const links = await page.getByRole('navigation').getByRole('link').allInnerTexts()
    const shown = links.map((text) => text.trim())
    assert.deepEqual(
      shown.filter((name) => /Sources|Analysis|Bulk|Users/.test(name)),
      [],
    )
    assert.ok(shown.includes('API keys'))
    for (const path of ['users', 'sources', 'sources/new', 'analysis', 'bulk-edits']) {
      await page.goto(`/settings/${path}`)
      await page.getByRole('heading', { name: 'This page is not for your role' }).waitFor()
    }
    assert.deepEqual(await findViolations(page), [])
    rosa.expectError(/403 /)
    const status = await page.evaluate(async () => (await fetch('/api/v1/users')).status)
    assert.equal(status, 403)
    await page.goto('/settings/categories')
    await untilRowsOf(page, ['Trips 1'])
    assert.deepEqual(await enabledButtons(page, /Rename|Delete/), [])
  })

  step('a role is given at once; the last Admin stays one', async () => {
    visitor.expectError(/409 .*\/api\/v1\/users\//)
    await page.getByLabel('Role of Rosa Santos').selectOption('Editor')
    await untilToast(page, 'Rosa Santos is Editor now')
    await rosa.page.goto('/settings/categories')
    await rosa.page.getByRole('button', { name: 'Rename Trips' }).waitFor()
    await page.getByLabel(`Role of ${library.vitrine.email}`).selectOption('Viewer')
    await page.getByRole('button', { name: 'Give it up' }).click()
    await page.getByText('This is the last user with the permission Account Admin').waitFor()
    assert.deepEqual(await findViolations(page), [])
  })

  step('a key is shown once, works, and is refused when it is deleted', async () => {
    await page.getByRole('link', { name: 'API keys' }).click()
    await page.getByRole('button', { name: 'New key' }).click()
    await page.getByLabel('Name').fill('Website build')
    assert.deepEqual(await findViolations(page), [])
    await page.keyboard.press('Enter')
    const key = await page.getByRole('textbox', { name: 'New key' }).inputValue()
    assert.match(key, /^ak_[0-9a-f]{64}$/)
    await keepScreenshot(page, 'settings-key')
    const address = `${library.vitrine.url}/api/v1/sources/${library.sid}/assets`
    await page.getByText(`${address}`).waitFor()
    const ask = async () => {
      const headers = { authorization: `Bearer ${key}` }
      return (await fetch(address, { headers })).status
    }
    assert.equal(await ask(), 200)
    await page.getByRole('button', { name: 'I have kept it' }).click()
    assert.equal((await page.content()).includes(key), false)
    await page.getByRole('button', { name: 'Delete Website build' }).click()
    await page.getByLabel('Type Website build to confirm').fill('Website build')
    await page.keyboard.press('Enter')
    await untilToast(page, 'Deleted the key Website build')
    assert.equal(await ask(), 401)
  })

  step('a changed password ends her other sessions', async () => {
    visitor.expectError(/403 .*\/api\/v1\/session\/password/)
    await page.getByRole('link', { name: 'Account' }).click()
    await page.getByText('Chromium on Linux').first().waitFor()
    const elsewhere = await openVisitor(browser, library.vitrine)
    await signIn(elsewhere.page, library.vitrine)
    await page.getByRole('button', { name: 'Change', exact: true }).click()
    await page.getByLabel('Current password').fill('not this one')
    await page.getByLabel('New password').fill('another battery staple')
    await page.keyboard.press('Enter')
    await page.getByText('The present password is wrong.').waitFor()
    assert.deepEqual(await findViolations(page), [])
    await page.getByLabel('Current password').fill(library.vitrine.password)
    await page.keyboard.press('Enter')
    await untilToast(page, 'Your password is changed. Other sessions have ended.')
    elsewhere.expectError(/401 /)
    await elsewhere.page.reload()
    await elsewhere.page.getByRole('button', { name: 'Sign in' }).waitFor()
    await elsewhere.leave()
  })

  for (const theme of ['light', 'dark'] as const) {
    step(`people, keys and account on a phone, ${theme}`, async () => {
      await page.emulateMedia({ colorScheme: theme })
      await page.setViewportSize({ width: 360, height: 740 })
      for (const name of ['users', 'keys', 'account']) {
        await page.goto(`/settings/${name}`)
        await page.getByRole('main').getByRole('heading', { level: 2 }).first().waitFor()
        assert.equal(await scrollsSideways(page), false, name)
        assert.deepEqual(await findViolations(page), [], name)
        await keepScreenshot(page, `settings-${name}-phone-${theme}`)
      }
    })
  }

  step('in Deutsch nothing is left in English, and the way back is there', async () => {
    await page.setViewportSize({ width: 1440, height: 900 })
    await page.getByLabel('Language').selectOption('Deutsch')
    await page.getByRole('heading', { level: 1, name: 'Konto' }).waitFor()
    const english = await readEnglishTexts(AREAS)
    const settings = ['account', 'keys', 'users', 'analysis', 'fields', 'categories']
    const pages = [...settings, 'sources', 'sources/new'].map((name) => `/settings/${name}`)
    for (const name of [...pages, `/s/${library.sid}/uploads`]) {
      await page.goto(name)
      await page.getByRole('main').getByRole('heading', { level: 1 }).waitFor()
      await page.getByRole('status', { name: 'Wird geladen' }).waitFor({ state: 'detached' })
      const texts = await readTexts(page)
      assert.deepEqual(
        texts.filter((text) => english.has(text.replace(/ – Vitrine$/, ''))),
        [],
        name,
      )
    }
    await page.goto('/settings/account')
    await page.getByLabel('Sprache').selectOption('English')
    await page.getByRole('heading', { level: 1, name: 'Account' }).waitFor()
  })

  step('no page met an error', async () => {
    await rosa.leave()
    await visitor.leave()
  })
})

async function rename(from: string, to: string) {
  await page.getByRole('button', { name: `Rename ${from}` }).click()
  await page.getByRole('textbox', { name: `New name of ${from}` }).fill(to)
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: `Merge “${from}” into “${to}”?` })
  await dialog.waitFor()
  return dialog
}

async function untilRows(rows: string[]): Promise<void> {
  await untilRowsOf(page, rows)
}

/** Waits until the table has these rows, each as name and number. */
async function untilRowsOf(page: Page, rows: string[]): Promise<void> {
  await until(`the table has ${rows}`, async () => {
    const seen = await page
      .locator('tbody tr')
      .evaluateAll((all) =>
        all.map(({ children: [name, count] }) => `${name?.textContent} ${count?.textContent}`),
      )
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
