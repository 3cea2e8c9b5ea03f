import assert from 'node:assert/strict'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import type { Browser } from 'playwright-core'
import type { DoubleBucket } from '../server/origins/s3-double/bucket.ts'
import { type S3Double, startS3Double } from '../server/origins/s3-double/s3-double.ts'
import { keepScreenshot, NO_BROWSER, openBrowser, openVisitor, signIn } from './browser.ts'
import {
  addBucketSource,
  dialogOf,
  offerFiles,
  rowOf,
  sendOffered,
  untilDone,
} from './upload-page.ts'
import { makeTemporaryFolder, startVitrine, type Vitrine } from './vitrine.ts'

/** A whole folder of small files at once, straight to a bucket. */
export function describeManyFiles(count: number): void {
  describe(`${count} small files`, { skip: NO_BROWSER }, () => {
    let browser: Browser
    let double: S3Double
    let bucket: DoubleBucket
    let vitrine: Vitrine
    let parent: string
    let sid: string

    before(async () => {
      parent = await makeTemporaryFolder('many-uploads')
      const folder = join(parent, 'many')
      const library = join(parent, 'library')
      await mkdir(folder)
      await mkdir(library)
      await Promise.all(
        Array.from({ length: count }, (_, i) =>
          writeFile(join(folder, `note-${i}.txt`), `note ${i}`),
        ),
      )
      double = await startS3Double()
      bucket = double.addBucket('shop')
      vitrine = await startVitrine({
        folders: [library],
        environment: { ALLOW_PRIVATE_ORIGINS: '127.0.0.1' },
      })
      bucket.cors = [
        {
          allowedOrigins: [vitrine.url],
          allowedMethods: ['PUT'],
          allowedHeaders: ['*'],
          exposeHeaders: ['ETag'],
          maxAgeSeconds: 600,
        },
      ]
      sid = await addBucketSource(vitrine, double, 'shop')
      browser = await openBrowser()
    })
    after(async () => {
      await browser?.close()
      await vitrine?.remove()
      await double?.close()
      await rm(parent, { recursive: true, force: true })
    })

    test('arrive, each once, while the page goes on answering', async () => {
      const visitor = await openVisitor(browser, vitrine)
      const { page } = visitor
      const all = count.toLocaleString('en')
      await signIn(page, vitrine)
      await page.goto(`/s/${sid}`)
      await offerFiles(page, join(parent, 'many'))
      assert.ok((await dialogOf(page).getByRole('listitem').count()) < 100, 'only rows in view')
      await sendOffered(page, count)
      await page.getByText(new RegExp(`^[1-9]\\d* of ${all} done`)).waitFor()
      assert.ok((await page.getByRole('listitem').count()) < 200, 'only rows in view')
      // Everything on the page works in the midst of it.
      await page.getByRole('button', { name: /^Done \d/ }).click()
      await rowOf(page, 'note-').getByText('Uploaded, in the library').first().waitFor()
      await page.getByRole('navigation', { name: 'Library' }).getByText('All assets').click()
      await page.getByRole('combobox', { name: /^Search/ }).fill('note')
      await page.waitForURL(/q=note/)
      await page.getByRole('link', { name: /^Uploads, \d+ % done$/ }).click()
      await page.getByRole('button', { name: `All ${all}` }).click()
      await keepScreenshot(page, 'upload-many')
      await untilDone(page, count)
      const stored = [...bucket.from('many/')].map(({ read }) => read().toString())
      const sent = Array.from({ length: count }, (_, i) => `note ${i}`)
      assert.deepEqual(stored.sort(), sent.sort())
      await visitor.leave()
    })
  })
}
