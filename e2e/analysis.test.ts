import assert from 'node:assert/strict'
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe } from 'node:test'
import { fileURLToPath } from 'node:url'
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
import { panelOf, sectionOf, selectAsset, tileOf, untilToast } from './library-page.ts'
import { makePhoto } from './pictures.ts'
import {
  callApi,
  findAsset,
  makeTemporaryFolder,
  onlySource,
  patchAsset,
  startVitrine,
  until,
  untilIndexed,
  type Vitrine,
} from './vitrine.ts'

/** Where other tests keep the models that they have made, and Vitrine those that are missing. */
const MODELS = fileURLToPath(new URL('../node_modules/.cache/vitrine-models', import.meta.url))
const HARBOUR = '/harbour.jpg'
const PIXELATE = 'Pixelate likely Adult and Violent images'

let parent: string
let vitrine: Vitrine
let sid: string
let browser: Browser
let visitor: Visitor
let page: Page

describe('analysis, as somebody sees it', { skip: NO_BROWSER }, () => {
  const step = startSteps(() => page)
  before(async () => {
    parent = await makeTemporaryFolder('analysis')
    const [folder, dataDir] = [join(parent, 'Pictures'), join(parent, 'data')]
    await mkdir(folder)
    await mkdir(join(dataDir, 'cache'), { recursive: true })
    await writeFile(join(folder, HARBOUR), await makePhoto())
    await mkdir(MODELS, { recursive: true })
    await symlink(MODELS, join(dataDir, 'cache/models'))
    const environment = { ANALYSIS: 'light', ANALYSIS_PROCESSES: '1' }
    vitrine = await startVitrine({ folders: [folder], dataDir, environment })
    await untilIndexed(vitrine)
    sid = (await onlySource(vitrine)).id
    browser = await openBrowser()
    visitor = await openVisitor(browser, vitrine)
    page = visitor.page
    await signIn(page, vitrine)
  })
  after(async () => {
    await visitor?.context.close()
    await browser?.close()
    await vitrine?.remove()
    await rm(parent, { recursive: true, force: true })
  })

  step('what is found appears by itself', async () => {
    await selectAsset(page, 'harbour.jpg')
    await untilAnalysed()
    await sectionOf(page, 'Content alerts').getByText('Not analysed').first().waitFor()
    await sectionOf(page, 'Content alerts').getByText('Doubtful').first().waitFor()
    await sectionOf(page, 'Metadata').getByText('None found').waitFor()
  })

  step('a tag says why it is there, by keyboard and by pointer', async () => {
    const tag = sectionOf(page, 'Tags').getByRole('link', { name: /^harbour/ })
    const why = page.getByRole('tooltip')
    await sectionOf(page, 'Tags').getByRole('button', { name: 'Edit tags' }).focus()
    await page.keyboard.press('Shift+Tab')
    await page.keyboard.press('Tab')
    const onTag = sectionOf(page, 'Tags').getByRole('link').and(page.locator(':focus'))
    for (let turn = 0; turn < 3 && (await onTag.count()) === 0; turn += 1) {
      await page.keyboard.press('Shift+Tab')
    }
    await why.waitFor()
    await page.keyboard.press('Escape')
    await why.waitFor({ state: 'detached' })
    await tag.hover()
    await why.getByText('One of the keywords in the file itself.').waitFor()
    assert.deepEqual(await findViolations(page), [])
    await keepScreenshot(page, 'panel-why-this-tag')
    await page.mouse.move(0, 0)
    await why.waitFor({ state: 'detached' })
  })

  step('an alert is set by keyboard, and given back', async () => {
    const alerts = sectionOf(page, 'Content alerts')
    await alerts.getByRole('button', { name: 'Set by hand' }).press('Enter')
    await alerts.getByRole('radio', { name: 'Doubtful' }).first().waitFor()
    for (const _ of [2, 3, 4]) await page.keyboard.press('ArrowRight')
    assert.deepEqual(await findViolations(page), [])
    await keepScreenshot(page, 'panel-alerts-edited')
    await page.keyboard.press('Enter')
    await untilToast(page, 'Saved content alerts')
    await alerts.getByText('Set by a person').waitFor()
    await page.getByRole('gridcell', { name: /harbour\.jpg.*, hidden$/ }).waitFor()
    const { warning_adult: level, warnings_by_person: byPerson } = await harbour()
    assert.deepEqual([level, byPerson], [4, ['adult']])
    await switchPixelating()
    await page.getByRole('gridcell', { name: /harbour\.jpg.*(?<!, hidden)$/ }).waitFor()
    await alerts.getByRole('button', { name: 'Set by hand' }).click()
    await alerts.getByRole('button', { name: 'Give back to analysis: Adult' }).click()
    await alerts.getByRole('button', { name: 'Save' }).click()
    await until('nobody has set it', async () => (await harbour()).warnings_by_person.length === 0)
  })

  step('whether anything starts hidden is told to other tabs, too', async () => {
    await patchAsset(vitrine, sid, HARBOUR, { warning_adult: 4 })
    await page.reload()
    await page.getByRole('gridcell', { name: /harbour\.jpg.*(?<!, hidden)$/ }).waitFor()
    const other = await visitor.context.newPage()
    await other.goto('/settings/account')
    await other.getByRole('switch', { name: PIXELATE, checked: false }).click()
    await other.close()
    await page.getByRole('gridcell', { name: /harbour\.jpg.*, hidden$/ }).waitFor()
    await patchAsset(vitrine, sid, HARBOUR, { warning_adult: null })
    await page.getByRole('gridcell', { name: /harbour\.jpg.*(?<!, hidden)$/ }).waitFor()
  })

  step('a picture is analysed again', async () => {
    await panelOf(page).getByRole('button', { name: 'Analyse again' }).click()
    await untilToast(page, 'Being analysed again. What people have written stays.')
    await untilAnalysed()
  })

  step('so is a whole search, and it says what it costs', async () => {
    const menu = 'Download, export, import, analyse, duplicates, bulk edits'
    await page.getByRole('button', { name: menu }).click()
    await page.getByRole('menuitem', { name: 'Analyse this search again…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Analyse again' })
    await dialog.getByText('They stay on this server.').waitFor()
    assert.deepEqual(await findViolations(page), [])
    await dialog.getByRole('button', { name: 'Analyse 1 asset again' }).click()
    await page.getByText('Waiting to be analysed again: 1 asset.').waitFor()
    await untilAnalysed()
  })

  step('a feature is switched off, shown nowhere, and on again', async () => {
    await page.getByRole('link', { name: 'Settings' }).click()
    await page.getByRole('link', { name: 'Analysis' }).click()
    await page.getByText('Nothing is waiting').waitFor()
    const durations = page.getByRole('list', { name: 'How long a picture takes' })
    await durations.getByText(/^Built in: [\d.]+ s a picture, median of the last 1$/).waitFor()
    assert.deepEqual(await findViolations(page), [])
    await keepScreenshot(page, 'settings-analysis')
    await page.getByRole('switch', { name: 'Tags', exact: true }).press('Space')
    await untilToast(page, 'Tags off')
    assert.equal((await settings()).features.tags, false)
    await page.getByRole('link', { name: 'Library' }).click()
    await tileOf(page, 'harbour.jpg').click()
    await sectionOf(page, 'Categories').waitFor()
    assert.equal(await sectionOf(page, 'Tags').count(), 0)
    await page.goto('/settings/analysis')
    await page.getByRole('switch', { name: 'Tags', exact: true }).click()
    await untilToast(page, 'Tags on')
    await page.keyboard.press('Control+z')
    await untilToast(page, 'Undone')
    assert.equal((await settings()).features.tags, false)
  })

  step('who comes second sees it, and loses nothing', async () => {
    visitor.expectError(/412 .*\/api\/v1\/analysis_settings/)
    await changeSettings({ features: { faces: false } })
    await page.getByRole('switch', { name: 'Alt text' }).click()
    await page.getByText('Someone else changed these settings.').waitFor()
    await until('theirs is shown', () => isOff('Faces'))
    assert.equal((await settings()).features.alt_text, true)
    await page.getByRole('button', { name: 'Save mine too' }).click()
    await untilToast(page, 'Alt text off')
    assert.equal((await settings()).features.alt_text, false)
  })

  step('a provider says what it lacks, where pictures go, and whether it works', async () => {
    visitor.expectError(/400 .*\/api\/v1\/analysis_settings/)
    const form = page.getByRole('form', { name: 'Your endpoint' })
    await page.getByRole('switch', { name: 'Ask Your endpoint' }).click()
    await form.getByText('The address of the endpoint is missing.').waitFor()
    assert.deepEqual(await findViolations(page), [])
    // Port 9 discards; nothing is there.
    await form.getByLabel('Base URL').fill('http://models.invalid:9/v1')
    await form.getByLabel('Model').fill('see-1')
    await page.getByRole('switch', { name: 'Ask Your endpoint' }).click()
    await untilToast(page, 'Saved Your endpoint')
    const alerts = page.getByRole('listitem').filter({ hasText: 'Content alerts' })
    await alerts.getByText('Image leaves this server: models.invalid:9').waitFor()
    await form.getByRole('button', { name: 'Try' }).click()
    await page.getByText('It does not work').waitFor()
    await keepScreenshot(page, 'settings-analysis-provider')
    await alerts.getByLabel('Provider 1 for Content alerts').selectOption('builtin')
    await untilToast(page, 'Content alerts: Built in, then Your endpoint')
    assert.deepEqual(
      (await settings()).order.alerts.filter((name: string) => /builtin|openai/.test(name)),
      ['builtin', 'openai'],
    )
  })

  step('on a phone, light and dark', async () => {
    await page.setViewportSize({ width: 360, height: 740 })
    await page.goto('/settings/analysis')
    await page.getByText('Nothing is waiting').waitFor()
    for (const theme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: theme })
      assert.equal(await scrollsSideways(page), false)
      assert.deepEqual(await findViolations(page), [])
      await keepScreenshot(page, `settings-analysis-phone-${theme}`)
    }
  })

  step('no page met an error', () => visitor.leave())
})

async function switchPixelating(): Promise<void> {
  await page.getByRole('button', { name: /account of/i }).click()
  await page.getByRole('menuitem', { name: 'Account' }).click()
  await page.getByRole('switch', { name: PIXELATE }).click()
  await page.goBack()
}

async function harbour() {
  return await findAsset(vitrine, sid, HARBOUR)
}

async function untilAnalysed(): Promise<void> {
  await until('the picture is analysed', async () => (await harbour()).analysis_status === 'done')
}

async function settings() {
  return (await callApi(vitrine, '/analysis_settings')).body.data.attributes
}

async function changeSettings(attributes: Record<string, unknown>): Promise<void> {
  const { status } = await callApi(vitrine, '/analysis_settings', {
    method: 'PATCH',
    headers: { 'content-type': 'application/vnd.api+json' },
    body: JSON.stringify({ data: { type: 'analysis_settings', attributes } }),
  })
  assert.equal(status, 200)
}

async function isOff(feature: string): Promise<boolean> {
  return !(await page.getByRole('switch', { name: feature, exact: true }).isChecked())
}
