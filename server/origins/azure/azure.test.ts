import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { isFailure } from '../../lib/failures.ts'
import { create, pagesOf, rejectsWith } from '../contract/contract-steps.ts'
import { describeOrigin } from '../contract/origin.contract.ts'
import { openOrigin, openUploadTarget } from '../index.ts'
import { azureOrigin } from './azure.ts'
import { addContainer, configOf, PRIVATE, putBlob, withAzurite } from './fixture.ts'

const azurite = withAzurite()

for (const prefix of ['', '/my folder+é/']) {
  const make = async () => {
    const container = await addContainer(azurite())
    const options = { allowPrivate: PRIVATE, idleSeconds: 5 }
    const reading = configOf(azurite(), container, { prefix })
    const writing = { ...reading, sas: azurite().containerSas(container, { sp: 'rcw' }) }
    return {
      origin: openOrigin(reading, options),
      target: openUploadTarget(writing, options),
      put: (path: string, body: string) =>
        putBlob(azurite(), container, prefix.slice(1) + path, { body }),
      close: () => azurite().send('DELETE', `${container}?restype=container`),
    }
  }
  // Azure takes a backslash for a slash.
  describeOrigin(`azure (azurite, prefix “${prefix}”)`, make, { backslashes: false })
}

async function open(sp: string) {
  const container = await addContainer(azurite())
  const options = { allowPrivate: PRIVATE, idleSeconds: 10 }
  const sas = azurite().containerSas(container, { sp })
  return {
    container,
    origin: openOrigin(configOf(azurite(), container), options),
    target: openUploadTarget(configOf(azurite(), container, { sas }), options),
    put: (name: string, headers: Record<string, string>, body = '') =>
      putBlob(azurite(), container, name, { body, headers }),
  }
}

async function withOpened(
  sp: string,
  use: (opened: Awaited<ReturnType<typeof open>>) => Promise<void>,
): Promise<void> {
  const opened = await open(sp)
  try {
    await use(opened)
  } finally {
    await opened.origin.close()
    await opened.target?.close()
  }
}

describe('azure', () => {
  test('more than one page of Azure’s', () =>
    withOpened('cw', async ({ container, put }) => {
      const names = Array.from({ length: 35 }, (_, index) => `${index + 10}.jpg`)
      for (const name of names) await put(name, {})
      const options = { allowPrivate: PRIVATE, idleSeconds: 10, pageEntries: 10 }
      const origin = azureOrigin(configOf(azurite(), container), options)
      const found = (await pagesOf(origin)).flat().map(({ path }) => path)
      const part = (await pagesOf(origin, { after: '23', upTo: '40.jpg' })).flat()
      await origin.close()
      assert.deepEqual(found, names)
      assert.deepEqual(
        part.map(({ path }) => path),
        names.slice(13, 31),
      )
    }))

  test('all kinds of blobs are files, the marks of folders are not', () =>
    withOpened('cw', async ({ origin, put }) => {
      await put('append.bin', { 'x-ms-blob-type': 'AppendBlob' })
      await put('folder', { 'x-ms-meta-hdi_isfolder': 'true' })
      await put('folder/', {})
      await put('folder/in.jpg', {}, 'in')
      await put('other/', {})
      const size = { 'x-ms-blob-content-length': '512' }
      await put('page.bin', { 'x-ms-blob-type': 'PageBlob', ...size })
      const files = (await pagesOf(origin)).flat()
      assert.deepEqual(
        files.map(({ path, sizeBytes }) => [path, sizeBytes]),
        [
          ['append.bin', 0],
          ['folder/in.jpg', 2],
          ['page.bin', 512],
        ],
      )
      for (const file of files) assert.deepEqual(await origin.stat(file.path), file)
      for (const path of ['folder', 'folder/', 'other', 'other/']) {
        assert.equal(await origin.stat(path), null)
        assert.equal(await origin.open(path), null)
      }
    }))

  test('what the storage says of a file comes along', () =>
    withOpened('rcw', async ({ origin, target, put }) => {
      const headers = { 'x-ms-blob-content-type': 'image/avif' }
      await put('a.avif', { ...headers, 'x-ms-blob-cache-control': 'max-age=7' }, 'x')
      const opened = await origin.open('a.avif')
      opened?.body.destroy()
      assert.deepEqual([opened?.contentType, opened?.cacheControl], ['image/avif', 'max-age=7'])
      assert.equal((await pagesOf(origin)).flat()[0]?.cacheControl, 'max-age=7')
      assert.ok(target)
      await create(target, 'b.txt', 'x')
      const written = await origin.open('b.txt')
      written?.body.destroy()
      assert.deepEqual([written?.contentType, written?.cacheControl], ['text/plain', undefined])
    }))

  test('of twelve writers who may only create, and not look, one wins', () =>
    withOpened('c', async ({ origin, target }) => {
      assert.ok(target)
      const writers = Array.from({ length: 12 }, () => create(target, 'race.txt', 'x'))
      const ends = await Promise.allSettled(writers)
      const losers = ends.filter((end) => end.status === 'rejected')
      assert.equal(losers.length, 11)
      for (const { reason } of losers) assert.ok(isFailure(reason, 'path_taken'), String(reason))
      assert.equal((await origin.stat('race.txt'))?.sizeBytes, 1)
    }))

  test('paths that Azure can’t hold are not there and can’t be made', () =>
    withOpened('cw', async ({ origin, target, put }) => {
      assert.ok(target)
      await put('back/slash.jpg', {}, 'x')
      for (const path of ['back\\slash.jpg', './a', 'a/./b', 'a'.repeat(1025)]) {
        assert.equal(await origin.stat(path), null)
        assert.equal(await origin.open(path), null)
        await rejectsWith('invalid_path', create(target, path, 'x'))
      }
      await create(target, `${'\u00e9'.repeat(1000)}`, 'x')
      assert.equal((await origin.stat('\u00e9'.repeat(1000)))?.sizeBytes, 1)
    }))
})
