import type { Locator, Page } from 'playwright-core'
import sharp from 'sharp'
import { keepScreenshot } from './browser.ts'
import { callApi, until, type Vitrine } from './vitrine.ts'

/** What a person sees and does in the settings of sources, by roles and names. */

/** A field by the exact text of its label. */
export function field(page: Page, label: string): Locator {
  return page.getByLabel(label, { exact: true })
}

export async function fillIn(page: Page, values: Record<string, string>): Promise<void> {
  for (const [label, value] of Object.entries(values)) await field(page, label).fill(value)
}

/** What stands below a field: a hint, or what is wrong with it. */
export async function noteOf(page: Page, label: string): Promise<string> {
  const id = await field(page, label).getAttribute('aria-describedby')
  return id ? ((await page.locator(`[id="${id}"]`).textContent()) ?? '').trim() : ''
}

/** Waits until the focus is in that field, and it is said to be wrong. @returns what is wrong */
export async function untilWrong(page: Page, label: string): Promise<string> {
  await field(page, label).and(page.locator('[aria-invalid]:focus')).waitFor()
  return await noteOf(page, label)
}

export async function choose(page: Page, type: string): Promise<void> {
  await page.getByRole('radio', { name: type }).check()
}

/** One line of a connection test. */
export function checkOf(page: Page, right: string, outcome: string): Locator {
  return page
    .getByRole('listitem')
    .filter({ hasText: `${right} ${outcome}`, hasNot: page.getByRole('listitem') })
}

export async function test(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Test (connection|again)$/ }).click()
}

/** The number or the words beside a name in the card of the index. */
export function indexFact(page: Page, name: string): Locator {
  return page.locator('dl > div').filter({ hasText: name }).locator('dd')
}

/** Waits for the page of a source. @returns its id */
export async function untilSourcePage(page: Page, name: string): Promise<string> {
  await page.getByRole('heading', { level: 1, name }).waitFor()
  await page.waitForURL(/\/settings\/sources\/[0-9a-f]{24}$/)
  return page.url().slice(-24)
}

/** Resumes a source by its menu in the list, and comes back to its page by the same menu. */
export async function resumeInList(page: Page, name: string): Promise<void> {
  await page.getByRole('link', { name: 'Sources', exact: true }).first().click()
  const row = page.getByRole('row').filter({ hasText: name })
  await row.getByRole('button', { name: `Actions for ${name}` }).click()
  await keepScreenshot(page, 'sources-menu')
  await page.getByRole('menuitem', { name: 'Resume' }).click()
  await row.getByText('Healthy').waitFor()
  await row.getByRole('button', { name: `Actions for ${name}` }).click()
  await page.getByRole('menuitem', { name: 'Change settings' }).click()
  await page.getByText('Up to date').waitFor()
}

export async function save(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Save changes' }).click()
}

/** Types into the box of a confirmation, first what does not do: the button is off then, and looks so. */
export async function typeToConfirm(
  box: Locator,
  button: Locator,
  [wrong, right]: [string, string],
): Promise<void> {
  const color = () => button.evaluate((one) => getComputedStyle(one).backgroundColor)
  await box.fill(wrong)
  await button.and(box.page().locator(':disabled')).waitFor()
  const colorWhenOff = await color()
  await box.fill(right)
  await until('the button looks as if it can be pressed', async () => {
    return (await color()) !== colorWhenOff
  })
}

export async function deploymentOf(vitrine: Vitrine, sid: string) {
  return (await callApi(vitrine, `/sources/${sid}`)).body.data.attributes.deployment
}

export async function makeSource(
  vitrine: Vitrine,
  attributes: Record<string, unknown>,
): Promise<string> {
  const { status, body } = await callApi(vitrine, '/sources', {
    method: 'POST',
    headers: { 'content-type': 'application/vnd.api+json' },
    body: JSON.stringify({ data: { type: 'sources', attributes } }),
  })
  if (status !== 201) throw new Error(JSON.stringify(body))
  return body.data.id
}

export async function onePicture(): Promise<Buffer> {
  const picture = { width: 90, height: 60, channels: 3, background: '#2459dc' } as const
  return await sharp({ create: picture }).jpeg().toBuffer()
}

/** Whether the main part of the settings scrolls sideways. */
export async function mainScrollsSideways(page: Page): Promise<boolean> {
  return await page
    .getByRole('main')
    .evaluate(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
}
