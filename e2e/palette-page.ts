import type { Locator, Page } from 'playwright-core'
import { until } from './vitrine.ts'

/** What a person sees and does in the command palette and in the sheet of shortcuts. */

/** Opens the command palette and types. */
export async function openPalette(page: Page, text: string): Promise<void> {
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: 'Type a command or search' }).waitFor()
  await page.keyboard.type(text)
}

/** Goes down to an option by its name, and takes it. */
export async function chooseOption(page: Page, name: string): Promise<void> {
  const palette = page.getByRole('dialog', { name: 'Command palette' })
  const option = palette.getByRole('option', { name }).first()
  await option.waitFor()
  await until(`${name} is the active option`, async () => {
    if ((await option.getAttribute('aria-selected')) === 'true') return true
    await page.keyboard.press('ArrowDown')
    return false
  })
  await page.keyboard.press('Enter')
  await palette.waitFor({ state: 'detached' })
}

export function sheetOf(page: Page): Locator {
  return page.getByRole('dialog', { name: 'Keyboard shortcuts' })
}

/** In the sheet, which is there for those who have switched them off, too. */
export async function switchSingleKeys(page: Page): Promise<void> {
  await page.keyboard.press('Control+/')
  await sheetOf(page).waitFor()
  await page.keyboard.press('Shift+Tab')
  await page.keyboard.press('Space')
  await page.keyboard.press('Escape')
  await sheetOf(page).waitFor({ state: 'detached' })
}
