import type { Page } from 'playwright-core'
import { searchBoxOf } from '../../e2e/library-page.ts'
import { pick, randomOf } from '../search/random.ts'
import { TAGS } from '../search/vocabulary.ts'

const LIMIT_MS = 5_000

/** One key or click. */
export interface Interaction {
  name: string
  /** To the next paint; 8 stands for what is below what browsers tell. */
  milliseconds: number
}

export async function measureInteractions(page: Page): Promise<Interaction[]> {
  await page.evaluate(() => window.bench.interactions.clear())
  const made: (Interaction & { begin: number })[] = []
  const note = async (name: string, act: () => Promise<void>) => {
    const one = { name, milliseconds: 8, begin: Date.now() }
    made.push(one)
    // A tile that never comes is as slow as it can be.
    await act().catch(() => {
      one.milliseconds = LIMIT_MS
    })
    await rest(page)
  }
  const press = async (key: string, times = 1) => {
    for (let time = 0; time < times; time += 1) {
      await note(key === ' ' ? 'Space' : key, () => page.keyboard.press(key))
    }
  }
  const click = async (index: number) => {
    const tile = page.locator(`[role=gridcell][data-index="${index}"]`)
    await note('click', () => tile.click({ timeout: LIMIT_MS }))
  }
  await page.evaluate(() => window.bench.scrollTo(0))
  await page.evaluate(() => window.bench.untilShown(performance.now(), 5_000, false))
  for (const index of [3, 9, 4, 12, 1]) await click(index)
  await press('ArrowRight', 10)
  await press('ArrowDown', 10)
  await press('PageDown', 5)
  await press('x', 3)
  await press('Escape')
  await press('Home', 2)
  for (let time = 0; time < 3; time += 1) {
    await press('Enter')
    await press('ArrowRight', 2)
    await press('Escape')
  }
  await press(' ')
  await press('Escape')
  await press('/')
  for (const letter of 'sunset') await press(letter)
  await press('Enter')
  const told = await page.evaluate(() => [...window.bench.interactions.values()])
  for (const { at, milliseconds } of told) {
    const one = made.findLast(({ begin }) => begin <= at)
    if (one) one.milliseconds = Math.max(one.milliseconds, milliseconds)
  }
  return made
}

/** As people do between one key and the next. */
async function rest(page: Page): Promise<void> {
  await page.waitForTimeout(60)
}

/** From one key to the next, as somebody who types fast. */
const KEY_MS = 90
/** A key is let go of before the next is pressed. */
const HELD_MS = 40

/** Milliseconds from the last key down to the results of what was typed, search by search; null: not in time. */
export async function measureTyping(page: Page, count: number): Promise<(number | null)[]> {
  const random = randomOf(5)
  const times: (number | null)[] = []
  const asked = new Set<string>()
  while (times.length < count) {
    const text = pick(random, TAGS.slice(0, 1500))
    if (asked.has(text)) continue
    asked.add(text)
    await searchBoxOf(page).fill('')
    await page.waitForTimeout(300)
    const found = page.evaluate(([words, limit]) => window.bench.untilFound(words, limit), [
      text,
      LIMIT_MS,
    ] as const)
    await typeText(page, text)
    times.push(await found)
  }
  return times
}

async function typeText(page: Page, text: string): Promise<void> {
  await searchBoxOf(page).focus()
  for (const letter of text) {
    await page.keyboard.press(letter, { delay: HELD_MS })
    await page.waitForTimeout(KEY_MS - HELD_MS)
  }
}
