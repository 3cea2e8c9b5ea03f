import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { isFailure } from '../../lib/failures.ts'
import {
  breaking,
  chunked,
  create,
  dripping,
  type Promises,
  pathsOf,
  readAll,
  rejectsWith,
  targetOf,
} from './contract-steps.ts'

/** The promise of upload-target.ts as tests; describeOrigin runs them. */
export function writeTests(promise: Promises): void {
  promise('writes a file in new folders', async ({ origin, ...fixture }) => {
    await create(targetOf({ origin, ...fixture }), 'new/folder/f.txt', 'hello')
    assert.equal((await origin.stat('new/folder/f.txt'))?.sizeBytes, 5)
    assert.equal(await readAll(origin, 'new/folder/f.txt'), 'hello')
  })

  promise(
    'writes large and empty bodies, the length known or not',
    async ({ origin, ...fixture }) => {
      const target = targetOf({ origin, ...fixture })
      const large = 'abcdefgh'.repeat(500_000)
      for (const [path, content] of [['large', large] as const, ['empty', ''] as const]) {
        for (const sizeBytes of [undefined, content.length]) {
          const name = `${path}-${sizeBytes}`
          await target.create(name, chunked(content), { contentType: 'text/plain', sizeBytes })
          assert.ok((await readAll(origin, name)) === content, name)
        }
      }
    },
  )

  promise('never replaces a file', async ({ origin, put, ...fixture }) => {
    const target = targetOf({ origin, put, ...fixture })
    await put('taken.txt', 'first')
    const before = await origin.stat('taken.txt')
    const body = chunked('second')
    const again = target.create('taken.txt', body, { contentType: 'text/plain', sizeBytes: 6 })
    await rejectsWith('path_taken', again)
    assert.ok(body.destroyed)
    assert.deepEqual(await origin.stat('taken.txt'), before)
    assert.equal(await readAll(origin, 'taken.txt'), 'first')
  })

  promise('of twelve racing writers one wins', async ({ origin, ...fixture }) => {
    const target = targetOf({ origin, ...fixture })
    const contents = Array.from({ length: 12 }, (_, index) => String(index).repeat(100_000))
    const ends = await Promise.allSettled(
      contents.map((content) => create(target, 'race/one.txt', content)),
    )
    const winner = ends.findIndex((end) => end.status === 'fulfilled')
    const losers = ends.filter((end) => end.status === 'rejected')
    assert.equal(losers.length, 11)
    for (const { reason } of losers) assert.ok(isFailure(reason, 'path_taken'), String(reason))
    assert.ok((await readAll(origin, 'race/one.txt')) === contents[winner])
    assert.deepEqual(await pathsOf(origin), ['race/one.txt'])
  })

  promise('a body that breaks off leaves nothing behind', async ({ origin, ...fixture }) => {
    const target = targetOf({ origin, ...fixture })
    for (const sizeBytes of [undefined, 4_000_000]) {
      const broken = new Error('the sender hung up')
      const body = Readable.from(breaking(broken))
      const end = target.create('part/f.txt', body, { contentType: 'text/plain', sizeBytes })
      await assert.rejects(end, (error) => error === broken)
      assert.equal(await origin.stat('part/f.txt'), null)
    }
    assert.deepEqual(await pathsOf(origin), [])
    await create(target, 'part/f.txt', 'whole')
    assert.equal((await origin.stat('part/f.txt'))?.sizeBytes, 5)
  })

  promise('a body of another length than announced is refused', async ({ origin, ...fixture }) => {
    const target = targetOf({ origin, ...fixture })
    for (const sizeBytes of [0, 4, 6]) {
      const options = { contentType: 'text/plain', sizeBytes }
      const end = target.create('l.txt', Readable.from(dripping('hello')), options)
      await rejectsWith('invalid_body', end)
    }
    assert.deepEqual(await pathsOf(origin), [])
  })

  promise(
    'replaces what is there, and only by something whole',
    async ({ origin, put, ...rest }) => {
      const target = targetOf({ origin, put, ...rest })
      await put('taken.txt', 'first')
      const options = { contentType: 'text/plain' }
      const broken = Readable.from(breaking(new Error('the sender hung up')))
      await assert.rejects(target.replace('taken.txt', broken, options), /hung up/)
      assert.equal(await readAll(origin, 'taken.txt'), 'first')
      await target.replace('taken.txt', chunked('second'), { ...options, sizeBytes: 6 })
      assert.equal(await readAll(origin, 'taken.txt'), 'second')
      await target.replace('new/f.txt', chunked('third'), options)
      assert.equal(await readAll(origin, 'new/f.txt'), 'third')
    },
  )

  promise('can be tried out without a trace', async ({ origin, ...fixture }) => {
    const target = targetOf({ origin, ...fixture })
    for (let round = 0; round < 2; round += 1) {
      assert.equal((await target.probe()).overwriting, 'refuses')
    }
    assert.deepEqual(await pathsOf(origin), [])
  })
}
