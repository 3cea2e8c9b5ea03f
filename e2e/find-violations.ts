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
 * @param rules that are looked at; all that are usual when none is given
 */
export async function findViolations(page: Page, ...rules: string[]): Promise<Violation[]> {
  // What was just gone to is there.
  await page.waitForFunction(() => document.title !== '')
  await page.evaluate(() => {
    // What is covered is not drawn, and stays where it was until it is.
    const isSeen = ({ effect }: Animation) =>
      effect instanceof KeyframeEffect && effect.target?.checkVisibility()
    const seen = document.getAnimations().filter(isSeen)
    return Promise.allSettled(seen.map(({ finished }) => finished))
  })
  // As a script of the page it would be refused: its policy lets no other script run.
  await page.evaluate(AXE)
  return await page.evaluate(async (rules) => {
    const { axe } = window as unknown as { axe: typeof import('axe-core') } // put there just now
    const only = rules.length > 0 ? { runOnly: { type: 'rule' as const, values: rules } } : {}
    const { violations } = await axe.run({ resultTypes: ['violations'], ...only })
    return violations.map(({ id, help, nodes }) => ({
      rule: id,
      help,
      at: nodes.map(({ html }) => html.slice(0, 160)),
    }))
  }, rules)
}

/** The same in light and in dark, where nothing but the colours is another. */
export async function findViolationsInThemes(page: Page): Promise<Violation[]> {
  const found = await findViolations(page)
  await page.emulateMedia({ colorScheme: 'dark' })
  found.push(...(await findViolations(page, 'color-contrast', 'link-in-text-block')))
  await page.emulateMedia({ colorScheme: null })
  return found
}
