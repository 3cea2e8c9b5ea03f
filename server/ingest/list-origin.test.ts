import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import { makeSource } from '../catalog/fixtures.ts'
import { indexStates } from '../catalog/index-state.ts'
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts'
import type { EnqueueAll } from '../jobs/queue.ts'
import { Failure, isFailure } from '../lib/failures.ts'
import { listOrigin } from './list-origin.ts'
import { type MemoryOrigin, memoryOrigin } from './memory-origin.ts'

let database: TestDatabase
let sourceId = 0
let origin: MemoryOrigin
let enqueued: string[] = []
const never = new AbortController().signal

before(async () => {
  database = await createTestDatabase()
})
after(() => database.close())
beforeEach(async () => {
  sourceId = (await makeSource(database.db)).id
  origin = memoryOrigin()
  enqueued = []
})

const enqueueAll: EnqueueAll = async (_db, _name, payloads) => {
  for (const payload of payloads) if ('paths' in payload) enqueued.push(...payload.paths)
}

async function list(signal = never): Promise<void> {
  const openSource = async (id: number) => ({ id, publicId: 'a'.repeat(24), origin })
  await listOrigin({ db: database.db, enqueueAll, openSource }, { sourceId }, signal)
}

async function known(): Promise<string[]> {
  const query = database.db.selectFrom('assets').select('origin_path')
  const rows = await query.where('source_id', '=', sourceId).orderBy('origin_path').execute()
  return rows.map(({ origin_path }) => origin_path)
}

const letters = (...names: string[]) =>
  names.flatMap((n) => [1, 2, 3, 4, 5].map((i) => `${n}/${i}`))
const tooFar = () => new Failure('origin_unreachable', 'The line is cut.')
const state = async () => {
  const settings = { listingIntervalHours: 24, renderedAssetsPerMonth: 7 }
  const found = (await indexStates(settings).find(database.db, [sourceId])).get(sourceId)
  assert.ok(found)
  return found
}

describe('stretches', () => {
  test('each is walked by itself, and together they are everything', async () => {
    const paths = ['0', ...letters('a', 'b', 'c'), 'd']
    origin = memoryOrigin(paths)
    origin.cuts = ['a/5', 'b/3', 'bb']
    await list()
    assert.deepEqual(await known(), paths)
    assert.deepEqual(enqueued.toSorted(), paths)
    assert.deepEqual(
      origin.asked.toSorted((one, other) => (one.after < other.after ? -1 : 1)),
      [
        { after: '', upTo: 'a/5' },
        { after: 'a/5', upTo: 'b/3' },
        { after: 'b/3', upTo: 'bb' },
        { after: 'bb', upTo: undefined },
      ],
    )
  })

  test('what is gone is missed in its stretch: at its beginning, in a page, at its end, all of it', async () => {
    origin = memoryOrigin(letters('a', 'b', 'c', 'd'))
    await list()
    origin.cuts = ['a/5', 'b/5', 'c/5']
    for (const path of ['a/1', 'b/3', 'c/4', 'c/5', ...letters('d')]) origin.files.delete(path)
    await list()
    assert.deepEqual(await known(), [...origin.files.keys()])
    const { listing, found } = await state()
    assert.equal(found, 11)
    assert.deepEqual(
      [listing?.seen, listing?.changed, listing?.gone, listing?.skipped],
      [11, 0, 9, 0],
    )
  })

  test('a killed listing goes on behind the last page of each', async () => {
    const paths = letters('a', 'b', 'c')
    origin = memoryOrigin(paths)
    origin.cuts = ['a/5', 'b/5']
    origin.pageFiles = 2
    const reached = new Set<string>()
    // Every stretch gets as far as its second page, then the process is gone.
    origin.onPage = async (first) => {
      if (!first.endsWith('/5')) return
      reached.add(first)
      while (reached.size < 3) await new Promise((resolve) => setTimeout(resolve, 5))
      throw new Error('killed')
    }
    await assert.rejects(list(), /killed/)
    assert.equal((await known()).length, 12)
    origin.onPage = () => {}
    origin.asked = []
    origin.cuts = ['never asked for again']
    await list()
    assert.deepEqual(origin.asked.map(({ after }) => after).sort(), ['a/4', 'b/4', 'c/4'])
    assert.deepEqual(await known(), paths)
    assert.deepEqual(enqueued.toSorted(), paths)
    assert.equal((await state()).listing?.seen, 15)
  })

  test('a running listing without stretches, of an older Vitrine, begins anew', async () => {
    const { db } = database
    await db.insertInto('listings').values({ source_id: sourceId }).execute()
    origin = memoryOrigin(['a'])
    await list()
    const query = db.selectFrom('listings').select('state').where('source_id', '=', sourceId)
    const rows = await query.orderBy('id').execute()
    assert.deepEqual(rows, [{ state: 'stopped' }, { state: 'complete' }])
    assert.deepEqual(await known(), ['a'])
  })
})

describe('what could not be seen', () => {
  test('is counted, and nothing below such a folder is taken for gone', async () => {
    origin = memoryOrigin(letters('a', 'b', 'c', 'd'))
    await list()
    origin.cuts = ['b/2', 'c/1']
    for (const path of letters('b', 'c')) origin.files.delete(path)
    origin.files.delete('d/1')
    const reason = 'No right to read it.'
    origin.skipped = [
      { path: 'b', isFolder: true, reason },
      { path: 'c/9', isFolder: false, reason },
    ]
    await list()
    assert.deepEqual(await known(), [...letters('a', 'b'), 'd/2', 'd/3', 'd/4', 'd/5'])
    // The folder reaches into two stretches.
    assert.equal((await state()).listing?.skipped, 3)
  })

  test('the first hundred are kept', async () => {
    const reason = 'A name with a NUL: \0.'
    origin = memoryOrigin(['a', 'z'])
    origin.skipped = Array.from({ length: 250 }, (_, index) => {
      return { path: `b${1000 + index}`, isFolder: false, reason }
    })
    origin.cuts = ['b1120']
    await list()
    const row = await database.db
      .selectFrom('listings')
      .select(['objects_skipped', 'skipped'])
      .where('source_id', '=', sourceId)
      .executeTakeFirstOrThrow()
    assert.equal(row.objects_skipped, 250)
    assert.equal(row.skipped.length, 100)
  })
})

describe('trouble', () => {
  test('an Origin that is empty in all of its stretches empties no library', async () => {
    origin = memoryOrigin(Array.from({ length: 120 }, (_, index) => `${1000 + index}`))
    await list()
    origin.files.clear()
    origin.cuts = ['1050']
    await assert.rejects(
      list(),
      (error) => isFailure(error) && /empty all of a sudden/.test(error.detail),
    )
    assert.equal((await known()).length, 120)
    assert.equal((await state()).state, 'failed')
    // One file is enough to know that the place is right.
    origin.files.set('1100', 'e')
    await list()
    assert.deepEqual(await known(), ['1100'])
  })

  test('people see why, also when it could not even begin', async () => {
    origin.split = async () => {
      throw tooFar()
    }
    await assert.rejects(list(), /line is cut/)
    const { state: now, error } = await state()
    assert.deepEqual([now, error], ['failed', 'The line is cut.'])
    origin.split = async () => []
    await list()
    assert.equal((await state()).error, null)
  })

  test('an aborted listing stops and stays to be resumed', async () => {
    origin = memoryOrigin(letters('a', 'b'))
    const stop = new AbortController()
    origin.onPage = (first) => {
      if (first === 'a/4') stop.abort(new Error('shutting down'))
    }
    await assert.rejects(list(stop.signal), /shutting down/)
    assert.deepEqual(await known(), ['a/1', 'a/2', 'a/3'])
    await list()
    assert.equal(origin.asked.at(-1)?.after, 'a/3')
    assert.equal((await known()).length, 10)
  })
})
