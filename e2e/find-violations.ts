import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

const AXE = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

interface Violation {
  rule: string
  help: string
  at: string[]
}

/**
 * What axe finds wrong with the page as it is now; transitions have come to their end.
 * @param tags of the rules that are looked at; all when none is given
 */
export async function findViolations(page: Page, ...tags: string[]): Promise<Violation[]> {
  // What was just gone to is there.
  await page.waitForFunction(() => document.title !== '')
  await page.evaluate(() =>
    Promise.allSettled(document.getAnimations().map((animation) => animation.finished)),
  )
  // As a script of the page it would be refused: its policy lets no other script run.
  await page.evaluate(AXE)
  return await page.evaluate(async (tags) => {
    const { axe } = window as unknown as { axe: typeof import('axe-core') } // put there just now
    const rules = tags.length > 0 ? { runOnly: tags } : {}
    const { violations } = await axe.run({ resultTypes: ['violations'], ...rules })
    return violations.map(({ id, help, nodes }) => ({
      rule: id,
      help,
      at: nodes.map(({ html }) => html.slice(0, 160)),
    }))
  }, tags)
}

/** The same in light and in dark, where nothing but the colours is another. */
export async function findViolationsInThemes(page: Page): Promise<Violation[]> {
  const found = await findViolations(page)
  await page.emulateMedia({ colorScheme: 'dark' })
  found.push(...(await findViolations(page, 'cat.color')))
  await page.emulateMedia({ colorScheme: null })
  return found
}
