import assert from 'node:assert/strict'
import { mkdir, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { startS3Double } from '../server/origins/s3-double/s3-double.ts'
import { NO_BROWSER, openBrowser, openVisitor, signIn } from './browser.ts'
import { describeManyFiles } from './upload-many.ts'
import { addBucketSource, offerFiles, sendOffered, untilDone, writeSparse } from './upload-page.ts'
import { makeTemporaryFolder, onlySource, startVitrine, type Vitrine } from './vitrine.ts'

/** What takes minutes: `npm run test:long`. */

const GiB = 2 ** 30
/** What the server may need more than at rest, whatever the size of the file. */
const ALLOWED_MIB = 150

describeManyFiles(2_000)

describe('one file of 2 GB', { skip: NO_BROWSER }, () => {
  for (const way of ['direct', 'through_vitrine'] as const) {
    test(`${way}: the server needs no memory for it`, async (t) => {
      const parent = await makeTemporaryFolder('huge-upload')
      t.after(() => rm(parent, { recursive: true, force: true }))
      const file = join(parent, 'huge.bin')
      await writeSparse(file, 2 * GiB)
      const library = join(parent, 'library')
      await mkdir(library)
      const double = await startS3Double({ discardsBodies: true })
      t.after(() => double.close())
      const bucket = double.addBucket('shop')
      const vitrine = await startVitrine({
        folders: [library],
        environment: { ALLOW_PRIVATE_ORIGINS: '127.0.0.1' },
      })
      t.after(() => vitrine.remove())
      bucket.cors = [
        {
          allowedOrigins: [vitrine.url],
          allowedMethods: ['PUT'],
          allowedHeaders: ['*'],
          exposeHeaders: ['ETag'],
        },
      ]
      const sid = way === 'direct' ? '' : (await onlySource(vitrine)).id
      const source = sid || (await addBucketSource(vitrine, double, 'shop'))
      const browser = await openBrowser()
      t.after(() => browser.close())
      const visitor = await openVisitor(browser, vitrine)
      const { page } = visitor
      await signIn(page, vitrine)
      await page.goto(`/s/${source}`)
      const watch = watchMemory(vitrine)
      await offerFiles(page, [file])
      await sendOffered(page, 1)
      await untilDone(page, 1)
      const { restMib, peakMib } = await watch.end()
      const found = way === 'direct' ? bucket.find('huge.bin')?.sizeBytes : await sizeOf(library)
      assert.equal(found, 2 * GiB)
      assert.ok(peakMib - restMib < ALLOWED_MIB, `${restMib} MiB at rest, ${peakMib} at most`)
      await visitor.leave()
    })
  }
})

async function sizeOf(library: string): Promise<number> {
  return (await stat(join(library, 'huge.bin'))).size
}

/** The resident memory of the server's process, looked at again and again. */
function watchMemory({ process: { pid } }: Vitrine) {
  const read = async () => {
    const status = await readFile(`/proc/${pid}/status`, 'utf8')
    return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024)
  }
  let isOver = false
  const watching = (async () => {
    const restMib = await read()
    let peakMib = restMib
    while (!isOver) {
      peakMib = Math.max(peakMib, await read())
      await sleep(100)
    }
    return { restMib, peakMib }
  })()
  return {
    end: () => {
      isOver = true
      return watching
    },
  }
}
