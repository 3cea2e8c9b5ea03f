import assert from 'node:assert/strict'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import sharp from 'sharp'
import type { NewDuplicateDecision } from '../contract/searching.ts'
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
import {
  callApi,
  findAsset,
  makeTemporaryFolder,
  onlySource,
  startVitrine,
  until,
  untilIndexed,
  type Vitrine,
} from './vitrine.ts'

/** Pictures with enough in them to be compared, and files that are copies of each other. */
async function makeCopies(folder: string): Promise<void> {
  const hills = await makeHills()
  const small = await sharp(hills).resize(200).jpeg({ quality: 70 }).toBuffer()
  const files: Record<string, Buffer | string> = {
    'hills/hills.png': hills,
    'hills/hills-small.jpg': small,
  }
  for (const name of ['one', 'two', 'three']) {
    files[`notes/${name}.txt`] = `Words of ${name}\n`
    files[`backup/${name}.txt`] = `Words of ${name}\n`
  }
  for (const [path, content] of Object.entries(files)) {
    const file = join(folder, path)
    await mkdir(join(file, '..'), { recursive: true })
    await writeFile(file, content)
  }
}

async function makeHills(): Promise<Buffer> {
  const shapes = `<svg xmlns="http://www.w3.org/2000/svg" width="640" height="420">
<rect width="640" height="420" fill="#9cc3e6"/><circle cx="500" cy="90" r="60" fill="#f6d55c"/>
<path d="M0 300 L180 120 L330 320 L470 200 L640 340 V420 H0 Z" fill="#3c6e47"/>
<rect x="90" y="280" width="80" height="90" fill="#8a3b2a"/></svg>`
  return await sharp(Buffer.from(shapes)).png().toBuffer()
}

describe('duplicates', { skip: NO_BROWSER }, () => {
  let folder: string
  let vitrine: Vitrine
  let sid: string
  let browser: Browser
  let visitor: Visitor
  let page: Page
  const step = startSteps(() => page)

  before(async () => {
    folder = await makeTemporaryFolder('copies')
    await makeCopies(folder)
    vitrine = await startVitrine({ folders: [folder] })
    await untilIndexed(vitrine)
    sid = (await onlySource(vitrine)).id
    await until('the copies are grouped', async () => (await countGroups()) === 4)
    browser = await openBrowser()
    visitor = await openVisitor(browser, vitrine)
    page = visitor.page
    await signIn(page, vitrine)
  })
  after(async () => {
    await browser?.close()
    await vitrine?.remove()
    await rm(folder, { recursive: true, force: true })
  })

  const heading = () => page.getByRole('heading', { level: 1, name: 'Duplicates' })
  const placeOfHeading = () =>
    heading().evaluate((one) => {
      const { left, top } = one.getBoundingClientRect()
      return [left, top]
    })
  const countGroups = async () => {
    const { body } = await callApi(vitrine, `/sources/${sid}/duplicates`)
    return body.data.length
  }
  const decide = async (decision: NewDuplicateDecision) => {
    const attributes = { decisions: [decision] }
    const { status } = await callApi(vitrine, `/sources/${sid}/duplicates/decisions`, {
      method: 'POST',
      headers: { 'content-type': 'application/vnd.api+json' },
      body: JSON.stringify({ data: { type: 'duplicate_decisions', attributes } }),
    })
    assert.equal(status, 201)
  }
  const groups = () => page.locator('[data-group]')
  const untilGroups = (count: number) =>
    until(`${count} groups`, async () => (await groups().count()) === count)
  const untilSaid = (text: RegExp) => page.getByRole('status').getByText(text).waitFor()
  const markOf = async (path: string) => (await findAsset(vitrine, sid, path))?.duplicate_of

  step('their name stands there before their program has come', async () => {
    const gate = Promise.withResolvers<void>()
    await page.route(/\/assets\/DuplicatesScreen-.*\.js$/, async (route) => {
      await gate.promise
      await route.continue()
    })
    await page.getByRole('navigation', { name: 'Library' }).getByText('Duplicates').click()
    const frame = page.locator('[aria-busy="true"]').filter({ has: heading() })
    await frame.waitFor()
    const before = await placeOfHeading()
    await keepScreenshot(page, 'duplicates-on-their-way')
    gate.resolve()
    await frame.waitFor({ state: 'detached' })
    assert.deepEqual(await placeOfHeading(), before)
    await page.goBack()
  })

  step('the side bar leads to them, with the count', async () => {
    await page.getByRole('link', { name: 'Duplicates 4' }).click()
    await untilGroups(3)
    assert.deepEqual(await findViolations(page), [])
    await keepScreenshot(page, 'duplicates')
  })

  step('by keys: the second is the one to use; Undo takes it back', async () => {
    const first = groups().first()
    await first.focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('2')
    const chosen = await first.getByRole('radio').nth(1).isChecked()
    assert.equal(chosen, true)
    await page.keyboard.press('Enter')
    await untilSaid(/^Marked the copies: 1 asset\. No file was touched\./)
    await untilGroups(2)
    assert.equal(await page.evaluate(() => document.activeElement?.matches('[data-group]')), true)
    await page.getByRole('button', { name: 'Undo' }).click()
    await untilGroups(3)
  })

  step('all groups at once', async () => {
    await page.getByRole('button', { name: 'Select all 3 loaded groups' }).click()
    await page.getByRole('button', { name: 'Keep all of 3 groups' }).click()
    await untilSaid(/^Kept all in 3 groups\./)
    await page.getByRole('heading', { name: 'No copies to decide about' }).waitFor()
    assert.equal(await countGroups(), 1)
  })

  /** Where each picture begins on its stage, and how wide it is, in shares of the stage. */
  const comparedPlaces = () =>
    page.locator('figure section img').evaluateAll((pictures) =>
      pictures.map((picture) => {
        const shown = picture.getBoundingClientRect()
        const stage = picture.closest('section')?.getBoundingClientRect() ?? shown
        const shares = [shown.x - stage.x, shown.y - stage.y, shown.width]
        return shares.map((pixels) => pixels / stage.width)
      }),
    )

  step(
    'those that look alike are compared: beside each other, zoomed and moved in step',
    async () => {
      await page.getByRole('button', { name: 'Look alike 1' }).click()
      await untilGroups(1)
      await groups().getByRole('link', { name: 'Compare the group of hills.png' }).click()
      await page.getByRole('rowheader', { name: 'Dimensions Differs' }).waitFor()
      await page.getByRole('cell', { name: 'Different content' }).first().waitFor()
      for (const key of ['+', '+', 'ArrowRight', 'ArrowDown']) await page.keyboard.press(key)
      await until('both are zoomed', async () => {
        const [one, other] = await comparedPlaces()
        // Pictures of other sizes stand within a pixel of each other.
        const isAlike = one?.every((share, at) => Math.abs(share - (other?.[at] ?? 0)) < 0.01)
        return (one?.[2] ?? 0) > 2 && isAlike === true
      })
      await page.locator('[role=grid]').waitFor({ state: 'hidden' })
      assert.deepEqual(await findViolations(page), [])
      await keepScreenshot(page, 'compare')
      await page.keyboard.press('?')
      const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
      await sheet.getByText('Zoom in').waitFor()
      const [here = ''] = ((await sheet.textContent()) ?? '').split('Elsewhere')
      assert.match(here, /Zoom in/)
      assert.doesNotMatch(here, /Search|Upload/)
      await page.keyboard.press('Escape')
      await sheet.waitFor({ state: 'detached' })
      assert.match(page.url(), /\/compare/)
      await page.goBack()
      await untilGroups(1)
    },
  )

  step('somebody was first: theirs is shown, and replaced when asked', async () => {
    await page.getByRole('button', { name: 'Look alike 1' }).click()
    await untilGroups(1)
    await decide({
      decision: 'different',
      origin_paths: ['/hills/hills.png', '/hills/hills-small.jpg'],
    })
    visitor.expectError(/409/)
    await groups().getByRole('button', { name: 'Use this one' }).click()
    await page.getByText(/^Theirs: Not duplicates: 2 assets/).waitFor()
    assert.deepEqual(await findViolations(page), [])
    await page.getByRole('button', { name: 'Replace it with mine' }).click()
    await untilSaid(/^Marked the copies/)
    assert.equal(await markOf('hills/hills-small.jpg'), '/hills/hills.png')
  })

  step('the Info Panel says what it is a copy of, and how alike they are', async () => {
    await page.getByRole('link', { name: /^All assets/ }).click()
    await page.getByRole('gridcell', { name: /^hills-small.jpg/ }).click()
    const panel = page.getByRole('complementary', { name: 'Info' })
    await panel.getByText('Similar and duplicates').click()
    await panel.getByText('Marked as a copy of').waitFor()
    await panel
      .getByRole('link', { name: /^hills.png, nearly the same picture, \d+ % alike/ })
      .waitFor()
    assert.deepEqual(await findViolations(page), [])
    await panel.getByRole('link', { name: 'Show all' }).click()
    await until('only the other one is shown', async () => {
      const labels = await page
        .getByRole('gridcell')
        .evaluateAll((cells) => cells.map((cell) => cell.ariaLabel))
      return labels.length === 1 && labels[0]?.startsWith('hills.png') === true
    })
  })

  step('decisions are listed, and taken back, on a narrow screen, too', async () => {
    await page.setViewportSize({ width: 360, height: 740 })
    await page.goto(`/s/${sid}/duplicates?show=decisions`)
    const back = page.getByRole('button', { name: /^Take back/ })
    await back.first().waitFor()
    assert.equal(await back.count(), 4)
    assert.equal(await scrollsSideways(page), false)
    await back.first().click()
    await until('it is gone', async () => (await back.count()) === 3)
    assert.equal(await markOf('hills/hills-small.jpg'), null)
    assert.deepEqual(await findViolations(page), [])
    await visitor.leave()
  })
})
