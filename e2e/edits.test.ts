import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
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
import { findViolations } from './find-violations.ts'
import { type Library, openLibrary } from './library.ts'
import {
  panelOf,
  searchFor,
  sectionOf,
  selectAsset,
  showAll,
  tileOf,
  untilCount,
  untilShown,
  untilToast,
} from './library-page.ts'
import { makePicture } from './pictures.ts'
import { findAsset, patchAsset, patchSource, until } from './vitrine.ts'

const PHOTO = '/travel/coast/harbour.jpg'
const TEXT = 'Boats in the old harbour, “at dusk” & <fog>'

/** What people say of an asset, from typing it to finding it again. */
describe('edits in the browser', { skip: NO_BROWSER }, () => {
  let library: Library
  let browser: Browser
  let visitor: Visitor
  let page: Page
  const step = startSteps(() => page)
  const readPhoto = () => findAsset(library.vitrine, library.sid, PHOTO)
  const changePhoto = (attributes: Record<string, unknown>) =>
    patchAsset(library.vitrine, library.sid, PHOTO, attributes)

  before(async () => {
    library = await openLibrary()
    await changePhoto({ tags: { harbour: 0.96, boat: 0.81, dusk: 0.42 } })
    browser = await openBrowser()
    visitor = await openVisitor(browser, library.vitrine)
    page = visitor.page
    await signIn(page, library.vitrine)
  })
  after(async () => {
    await browser?.close()
    await library?.close()
  })

  /** Clicks on a text of the panel, types another and leaves it with Enter. */
  /** What others do `meanwhile` is not shown before it is written: nothing changes under somebody's hands. */
  const write = async (label: string, text: string, meanwhile?: () => Promise<unknown>) => {
    await panelOf(page)
      .getByRole('button', { name: new RegExp(`^${label}`) })
      .click()
    await panelOf(page).getByRole('textbox', { name: label }).fill(text)
    await meanwhile?.()
    await page.keyboard.press('Enter')
  }
  const untilWritten = (label: string, text: string) =>
    panelOf(page)
      .getByRole('button', { name: new RegExp(`^${label}`) })
      .getByText(text)
      .waitFor()
  const focused = () =>
    page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? null)
  const addCategory = async (name: string, meanwhile?: () => Promise<unknown>) => {
    await panelOf(page).getByRole('button', { name: 'Add a category' }).click()
    await panelOf(page).getByRole('combobox').fill(name)
    await meanwhile?.()
    await page.keyboard.press('Enter')
  }

  step('name and description', async () => {
    await selectAsset(page, 'harbour.jpg')
    await write('Name', 'Old harbour')
    await untilToast(page, 'Saved name')
    await write('Description', TEXT)
    await untilToast(page, 'Saved description')
  })

  step('a category and a custom field, both new', async () => {
    await addCategory('Sea, sand & sun')
    await untilToast(page, 'Saved categories')
    assert.equal(await focused(), 'Add a category', 'the field has gone, the focus not')
    await panelOf(page).getByRole('button', { name: 'Add a custom field' }).click()
    await panelOf(page).getByRole('combobox').fill('Photographer')
    await page.keyboard.press('Enter')
    await panelOf(page).getByRole('textbox', { name: 'Photographer' }).fill('Ines Moreau')
    await page.keyboard.press('Enter')
    await untilToast(page, 'Saved custom fields')
    assert.equal(await focused(), 'Add a custom field')
  })

  step('a removed tag stays, at 0 %', async () => {
    await panelOf(page).getByRole('button', { name: 'Edit tags' }).click()
    await panelOf(page).getByRole('button', { name: 'Remove boat' }).click()
    await sectionOf(page, 'Tags').getByRole('button', { name: 'Save' }).click()
    await untilToast(page, 'Saved tags')
    const tags = sectionOf(page, 'Tags').getByRole('link')
    assert.deepEqual(await tags.allTextContents(), ['harbour96 %', 'dusk42 %', 'boat0 %'])
    await keepScreenshot(page, 'edited')
  })

  step('a tag by hand, taken back', async () => {
    await panelOf(page).getByRole('button', { name: 'Add a tag' }).click()
    await panelOf(page).getByRole('combobox', { name: 'Type a tag' }).fill('mast')
    await page.keyboard.press('Enter')
    await sectionOf(page, 'Tags').getByRole('link', { name: 'mast' }).waitFor()
    await until('it is saved', async () => (await readPhoto()).tags.mast === 1)
    await patchAsset(library.vitrine, library.sid, PHOTO, { alt_text: 'Masts at dusk' })
    await page.reload()
    await untilWritten('Alt text', 'Masts at dusk')
  })

  step('everything can be taken away: path, id, alt text, a value, a colour', async () => {
    await visitor.context.grantPermissions(['clipboard-read', 'clipboard-write'])
    const copied = () => page.evaluate(() => navigator.clipboard.readText())
    const items: [item: string, text: string | RegExp][] = [
      ['Copy path', PHOTO],
      ['Copy asset id', `${library.sid}${PHOTO}`],
      ['Copy alt text', 'Masts at dusk'],
      ['Copy as HTML, with its alt text', /^<img src="http.+harbour\.jpg".* alt="Masts at dusk">$/],
    ]
    for (const [item, text] of items) {
      await panelOf(page).getByRole('button', { name: 'More actions' }).click()
      if (item === 'Copy path') assert.deepEqual(await findViolations(page), [])
      await page.getByRole('menuitem', { name: item }).click()
      await until(item, async () => {
        const now = await copied()
        return typeof text === 'string' ? now === text : text.test(now)
      })
    }
    await panelOf(page).getByRole('button', { name: 'Copy URL' }).click()
    await until('the URL', async () => /\/harbour\.jpg$/.test(await copied()))
    await sectionOf(page, 'Metadata').getByRole('button', { name: 'Copy Type' }).click()
    await until('the type', async () => (await copied()) === 'image/jpeg')
    await sectionOf(page, 'Colour data')
      .getByRole('button', { name: /^Copy #[0-9a-f]{6} / })
      .first()
      .click()
    await until('a colour', async () => /^#[0-9a-f]{6}$/i.test(await copied()))
    assert.deepEqual(await findViolations(page), [])
  })

  step('Undo takes back the last edit alone', async () => {
    await addCategory('By mistake')
    await untilToast(page, 'Saved categories')
    const mistake = sectionOf(page, 'Categories').getByRole('link', { name: 'By mistake' })
    await mistake.waitFor()
    await page.getByRole('button', { name: 'Undo' }).click()
    await untilToast(page, 'Undone')
    await mistake.waitFor({ state: 'detached' })
    assert.deepEqual((await readPhoto()).categories, ['Sea, sand & sun'])
  })

  step('all is there when the page is loaded again, and the API agrees', async () => {
    await page.reload()
    await untilWritten('Name', 'Old harbour')
    await untilWritten('Description', TEXT)
    await sectionOf(page, 'Custom fields').getByText('Ines Moreau').waitFor()
    const asset = await readPhoto()
    assert.equal(asset.name, 'Old harbour')
    assert.equal(asset.description, TEXT)
    assert.deepEqual(asset.custom_fields, { Photographer: 'Ines Moreau' })
    assert.deepEqual(asset.tags, { harbour: 0.96, dusk: 0.42, boat: 0, mast: 1 })
  })

  step('what was written is found: by a click on the category, by typing', async () => {
    await sectionOf(page, 'Categories').getByRole('link', { name: 'Sea, sand & sun' }).click()
    await untilShown(page, ['harbour.jpg'])
    assert.equal(new URL(page.url()).searchParams.get('category'), 'Sea, sand & sun')
    await showAll(page)
    for (const words of ['moreau', 'old harbour', 'sand', 'dusk boats']) {
      await searchFor(page, words)
      await untilShown(page, ['harbour.jpg'])
    }
    await showAll(page)
  })

  step('somebody else was first: both keep what they added', async () => {
    visitor.expectError(/412 .*\/assets\//)
    await selectAsset(page, 'harbour.jpg')
    await addCategory('Mine', () => changePhoto({ categories: ['Sea, sand & sun', 'Theirs'] }))
    await panelOf(page).getByText('Someone else changed this asset.').waitFor()
    await sectionOf(page, 'Categories').getByRole('link', { name: 'Theirs' }).waitFor()
    await keepScreenshot(page, 'conflict')
    await panelOf(page).getByRole('button', { name: 'Save mine too' }).click()
    await untilToast(page, 'Saved categories')
    const { categories } = await readPhoto()
    assert.deepEqual(categories.sort(), ['Mine', 'Sea, sand & sun', 'Theirs'])
  })

  step('somebody else was first with the name: theirs stays until one says otherwise', async () => {
    await write('Name', 'My name', () => changePhoto({ name: 'Their name' }))
    await panelOf(page).getByText('“My name”').waitFor()
    assert.equal((await readPhoto()).name, 'Their name')
    await panelOf(page).getByRole('button', { name: 'Keep theirs' }).click()
    await untilWritten('Name', 'Their name')
    assert.equal((await readPhoto()).name, 'Their name')
  })

  const downloadShown = async () => {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      panelOf(page).getByRole('link', { name: 'Download' }).click(),
    ])
    return readFile(await download.path())
  }

  step('Refresh reads a changed file again', async () => {
    await searchFor(page, 'dot')
    await untilShown(page, ['dot.gif'])
    await selectAsset(page, 'dot.gif')
    await sectionOf(page, 'Metadata').getByText('2 × 2 px').waitFor()
    const bytes = await makePicture(0)
    await writeFile(join(library.folder, 'dot.gif'), bytes)
    await panelOf(page).getByRole('button', { name: 'Refresh' }).click()
    await sectionOf(page, 'Metadata').getByText('360 × 240 px').waitFor()
    await sectionOf(page, 'Metadata').getByText('image/jpeg').waitFor()
    for (const place of [panelOf(page), tileOf(page, 'dot.gif')]) {
      const picture = place.locator('img').first()
      await until('the new picture is shown', () =>
        picture.evaluate((image) => image instanceof HTMLImageElement && image.naturalWidth > 200),
      )
    }
    assert.deepEqual(await downloadShown(), bytes)
    await showAll(page)
  })

  step('a new file is in the list after the next listing', async () => {
    await writeFile(join(library.folder, 'portraits', 'newcomer.jpg'), await makePicture(41))
    await patchSource(library.vitrine, library.sid, { enabled: true })
    await until('the API knows it', async () => {
      const asset = await findAsset(library.vitrine, library.sid, '/portraits/newcomer.jpg')
      return asset?.status === 'indexed'
    })
    await page.reload()
    await untilCount(page, `${library.count + 1} assets`)
    await tileOf(page, 'newcomer.jpg').waitFor()
  })

  const signInAgain = async () => {
    await askedAgain().getByLabel('Password').fill(library.vitrine.password)
    await Promise.all([
      page.waitForResponse((response) => response.url().includes('/events') && response.ok()),
      askedAgain().getByRole('button', { name: 'Sign in' }).click(),
    ])
    await askedAgain().waitFor({ state: 'detached' })
  }
  const askedAgain = () => page.getByRole('dialog', { name: 'Sign in again' })
  const untilDescribed = (text: string) =>
    until('it is saved', async () => {
      const asset = await findAsset(library.vitrine, library.sid, '/portraits/newcomer.jpg')
      return asset.description === text
    })

  step('a session that ends asks again and keeps what was written', async () => {
    visitor.expectError(/401 /)
    await selectAsset(page, 'newcomer.jpg')
    const reading = Promise.withResolvers<void>()
    await page.route('**/api/v1/**', async (route) => {
      // That it was written is to tell that the session is over, and nothing else before.
      if (route.request().method() === 'GET') await reading.promise
      await route.continue()
    })
    await write('Description', 'Written while', () => visitor.context.clearCookies())
    await askedAgain().waitFor()
    reading.resolve()
    await page.unrouteAll({ behavior: 'wait' })
    await keepScreenshot(page, 'session-ended')
    await signInAgain()
    await panelOf(page).getByText('Written while').waitFor()
    await panelOf(page).getByRole('button', { name: 'Save again' }).click()
    await untilToast(page, 'Saved description')
    await untilDescribed('Written while')
  })

  step('it asks nobody who is typing, and the text goes on where it was', async () => {
    const field = panelOf(page).getByRole('textbox', { name: 'Description' })
    await panelOf(page)
      .getByRole('button', { name: /^Description/ })
      .click()
    const fingers = await page.evaluate(() => {
      const press = () => new KeyboardEvent('keydown', { key: 'Shift', bubbles: true })
      return setInterval(() => document.activeElement?.dispatchEvent(press()), 100)
    })
    await visitor.context.clearCookies()
    await Promise.all([
      // News of others lead to it.
      page.waitForResponse((response) => response.status() === 401),
      patchSource(library.vitrine, library.sid, { name: 'Pictures of all' }),
    ])
    await page.keyboard.press('End')
    await page.keyboard.type(' the session ended')
    assert.equal(await askedAgain().count(), 0)
    await page.evaluate((id) => clearInterval(id), fingers)
    await askedAgain().waitFor()
    await signInAgain()
    assert.equal(await focused(), 'Description')
    await page.keyboard.type(', twice')
    assert.equal(await field.inputValue(), 'Written while the session ended, twice')
    await page.keyboard.press('Enter')
    await untilToast(page, 'Saved description')
    await untilDescribed('Written while the session ended, twice')
  })

  step('a saved search that is renamed then keeps the typed name', async () => {
    await page.goto(`/s/${library.sid}?q=newcomer`)
    await page.getByRole('button', { name: 'Save this search' }).click()
    await page.getByLabel('Name', { exact: true }).fill('Newcomers')
    await page.keyboard.press('Enter')
    await untilToast(page, 'Saved “Newcomers”.')
    await page.getByRole('button', { name: 'Change Newcomers' }).click()
    await page.getByRole('menuitem', { name: 'Rename' }).click()
    await visitor.context.clearCookies()
    const field = page.getByRole('textbox', { name: 'New name of Newcomers' })
    await field.fill('Fresh faces')
    await page.keyboard.press('Enter')
    await askedAgain().waitFor()
    await signInAgain()
    assert.equal(await field.inputValue(), 'Fresh faces')
    await field.press('Enter')
    await page.getByRole('link', { name: /^Fresh faces/ }).waitFor()
  })

  step(
    'a category is made before any asset has it, and kept while the server is away',
    async () => {
      visitor.expectError(/net::ERR_|status of 50[234]/)
      await page.goto('/settings/categories')
      await page.getByRole('button', { name: 'New category' }).click()
      const dialog = page.getByRole('dialog', { name: 'New category' })
      await page.keyboard.type('Autumn')
      assert.deepEqual(await findViolations(page), [])
      await library.vitrine.stop()
      await page.keyboard.press('Enter')
      const isAway = page.getByText('The server does not answer.', { exact: true })
      await isAway.waitFor()
      await keepScreenshot(page, 'settings-away')
      library.vitrine = await library.vitrine.restart()
      await isAway.waitFor({ state: 'detached' })
      assert.equal(await dialog.getByLabel('Name').inputValue(), 'Autumn')
      await dialog.getByRole('button', { name: 'Make' }).click()
      await untilToast(page, 'Made Autumn.')
      await page.getByRole('row', { name: /^Autumn 0/ }).waitFor()
      await page.getByRole('button', { name: 'Undo' }).click()
      await page.getByRole('row', { name: /^Autumn/ }).waitFor({ state: 'detached' })
    },
  )

  step('signing out ends the session on the server, too', async () => {
    const cookies = await visitor.context.cookies()
    const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ')
    assert.equal((await callSession(cookie)).status, 200)
    await page.getByRole('button', { name: /account of/ }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    await page.goto(`/s/${library.sid}`)
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    assert.deepEqual(await visitor.context.cookies(), [])
    assert.equal((await callSession(cookie)).status, 401)
  })

  const callSession = (cookie: string) =>
    fetch(`${library.vitrine.url}/api/v1/session`, { headers: { cookie } })

  step('no page met an error', () => visitor.leave())
})
