import assert from 'node:assert/strict'
import { readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import {
  keepScreenshot,
  keepScreenshotsInThemes,
  keepSignIn,
  NO_BROWSER,
  openBrowser,
  openVisitor,
  scrollsSideways,
  signIn,
  type Visitor,
} from './browser.ts'
import { findViolations, findViolationsInThemes } from './find-violations.ts'
import { tileOf, untilCount, untilToast } from './library-page.ts'
import {
  chooseFiles,
  dialogOf,
  dropFiles,
  filesBelow,
  limitSending,
  offerFiles,
  rowOf,
  sameContent,
  sendOffered,
  untilCompared,
  untilDone,
  writePicture,
} from './upload-page.ts'
import {
  callApi,
  makeTemporaryFolder,
  onlySource,
  startVitrine,
  until,
  untilIndexed,
  type Vitrine,
} from './vitrine.ts'

/** Uploads from the browser into a folder on the server: from the gesture to the file on the disk. */
describe('uploads in the browser', { skip: NO_BROWSER }, () => {
  let browser: Browser
  let vitrine: Vitrine
  let parent: string
  let library: string
  let desk: string
  let visitor: Visitor
  let page: Page
  let sid: string
  let signedIn: BrowserContextOptions

  before(async () => {
    parent = await makeTemporaryFolder('uploads')
    library = join(parent, 'Pictures')
    desk = join(parent, 'desk')
    await writePicture(join(library, 'travel/taken.jpg'), 1)
    await writePicture(join(library, 'other.jpg'), 2)
    for (let i = 0; i < 6; i++) await writePicture(join(desk, `new-${i}.jpg`), 10 + i)
    await writePicture(join(desk, 'taken.jpg'), 20)
    await writePicture(join(desk, 'trip/day 1/ünï & 100%+#?.jpg'), 30)
    await writePicture(join(desk, 'trip/day 2/b.jpg'), 31)
    await writeFile(join(desk, 'trip/.DS_Store'), 'litter')
    await writeFile(join(desk, 'trip/empty.txt'), '')
    vitrine = await startVitrine({ folders: [library] })
    await untilIndexed(vitrine)
    sid = (await onlySource(vitrine)).id
    browser = await openBrowser()
    signedIn = await keepSignIn(browser, vitrine)
  })
  after(async () => {
    await browser?.close()
    await vitrine?.remove()
    await rm(parent, { recursive: true, force: true })
  })

  /** A visitor who is in a folder of the library. */
  async function enter(folder: string, run: () => Promise<void>, options = {}): Promise<void> {
    visitor = await openVisitor(browser, vitrine, { ...signedIn, ...options })
    page = visitor.page
    await page.goto(`/s/${sid}?folder=${folder}`)
    await page.getByRole('grid').waitFor()
    try {
      await run()
    } catch (error) {
      await keepScreenshot(page, 'failed-upload')
      throw error
    }
    await visitor.leave()
  }
  const at = (...names: string[]) => names.map((name) => join(desk, name))

  test('chosen files arrive in the folder one is in; a taken name is skipped', () =>
    enter('/travel', async () => {
      const takenBefore = await readFile(join(library, 'travel/taken.jpg'))
      await page.keyboard.press('u')
      await chooseFiles(page, at('new-0.jpg', 'new-1.jpg', 'taken.jpg'))
      await untilCompared(page)
      await rowOf(page, 'taken.jpg').getByText('Already in this folder, will be skipped').waitFor()
      await dialogOf(page).getByText('1 skipped', { exact: true }).waitFor()
      await keepScreenshot(page, 'upload-dialog')
      await sendOffered(page, 2)
      await untilDone(page, 2)
      await keepScreenshot(page, 'upload-manager')
      for (const name of ['new-0.jpg', 'new-1.jpg']) {
        assert.ok(await sameContent(join(desk, name), join(library, 'travel', name)), name)
      }
      assert.deepEqual(await readFile(join(library, 'travel/taken.jpg')), takenBefore)
      await page.getByRole('link', { name: 'View uploaded' }).click()
      await tileOf(page, 'new-0.jpg').waitFor()
      await untilCount(page, '3 assets')
    }))

  test('files and whole folders are dropped, with every name that a disk can hold', () =>
    enter('/travel', async () => {
      await dropFiles(page, visitor.context, {
        files: at('new-2.jpg', 'trip'),
        over: page.getByRole('grid'),
        whileHeld: async () => {
          await page.getByRole('heading', { name: 'Drop to upload 2 items' }).waitFor()
          await keepScreenshot(page, 'upload-drop')
        },
      })
      await untilCompared(page)
      assert.equal(await page.getByRole('heading', { name: /^Drop to upload/ }).count(), 0)
      await page.getByLabel('Destination folder').fill('/dropped //here/')
      await untilCompared(page)
      await sendOffered(page, 4)
      await untilDone(page, 4)
      assert.deepEqual(await filesBelow(join(library, 'dropped')), [
        'here/new-2.jpg',
        'here/trip/day 1/ünï & 100%+#?.jpg',
        'here/trip/day 2/b.jpg',
        'here/trip/empty.txt',
      ])
      assert.ok(
        await sameContent(
          join(desk, 'trip/day 1/ünï & 100%+#?.jpg'),
          join(library, 'dropped/here/trip/day 1/ünï & 100%+#?.jpg'),
        ),
      )
      await rowOf(page, 'ünï').getByRole('link', { name: /^View/ }).click()
      await tileOf(page, 'ünï & 100%+#?.jpg').waitFor()
    }))

  test('what somebody else put there meanwhile is not overwritten, and a new name helps', () =>
    enter('/travel', async () => {
      visitor.expectError(/409 .*upload-sessions/)
      await offerFiles(page, at('new-3.jpg', 'new-4.jpg'))
      await writeFile(join(library, 'travel/new-3.jpg'), 'mine')
      await sendOffered(page, 2)
      await untilDone(page, 1, 2)
      const row = rowOf(page, 'new-3.jpg')
      await row.getByText('Already exists').waitFor()
      await row
        .getByText('A file with this name is already there. It was not overwritten.')
        .waitFor()
      const existing = row.getByRole('link', { name: 'Open existing' })
      assert.match((await existing.getAttribute('href')) ?? '', /at=%2Ftravel%2Fnew-3.jpg/)
      await page.getByRole('button', { name: 'Problems 1' }).click()
      await rowOf(page, 'new-4.jpg').waitFor({ state: 'detached' })
      assert.match(page.url(), /show=problems/)
      assert.equal(await page.getByRole('listitem').count(), 1)
      await page.getByRole('button', { name: 'All 2' }).click()
      await row.getByRole('button', { name: 'Rename and send' }).click()
      await untilDone(page, 2)
      assert.equal(await readFile(join(library, 'travel/new-3.jpg'), 'utf8'), 'mine')
      assert.ok(await sameContent(join(desk, 'new-3.jpg'), join(library, 'travel/new-3-2.jpg')))
    }))

  test('a file that was changed after it had been chosen is said to be so, and chosen again', () =>
    enter('/travel', async () => {
      visitor.expectError(/ERR_UPLOAD_FILE_CHANGED/)
      await writeFile(join(desk, 'changing.txt'), 'as it was')
      // Chromium compares whole seconds.
      await utimes(join(desk, 'changing.txt'), 1e9, 1e9)
      await offerFiles(page, at('changing.txt'))
      await writeFile(join(desk, 'changing.txt'), 'as it is now')
      await sendOffered(page, 1)
      const row = rowOf(page, 'changing.txt')
      await row.getByText('File changed', { exact: true }).waitFor()
      await row.getByText('Nothing of it is in the library. Choose it again').waitFor()
      await keepScreenshot(page, 'upload-changed')
      assert.deepEqual(await findViolations(page), [])
      const field = row.locator('input[aria-label="Choose changing.txt again"]')
      await field.setInputFiles(at('new-5.jpg'))
      await row.getByText('That was not changing.txt.').waitFor()
      await field.setInputFiles(at('changing.txt'))
      await untilDone(page, 1)
      assert.equal(await readFile(join(library, 'travel/changing.txt'), 'utf8'), 'as it is now')
    }))

  test('uploads go on while one looks around, and the ring leads back to them', () =>
    enter('/travel', async () => {
      await limitSending(page, 20_000)
      await writeFile(join(desk, 'slow.bin'), Buffer.alloc(60_000, 7))
      await offerFiles(page, at('slow.bin'))
      await sendOffered(page, 1)
      await page.getByRole('navigation', { name: 'Library' }).getByText('All assets').click()
      await page.getByRole('link', { name: /^Uploads, \d+ % done$/ }).click()
      await page.getByRole('heading', { name: 'Upload Manager' }).waitFor()
      await page.goBack()
      await untilToast(page, '1 file uploaded.')
      assert.equal(
        await page.getByRole('link', { name: /^Uploads/ }).count(),
        0,
        'no ring any more',
      )
      assert.equal((await readFile(join(library, 'travel/slow.bin'))).byteLength, 60_000)
    }))

  test('after a reload, the same files are asked for and sent', () =>
    enter('/travel', async () => {
      await limitSending(page, 10_000)
      await writeFile(join(desk, 'long.bin'), Buffer.alloc(200_000, 9))
      await offerFiles(page, at('long.bin'))
      await sendOffered(page, 1)
      await rowOf(page, 'long.bin').getByRole('progressbar').waitFor()
      // The notes are written some moments after the files were added.
      await until('the upload is noted', () =>
        page.evaluate(() => localStorage.getItem('vitrine-uploads') !== null),
      )
      const asked = new Promise<string>((resolve) =>
        page.once('dialog', (dialog) => {
          resolve(dialog.type())
          dialog.accept()
        }),
      )
      await page.reload()
      assert.equal(await asked, 'beforeunload')
      await limitSending(page, null)
      await page.getByText('1 upload was interrupted').waitFor()
      await page.locator('input[aria-label="Interrupted files"]').setInputFiles(at('new-5.jpg'))
      await page.getByText('None of these files is one of them.').waitFor()
      await page.locator('input[aria-label="Interrupted files"]').setInputFiles(at('long.bin'))
      await untilDone(page, 1)
      assert.ok(await sameContent(join(desk, 'long.bin'), join(library, 'travel/long.bin')))
      await page.reload()
      await page.getByText('No uploads yet').waitFor()
    }))

  test('dropped files are found again by the browser itself after a reload', () =>
    enter('/travel', async () => {
      await limitSending(page, 20_000)
      await writeFile(join(desk, 'found.bin'), Buffer.alloc(100_000, 5))
      await writePicture(join(desk, 'plain/a.jpg'), 70)
      await writePicture(join(desk, 'plain/below/b.jpg'), 71)
      await writeFile(join(desk, 'plain/below/found too.bin'), Buffer.alloc(100_000, 6))
      await dropFiles(page, visitor.context, {
        files: at('found.bin', 'plain'),
        over: page.getByRole('grid'),
      })
      await untilCompared(page)
      await sendOffered(page, 4)
      await untilDone(page, 2, 4)
      page.once('dialog', (dialog) => dialog.accept())
      await page.reload()
      await limitSending(page, null)
      await page.getByText(/^(\d) of \1 done/).waitFor()
      for (const name of [
        'found.bin',
        'plain/below/found too.bin',
        'plain/a.jpg',
        'plain/below/b.jpg',
      ]) {
        assert.ok(await sameContent(join(desk, name), join(library, 'travel', name)), name)
      }
    }))

  test('a pasted picture gets a name of its own', () =>
    enter('/travel', async () => {
      const bytes = [...(await readFile(join(desk, 'new-5.jpg')))]
      await page.evaluate((content) => {
        const clipboardData = new DataTransfer()
        clipboardData.items.add(
          new File([new Uint8Array(content)], 'image.jpg', { type: 'image/jpeg' }),
        )
        document.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }))
      }, bytes)
      await untilCompared(page)
      await sendOffered(page, 1)
      await untilDone(page, 1)
      const name = (await filesBelow(join(library, 'travel'))).find((one) =>
        one.startsWith('pasted-'),
      )
      assert.match(name ?? '', /^pasted-\d{4}-\d\d-\d\d-\d{6}\.jpg$/)
      assert.ok(await sameContent(join(desk, 'new-5.jpg'), join(library, 'travel', name ?? '')))
    }))

  test('axe finds nothing in the dialog and the manager, light and dark', () =>
    enter('/travel', async () => {
      visitor.expectError(/409 .*upload-sessions/)
      const check = async (view: string) =>
        assert.deepEqual(await findViolationsInThemes(page), [], view)
      await page.keyboard.press('u')
      await dialogOf(page).getByText('Drop files or folders here').waitFor()
      await check('empty dialog')
      await page.keyboard.press('Escape')
      await dialogOf(page).waitFor({ state: 'detached' })
      await writePicture(join(desk, 'axe.jpg'), 50)
      await writePicture(join(desk, 'two-axe.jpg'), 51)
      await offerFiles(page, at('axe.jpg', 'two-axe.jpg', 'taken.jpg'))
      await writePicture(join(library, 'travel', 'axe.jpg'), 52)
      await check('dialog')
      await sendOffered(page, 2)
      await untilDone(page, 1, 2)
      await rowOf(page, 'axe.jpg').getByText('Already exists').waitFor()
      await check('manager')
      await keepScreenshotsInThemes(page, 'upload-manager')
    }))

  for (const width of [360, 2560]) {
    test(`${width} pixels wide: nothing sticks out`, () =>
      enter(
        '/travel',
        async () => {
          const name = `wide-${width}.jpg`
          await writePicture(join(desk, name), 60)
          await offerFiles(page, at(name, 'taken.jpg'))
          assert.equal(await scrollsSideways(page), false, 'dialog')
          await keepScreenshot(page, `upload-dialog-${width}`)
          await sendOffered(page, 1)
          await untilDone(page, 1)
          assert.equal(await scrollsSideways(page), false, 'manager')
          await keepScreenshot(page, `upload-manager-${width}`)
        },
        { viewport: { width, height: 800 } },
      ))
  }

  test('who may not edit is offered no upload', async () => {
    const { body } = await callApi(vitrine, '/users', {
      method: 'POST',
      headers: { 'content-type': 'application/vnd.api+json' },
      body: JSON.stringify({
        data: {
          type: 'users',
          attributes: {
            email: 'reader@vitrine.localhost',
            password: 'only looking, thank you',
            permissions: ['asset_browse'],
          },
        },
      }),
    })
    assert.equal(body.data?.attributes.email, 'reader@vitrine.localhost', JSON.stringify(body))
    const reader = await openVisitor(browser, vitrine)
    await signIn(reader.page, {
      ...vitrine,
      email: 'reader@vitrine.localhost',
      password: 'only looking, thank you',
    })
    const button = reader.page.getByRole('button', { name: 'Upload', exact: true })
    assert.equal(await button.count(), 0)
    await reader.page.keyboard.press('u')
    assert.equal(await dialogOf(reader.page).count(), 0)
    await reader.page.goto(`/s/${sid}/uploads`)
    await reader.page.getByText('Your rights do not include adding files.').waitFor()
    assert.equal(await reader.page.getByRole('button', { name: 'Add files' }).count(), 0)
    await reader.page.goto('/settings/categories')
    await reader.page.getByText('Whoever may edit assets can add some').waitFor()
    await reader.leave()
  })
})
