import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Locator,
  type Page,
} from 'playwright-core'
import type { Vitrine } from './vitrine.ts'

const ARTEFACTS = fileURLToPath(new URL('./artefacts/', import.meta.url))
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium'
/** For one action or one wait; the machine may be busy. */
const LIMIT_MS = 15_000

/** Why the browser tests are left out, or false. */
export const NO_BROWSER = existsSync(CHROMIUM)
  ? false
  : `no Chromium at ${CHROMIUM}: set CHROMIUM to its path`

export async function openBrowser(): Promise<Browser> {
  return await chromium.launch({
    executablePath: CHROMIUM,
    // Without a locale Chromium cannot read dropped files with names beyond ASCII.
    env: { ...process.env, LC_ALL: 'C.UTF-8' },
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}

/** Somebody with a browser of their own: cookies, storage, one page. */
export interface Visitor {
  page: Page
  context: BrowserContext
  /** Lets errors whose text matches pass. Meant for what a test brings about on purpose. */
  expectError(text: RegExp): void
  /** Closes the browser window. @throws when the page has met an error that nobody expected */
  leave(): Promise<void>
}

export async function openVisitor(
  browser: Browser,
  vitrine: Vitrine,
  options: BrowserContextOptions = {},
): Promise<Visitor> {
  const context = await browser.newContext({
    baseURL: vitrine.url,
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    ...options,
  })
  context.setDefaultTimeout(LIMIT_MS)
  const problems: string[] = []
  // Whether somebody is signed in is found out by asking; a stream of news ends with its server or its session.
  const expected = [/401 .*\/api\/v1\/session\)$/, /\/api\/v1\/events\)$/]
  context.on('console', (message) => {
    if (message.type() !== 'error' && message.type() !== 'warning') return
    problems.push(`${message.type()}: ${message.text()} (${message.location().url})`)
  })
  context.on('weberror', (error) => problems.push(`page error: ${error.error().stack}`))
  return {
    page: await context.newPage(),
    context,
    expectError: (text) => expected.push(text),
    leave: async () => {
      await context.close()
      const unexpected = problems.filter((problem) => !expected.some((text) => text.test(problem)))
      assert.deepEqual(unexpected, [])
    },
  }
}

/** Signs in on the page that is open, or at the front door. */
export async function signIn(page: Page, vitrine: Vitrine): Promise<void> {
  if (page.url() === 'about:blank') await page.goto('/')
  await page.getByLabel('Email').fill(vitrine.email)
  await page.getByLabel('Password').fill(vitrine.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page
    .getByRole('main')
    .getByRole('heading', { level: 1, name: /^Library/ })
    .waitFor({
      state: 'attached',
    })
}

/** What a browser keeps of a sign-in, so that visitors who come with it need not sign in each. */
export async function keepSignIn(browser: Browser, vitrine: Vitrine) {
  const { page, context, leave } = await openVisitor(browser, vitrine)
  await signIn(page, vitrine)
  const storageState = await context.storageState()
  await leave()
  return { storageState }
}

/** Keeps a picture of the page among the artefacts. */
export async function keepScreenshot(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: `${ARTEFACTS}${name}.png`, animations: 'disabled' })
}

/** NAME-light and NAME-dark. */
export async function keepScreenshotsInThemes(page: Page, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    await keepScreenshot(page, `${name}-${colorScheme}`)
  }
  await page.emulateMedia({ colorScheme: null })
}

/**
 * Steps that build on each other: after the first that fails, the others are left out. What was on the screen
 * then is kept among the artefacts.
 */
export function startSteps(findPage: () => Page | undefined) {
  let hasFailed = false
  return (name: string, act: () => Promise<void>): void => {
    test(name, async (context) => {
      if (hasFailed) return context.skip('an earlier step failed')
      try {
        await act()
      } catch (error) {
        hasFailed = true
        const page = findPage()
        const picture = `failed-${name.replaceAll(/[^a-z0-9]+/gi, '-')}`
        if (page && !page.isClosed()) await keepScreenshot(page, picture)
        throw error
      }
    })
  }
}

/** Whether something sticks out to the side, so that the page scrolls sideways. */
export async function scrollsSideways(page: Page): Promise<boolean> {
  return await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement
    return scrollWidth > clientWidth
  })
}

/** Buttons that can be pressed and whose name begins so. */
export async function enabledButtons(page: Page, name: RegExp): Promise<string[]> {
  const buttons = page.getByRole('button', { name, disabled: false })
  return await buttons.evaluateAll((list) =>
    list
      .filter((one) => one.getAttribute('aria-disabled') !== 'true')
      .map((one) => one.getAttribute('aria-label') ?? one.textContent ?? ''),
  )
}

/** As the browser's own setting does. */
export const growText = (page: Page, size: string) =>
  page.evaluate((wanted) => document.documentElement.style.setProperty('font-size', wanted), size)

/** Buttons that cannot be pressed since they stick out at a side. */
export const findOutside = (within: Page | Locator) =>
  within.getByRole('button').evaluateAll((buttons) => {
    const boxes = buttons
      .filter((one) => one.checkVisibility())
      .map((one) => one.getBoundingClientRect())
    return boxes.filter(({ left, right }) => left < 0 || right > innerWidth)
  })
