import { deepStrictEqual } from 'node:assert/strict'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { until } from './vitrine.ts'

/** What a person sees and does in the library, by roles and names. */

export function gridOf(page: Page): Locator {
  return page.getByRole('grid')
}

/** The tile of a file, by its file name. */
export function tileOf(page: Page, name: string): Locator {
  return gridOf(page).locator(`[role=gridcell][aria-label^=${JSON.stringify(`${name},`)}]`)
}

/** File names in the order of the grid, as far as they are in the page. */
export async function shownNames(page: Page): Promise<string[]> {
  const labels = await gridOf(page)
    .getByRole('gridcell')
    .evaluateAll((cells) =>
      cells
        .sort((a, b) => Number(a.dataset.index) - Number(b.dataset.index))
        .map((cell) => cell.getAttribute('aria-label') ?? ''),
    )
  return labels.map((label) => label.slice(0, label.indexOf(',')))
}

/** Waits until the toolbar counts so many assets: "41 assets", "3 of 41 assets". */
export async function untilCount(page: Page, text: string): Promise<void> {
  await page.getByRole('main').getByText(text, { exact: true }).first().waitFor()
}

/** Waits until the pictures that can be seen in the grid have arrived. */
export async function untilPicturesLoaded(page: Page): Promise<void> {
  await until('the pictures in the grid are loaded', async () =>
    gridOf(page)
      .locator('img')
      .evaluateAll((images: HTMLImageElement[]) => {
        const seen = images.filter((image) => {
          const { top, bottom } = image.getBoundingClientRect()
          return bottom > 0 && top < innerHeight
        })
        return seen.length > 0 && seen.every((image) => image.complete && image.naturalWidth > 0)
      }),
  )
}

/** Waits until just these files are shown, in any order. */
export async function untilShown(page: Page, names: string[]): Promise<void> {
  await until(`the grid shows ${names}`, async () => {
    deepStrictEqual((await shownNames(page)).sort(), names.toSorted())
    return true
  })
}

export function panelOf(page: Page): Locator {
  return page.getByRole('complementary', { name: 'Info' })
}

/** Waits until the Info Panel shows the asset at a place of the grid. */
export async function untilPanelIsAbout(page: Page, index: number): Promise<void> {
  const name = await nameAt(page, index)
  await panelOf(page).getByRole('heading', { level: 2, name, exact: true }).waitFor()
}

/** A section of the Info Panel, by its title. */
export function sectionOf(page: Page, title: string): Locator {
  return panelOf(page).getByRole('region', { name: title })
}

/** Clicks on a tile that is not selected yet and waits for its details. */
export async function selectAsset(page: Page, name: string): Promise<void> {
  await tileOf(page, name).click()
  await panelOf(page).getByRole('heading', { level: 2, name, exact: true }).waitFor()
  await sectionOf(page, 'Metadata').waitFor()
}

export function searchBoxOf(page: Page): Locator {
  return page.getByRole('combobox', { name: /^Search/ })
}

/** Types into the search box, in place of what was there. */
export async function searchFor(page: Page, words: string): Promise<void> {
  await searchBoxOf(page).fill('')
  await searchBoxOf(page).pressSequentially(words)
  // What is offered below the box would lie above the results.
  await searchBoxOf(page).press('Enter')
}

export async function showAll(page: Page): Promise<void> {
  await page.getByRole('navigation', { name: 'Library' }).getByText('All assets').click()
  await page.waitForURL((url) => url.search === '')
}

/** Waits for the message about the last action. */
export async function untilToast(page: Page, text: string): Promise<void> {
  await page.getByRole('status').getByText(text, { exact: true }).waitFor()
}

/** Once it is there: before, a dialog says that it is on its way. */
export function detailOf(page: Page): Locator {
  return page.getByRole('dialog').and(page.locator(':not([aria-busy])'))
}

/** A click selects, another one opens. */
export async function openDetail(page: Page, name: string): Promise<void> {
  await selectAsset(page, name)
  await tileOf(page, name).click()
  await detailOf(page).waitFor()
}

/** Waits until the detail view shows this file, and its picture has arrived. */
export async function untilStageShows(page: Page, name: string): Promise<void> {
  await detailOf(page).getByRole('heading', { level: 1, name, exact: true }).waitFor()
  const large = detailOf(page).getByRole('region', { name: 'Asset' }).locator('img:not([alt=""])')
  await until('the large picture is there', () =>
    large.evaluate((image: HTMLImageElement) => image.complete && image.naturalWidth > 0),
  )
}

export async function closeDetail(page: Page): Promise<void> {
  await page.keyboard.press('Escape')
  await detailOf(page).waitFor({ state: 'detached' })
}

/** The place of the tile that has the focus, -1 when none has. */
export async function focusedIndex(page: Page): Promise<number> {
  return await page.evaluate(() => {
    const { activeElement } = document
    return activeElement instanceof HTMLElement ? Number(activeElement.dataset.index ?? -1) : -1
  })
}

/** The file name on a tile that is in the page. */
export async function nameAt(page: Page, index: number): Promise<string> {
  const label = await gridOf(page).locator(`[data-index="${index}"]`).getAttribute('aria-label')
  return label?.slice(0, label.indexOf(',')) ?? ''
}

export async function scrollTop(page: Page): Promise<number> {
  return await gridOf(page).evaluate((grid) => grid.parentElement?.scrollTop ?? -1)
}

export interface FileOnDisk {
  name: string
  bytes: number
}

/** All files below a folder, the largest first. */
export async function listFiles(folder: string): Promise<FileOnDisk[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile())
  const sized = files.map(async ({ parentPath, name }) => {
    return { name, bytes: (await stat(join(parentPath, name))).size }
  })
  return (await Promise.all(sized)).sort((a, b) => b.bytes - a.bytes)
}

/** Waits until the grid shows files in this order; between equal sizes any order is right. */
export async function untilOrder(page: Page, files: FileOnDisk[]): Promise<void> {
  const bytesOf = new Map(files.map(({ name, bytes }) => [name, bytes]))
  await until('the grid is in order', async () => {
    const shown = (await shownNames(page)).map((name) => bytesOf.get(name))
    const wanted = files.slice(0, shown.length).map(({ bytes }) => bytes)
    deepStrictEqual(shown, wanted)
    return shown.length > 10
  })
}

/** How many folders of the tree there are that are less high than the line in them, or lie upon the one before. */
export function findTightFolders(page: Page): Promise<number> {
  return page.getByRole('treeitem').evaluateAll((rows) => {
    let end = 0
    return rows.filter((row) => {
      const { top, bottom, height } = row.getBoundingClientRect()
      const isTight = top < end - 1 || height < Number.parseFloat(getComputedStyle(row).lineHeight)
      end = bottom
      return isTight
    }).length
  })
}
