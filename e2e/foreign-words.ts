import type { Page } from 'playwright-core'

type Texts = Readonly<Record<string, unknown>>

/** All plain texts of an area, by name; those with places are left out. */
function plainTexts(texts: Texts, above = ''): [name: string, text: string][] {
  return Object.entries(texts).flatMap(([key, value]): [string, string][] => {
    if (typeof value === 'string') return [[`${above}${key}`, value]]
    return typeof value === 'object' && value !== null
      ? plainTexts(value as Texts, `${above}${key}.`)
      : []
  })
}

/** English texts of these areas that are other ones in German. */
export async function readEnglishTexts(areas: readonly string[]): Promise<Set<string>> {
  const load = async (language: string, area: string): Promise<Texts> =>
    (await import(`../web/texts/${language}/${area}.ts`)).texts
  const lists = await Promise.all(
    areas.map(async (area) => {
      const german = new Map(plainTexts(await load('de', area)))
      const english = plainTexts(await load('en', area))
      return english.filter(([name, text]) => german.get(name) !== text).map(([, text]) => text)
    }),
  )
  const germanOfAll = await Promise.all(areas.map(async (area) => await load('de', area)))
  const german = new Set(germanOfAll.flatMap((texts) => plainTexts(texts).map(([, text]) => text)))
  // What is German in one place may be English in another one.
  return new Set(lists.flat().filter((text) => !german.has(text)))
}

/** Every text on the page that somebody sees, hovers or is read. */
export async function readTexts(page: Page): Promise<string[]> {
  return await page.evaluate(() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    const texts: string[] = [document.title]
    while (walker.nextNode()) texts.push(walker.currentNode.textContent ?? '')
    for (const name of ['aria-label', 'title', 'placeholder', 'data-label']) {
      for (const element of document.querySelectorAll(`[${name}]`)) {
        texts.push(element.getAttribute(name) ?? '')
      }
    }
    return texts.map((text) => text.trim()).filter((text) => text !== '')
  })
}
