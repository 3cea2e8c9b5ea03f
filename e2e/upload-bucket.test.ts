import assert from 'node:assert/strict'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import type { DoubleBucket } from '../server/origins/s3-double/bucket.ts'
import type { CorsRule } from '../server/origins/s3-double/cors.ts'
import { type S3Double, startS3Double } from '../server/origins/s3-double/s3-double.ts'
import { keepScreenshot, keepSignIn, NO_BROWSER, openBrowser, openVisitor } from './browser.ts'
import {
  addBucketSource,
  hurry,
  limitSending,
  offerFiles,
  rowOf,
  sendOffered,
  untilDone,
  writePicture,
  writeSparse,
} from './upload-page.ts'
import { callApi, makeTemporaryFolder, startVitrine, until, type Vitrine } from './vitrine.ts'

const MiB = 2 ** 20

/** Uploads from the browser straight to a bucket, by presigned addresses, with CORS as buckets have it. */
describe('uploads to a bucket', { skip: NO_BROWSER }, () => {
  let browser: Browser
  let double: S3Double
  let bucket: DoubleBucket
  let vitrine: Vitrine
  let parent: string
  let sid: string
  let page: Page
  let signedIn: BrowserContextOptions

  before(async () => {
    parent = await makeTemporaryFolder('bucket-uploads')
    double = await startS3Double({ discardsBodies: true })
    bucket = double.addBucket('shop')
    vitrine = await startVitrine({
      // A folder of its own, so that no sample library is made.
      folders: [parent],
      environment: { ALLOW_PRIVATE_ORIGINS: '127.0.0.1' },
    })
    sid = await addBucketSource(vitrine, double, 'shop')
    browser = await openBrowser()
    signedIn = await keepSignIn(browser, vitrine)
  })
  after(async () => {
    await browser?.close()
    await vitrine?.remove()
    await double?.close()
    await rm(parent, { recursive: true, force: true })
  })

  const rule = (): CorsRule => ({
    allowedOrigins: [vitrine.url],
    allowedMethods: ['PUT'],
    allowedHeaders: ['Content-Type', 'If-None-Match'],
    exposeHeaders: ['ETag'],
  })
  /** PUTs of a page, as the storage saw them. */
  const putsOf = (key: string) =>
    double.requests.filter(
      (request) => request.method === 'PUT' && request.key === key && request.headers.origin,
    )

  async function enter(
    run: () => Promise<void>,
    expected: RegExp[] = [],
    source = sid,
  ): Promise<void> {
    const visitor = await openVisitor(browser, vitrine, signedIn)
    for (const text of expected) visitor.expectError(text)
    page = visitor.page
    // What goes to Vitrine itself: questions and answers, never a file.
    const toVitrine: number[] = []
    page.on('request', (request) => {
      if (!request.url().startsWith(vitrine.url)) return
      assert.notEqual(request.method(), 'PUT')
      toVitrine.push(request.postDataBuffer()?.byteLength ?? 0)
    })
    await page.goto(`/s/${source}`)
    await page.getByRole('heading', { level: 1, name: 'Library: Bucket shop' }).waitFor({
      state: 'attached',
    })
    try {
      await run()
    } catch (error) {
      await keepScreenshot(page, 'failed-bucket-upload')
      throw error
    }
    assert.ok(Math.max(...toVitrine) < 2_000, 'only small requests go to Vitrine')
    await visitor.leave()
  }

  test('without a CORS rule the page says so and shows the rule; with it, the retry succeeds', () =>
    enter(async () => {
      const picture = await writePicture(join(parent, 'a.jpg'), 1)
      await writePicture(join(parent, 'b.jpg'), 2)
      await offerFiles(page, [join(parent, 'a.jpg'), join(parent, 'b.jpg')])
      await sendOffered(page, 2)
      await rowOf(page, 'a.jpg').getByText('Refused: CORS').waitFor()
      await rowOf(page, 'b.jpg').getByText('Refused: CORS').waitFor()
      const shown = await page.locator('pre').textContent()
      const [given] = JSON.parse(shown ?? '').CORSRules
      assert.deepEqual(given.AllowedOrigins, [vitrine.url])
      assert.ok(given.AllowedHeaders.includes('If-None-Match'))
      await keepScreenshot(page, 'upload-cors')
      assert.equal(putsOf('a.jpg').length, 0, 'the browser sent nothing')
      bucket.cors = [
        {
          allowedOrigins: given.AllowedOrigins,
          allowedMethods: given.AllowedMethods,
          allowedHeaders: given.AllowedHeaders,
          exposeHeaders: given.ExposeHeaders,
        },
      ]
      await rowOf(page, 'a.jpg').getByRole('button', { name: 'Test and retry' }).click()
      await untilDone(page, 2)
      assert.deepEqual(bucket.find('a.jpg')?.read(), picture)
      assert.equal(bucket.find('a.jpg')?.contentType, 'image/jpeg')
    }, [/CORS policy/, /net::ERR_FAILED/]))

  test('a connection that is cut is tried again by itself', () =>
    enter(async () => {
      bucket.cors = [rule()]
      await writeSparse(join(parent, 'cut.bin'), 3 * MiB)
      const isPut = ({ method, key }: { method: string; key: string }) =>
        method === 'PUT' && key === 'cut.bin'
      double.faults.push({ when: isPut, times: 2, cutAfterBytes: MiB })
      await offerFiles(page, [join(parent, 'cut.bin')])
      await sendOffered(page, 1)
      await untilDone(page, 1)
      double.faults.length = 0
      assert.equal(putsOf('cut.bin').length, 3)
      assert.equal(bucket.find('cut.bin')?.sizeBytes, 3 * MiB)
    }, [/net::ERR/]))

  test('a file that was stored although the answer was lost has arrived', () =>
    enter(async () => {
      bucket.cors = [rule()]
      const picture = await writePicture(join(parent, 'unheard.jpg'), 5)
      const isPut = ({ method, key }: { method: string; key: string }) =>
        method === 'PUT' && key === 'unheard.jpg'
      double.faults.push({ when: isPut, times: 1, losesAnswer: true })
      await offerFiles(page, [join(parent, 'unheard.jpg')])
      await sendOffered(page, 1)
      await untilDone(page, 1)
      assert.deepEqual(bucket.find('unheard.jpg')?.read(), picture)
      // The browser may send it again by itself, and is refused.
    }, [/net::ERR|412/]))

  test('a name that was taken meanwhile is refused by the bucket itself', () =>
    enter(async () => {
      bucket.cors = [rule()]
      await writePicture(join(parent, 'late.jpg'), 3)
      await writePicture(join(parent, 'first.jpg'), 4)
      const isPut = ({ method, key }: { method: string; key: string }) =>
        method === 'PUT' && key === 'late.jpg'
      // Between opening the session and the PUT.
      double.faults.push({ when: isPut, times: 1, slowMilliseconds: 1_500 })
      await offerFiles(page, [join(parent, 'late.jpg'), join(parent, 'first.jpg')])
      await sendOffered(page, 2)
      await until('the PUT has begun', () => putsOf('late.jpg').length > 0)
      bucket.put('late.jpg', Buffer.from('somebody else'), 'text/plain')
      await untilDone(page, 1, 2)
      const row = rowOf(page, 'late.jpg')
      await row.getByText('Already exists').waitFor()
      assert.equal(bucket.find('late.jpg')?.read().toString(), 'somebody else')
      await row.getByRole('button', { name: 'Rename and send' }).click()
      await untilDone(page, 2)
      assert.ok(bucket.find('late-2.jpg'))
    }, [/412/]))

  test('a large file goes in parts, is paused, survives a reload and a storage that stops, and no part is sent twice', () =>
    enter(async () => {
      bucket.cors = [rule()]
      const bytes = 70 * MiB
      const path = join(parent, 'film.mp4')
      await writeSparse(path, bytes)
      await limitSending(page, 8 * MiB)
      await offerFiles(page, [path])
      await page.getByText('Large file, sent in parts').waitFor()
      await sendOffered(page, 1)
      const row = rowOf(page, 'film.mp4')
      const finished = () => {
        const [upload] = bucket.uploads.values()
        return upload ? upload.parts.size : 0
      }
      await until('a part has arrived', () => finished() > 0)
      await row.getByRole('button', { name: /^Pause/ }).click()
      await row.getByText(/^Paused at \d+ %$/).waitFor()
      await keepScreenshot(page, 'upload-paused')
      const whilePaused = finished()
      await page.reload()
      await page.getByText('1 upload was interrupted').waitFor()
      await limitSending(page, null)
      double.faults.push({
        when: ({ query, headers }) => query.has('partNumber') && headers.origin !== undefined,
        stallAfterBytes: MiB,
      })
      const begun = putsOf('film.mp4').length
      await page.locator('input[aria-label="Interrupted files"]').setInputFiles(path)
      await until('a part is on its way', () =>
        putsOf('film.mp4')
          .slice(begun)
          .some(({ bodyBytes }) => bodyBytes > MiB),
      )
      double.setAway(true)
      double.faults.length = 0
      await hurry(page, () => row.getByText('Storage not available').waitFor())
      await row.getByText(/^Storage not available.*, tries again in \d+ s$/).waitFor()
      await row.getByText('The storage of this source cannot be used right now').waitFor()
      await row.getByText(/^127\.0\.0\.1:\d+ .* what has arrived is not sent again\./).waitFor()
      await keepScreenshot(page, 'upload-storage-away')
      double.setAway(false)
      await row.getByRole('button', { name: 'Retry all' }).click()
      await untilDone(page, 1)
      assert.equal(bucket.find('film.mp4')?.sizeBytes, bytes)
      const numbers = putsOf('film.mp4')
        .filter(({ bodyBytes, query }) => bodyBytes > 0 && query.has('partNumber'))
        .map(({ query, bodyBytes }) => ({ number: Number(query.get('partNumber')), bodyBytes }))
      const whole = numbers.filter(
        ({ number, bodyBytes }) =>
          bodyBytes === Math.min(16 * MiB, bytes - (number - 1) * 16 * MiB),
      )
      assert.deepEqual(whole.map(({ number }) => number).sort(), [1, 2, 3, 4, 5])
      assert.ok(whilePaused > 0)
    }, [/net::ERR|502 /]))

  test('paused and resumed, cancelled, cancelled all', () =>
    enter(async () => {
      bucket.cors = [rule()]
      // In the order of their names: browsers do not promise that of choosing.
      const names = ['1-one.bin', '2-two.bin', '3-three.bin', '4-four.bin']
      for (const name of names) await writeFile(join(parent, name), Buffer.alloc(300_000, name))
      await limitSending(page, 60_000)
      await offerFiles(
        page,
        names.map((name) => join(parent, name)),
      )
      await sendOffered(page, 4)
      await rowOf(page, '4-four.bin').getByText('Waiting for its turn').waitFor()
      await until('it is being sent', () => putsOf('1-one.bin').length > 0)
      await page.getByRole('button', { name: 'Pause 1-one.bin' }).click()
      await rowOf(page, '1-one.bin').getByText('Paused, will start again').waitFor()
      await rowOf(page, '4-four.bin').getByRole('progressbar').waitFor()
      await page.getByRole('button', { name: 'Cancel 2-two.bin' }).click()
      await page.getByText(/^0 of 3 done/).waitFor()
      await page.getByRole('button', { name: 'Pause all' }).click()
      await rowOf(page, '4-four.bin')
        .getByText(/^Paused/)
        .waitFor()
      await limitSending(page, null)
      await page.getByRole('button', { name: 'Resume 1-one.bin' }).click()
      await untilDone(page, 1, 3)
      assert.equal(bucket.find('1-one.bin')?.sizeBytes, 300_000)
      await page.getByRole('button', { name: 'Cancel all' }).click()
      await untilDone(page, 1)
      await page.getByRole('button', { name: 'Clear finished' }).click()
      await page.getByText('No uploads yet').waitFor()
      await until('the sessions are given up', async () => {
        const { body } = await callApi(vitrine, `/sources/${sid}/upload-sessions`)
        const states = new Map<string, string>()
        for (const { attributes } of body.data)
          states.set(attributes.origin_path, attributes.status)
        return ['/2-two.bin', '/3-three.bin', '/4-four.bin'].every(
          (path) => (states.get(path) ?? 'CANCELED') === 'CANCELED',
        )
      })
      assert.deepEqual([bucket.find('2-two.bin'), bucket.find('3-three.bin')], [null, null])
    }))

  test('without credentials for uploads, the same gestures lead to their setup', async () => {
    const source = await addBucketSource(vitrine, double, 'shop', { canUpload: false })
    const isSetup = new RegExp(`/settings/sources/${source}/upload$`)
    await enter(
      async () => {
        await page.getByRole('button', { name: 'Upload', exact: true }).click()
        await page.waitForURL(isSetup)
        await page.goBack()
        await page.getByRole('button', { name: 'Upload', exact: true }).waitFor()
        await page.keyboard.press('u')
        await page.waitForURL(isSetup)
      },
      [],
      source,
    )
  })
})
