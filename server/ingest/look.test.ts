import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import { ensureAssets } from '../catalog/assets.ts'
import { makeFacts, makeSource } from '../catalog/fixtures.ts'
import { addHints, findHints } from '../catalog/hints.ts'
import { indexStates } from '../catalog/index-state.ts'
import { findSourcesToWalk } from '../catalog/look-again.ts'
import { saveReads } from '../catalog/save-reads.ts'
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts'
import type { EnqueueAll } from '../jobs/queue.ts'
import { Failure, isFailure } from '../lib/failures.ts'
import { lookAgain } from './look-again.ts'
import { type LookNeeds, lookAtFiles } from './look-at-files.ts'
import { type MemoryOrigin, memoryOrigin } from './memory-origin.ts'

let database: TestDatabase
let sourceId = 0
let origin: MemoryOrigin
let enqueued: string[] = []
let purged: string[] = []
const never = new AbortController().signal

before(async () => {
  database = await createTestDatabase()
})
after(() => database.close())
beforeEach(async () => {
  sourceId = (await makeSource(database.db)).id
  origin = memoryOrigin(['changed', 'kept', 'new'])
  enqueued = []
  purged = []
  await addIndexed('changed', 'gone', 'kept')
  origin.files.set('changed', 'e2')
})

const enqueueAll: EnqueueAll = async (_db, _name, payloads) => {
  for (const payload of payloads) if ('paths' in payload) enqueued.push(...payload.paths)
}

function needs(): LookNeeds {
  const openSource = async (id: number) => ({ id, publicId: 'a'.repeat(24), origin })
  const purge = async (_source: string, path: string) => {
    purged.push(path)
  }
  return { db: database.db, enqueueAll, openSource, purge }
}

/** Known, read, and last looked at a hundred days ago. */
async function addIndexed(...paths: string[]): Promise<void> {
  const { db } = database
  const files = paths.map((path) => ({ path, etag: 'e', sizeBytes: 1, modifiedAt: new Date(0) }))
  await ensureAssets(db, { sourceId, files })
  const reads = paths.map((path) => ({ path, etag: 'e', facts: makeFacts() }))
  await saveReads(db, { sourceId, reads })
  await database.pool.query(
    `update assets set checked_at = now() - interval '100 days' where source_id = $1`,
    [sourceId],
  )
}

async function states(): Promise<Record<string, string>> {
  const query = database.db.selectFrom('assets').select(['origin_path', 'status'])
  const rows = await query.where('source_id', '=', sourceId).orderBy('origin_path').execute()
  return Object.fromEntries(rows.map(({ origin_path, status }) => [origin_path, status]))
}

async function longUnseen(): Promise<string[]> {
  const { rows } = await database.pool.query(
    `select origin_path from assets where source_id = $1 and checked_at < now() - interval '1 day'
     order by 1`,
    [sourceId],
  )
  return rows.map(({ origin_path }) => origin_path)
}

const hint = (...paths: string[]) => addHints(database.db, { sourceId, paths })
const hints = () => findHints(database.db, { sourceId, after: '', limit: 100 })

describe('following hints', () => {
  test('what is new or changed will be read, what is gone is forgotten, nothing else is touched', async () => {
    await hint('new', 'kept', 'gone', 'changed', 'never there')
    await lookAtFiles(needs(), { sourceId }, never)
    assert.deepEqual(await states(), { changed: 'pending', kept: 'indexed', new: 'pending' })
    assert.deepEqual(enqueued, ['changed', 'new'])
    assert.deepEqual(purged.toSorted(), ['gone', 'never there'])
    assert.deepEqual(await longUnseen(), [])
    assert.deepEqual(await hints(), [])
  })

  test('a hint that comes while the file is looked at stays for another look', async () => {
    await hint('kept')
    origin.onStat = async () => void (await hint('kept'))
    await lookAtFiles(needs(), { sourceId }, never)
    assert.deepEqual(await hints(), [{ path: 'kept', hits: 2 }])
    origin.onStat = () => {}
    await lookAtFiles(needs(), { sourceId }, never)
    assert.deepEqual(await hints(), [])
  })

  test('a file that may not be looked at is kept, and keeps no other from being looked at', async () => {
    await hint('gone', 'kept')
    origin.onStat = (path) => {
      if (path === 'gone') throw new Failure('origin_refused', 'No right to read it.')
    }
    await lookAtFiles(needs(), { sourceId }, never)
    assert.deepEqual(Object.keys(await states()), ['changed', 'gone', 'kept'])
    assert.deepEqual(await hints(), [])
  })

  test('all of a library is not gone at once, but any part of it', async () => {
    const many = Array.from({ length: 150 }, (_, index) => `part/${index}`)
    await addIndexed(...many)
    await hint(...many)
    await lookAtFiles(needs(), { sourceId }, never)
    assert.deepEqual(Object.keys(await states()), ['changed', 'gone', 'kept'])

    await addIndexed(...many)
    origin.files.clear()
    await hint('part/7', 'kept')
    const looking = lookAtFiles(needs(), { sourceId }, never)
    await assert.rejects(looking, (error) => isFailure(error, 'origin_unreachable'))
    assert.equal(Object.keys(await states()).length, 153)
    const { rows } = await database.pool.query(
      'select error from origin_troubles where source_id = $1',
      [sourceId],
    )
    assert.match(rows[0].error, /Is its address right/)
  })

  test('while the Origin is not there nothing is gone, and people see why', async () => {
    const settings = { listingIntervalHours: 24, renderedAssetsPerMonth: 1 }
    const trouble = async () =>
      (await indexStates(settings).find(database.db, [sourceId])).get(sourceId)
    await hint('gone', 'kept')
    origin.onStat = () => {
      throw new Failure('origin_unreachable', 'The line is cut.')
    }
    await assert.rejects(lookAtFiles(needs(), { sourceId }, never), /line is cut/)
    assert.equal((await hints()).length, 2)
    const then = await trouble()
    assert.deepEqual([then?.state, then?.error, then?.found], ['failed', 'The line is cut.', 3])
    origin.onStat = () => {}
    await lookAtFiles(needs(), { sourceId }, never)
    assert.equal((await trouble())?.error, null)
  })
})

describe('looking again', () => {
  const walk = () => lookAgain(needs(), { sourceId, hours: 24, perSecond: 1e6 }, never)

  test('every file that was not looked at for long has its turn, in order', async () => {
    await walk()
    assert.deepEqual(origin.stats, ['changed', 'gone', 'kept'])
    assert.deepEqual(await states(), { changed: 'pending', kept: 'indexed' })
    assert.deepEqual(purged, ['gone'])
    origin.stats = []
    await walk()
    assert.deepEqual(origin.stats, [])
  })

  test('a file whose job ran out of tries is read after all', async () => {
    await database.pool.query(`update assets set status = 'pending' where origin_path = 'kept'`)
    await walk()
    assert.deepEqual(enqueued, ['changed', 'kept'])
  })

  test('a walk that broke off goes on where it was', async () => {
    const paths = Array.from({ length: 450 }, (_, index) => `z/${1000 + index}`)
    await addIndexed(...paths)
    for (const path of paths) origin.files.set(path, 'e')
    origin.onStat = (path) => {
      if (path === 'z/1350') throw new Failure('origin_unreachable', 'The line is cut.')
    }
    await assert.rejects(walk(), /line is cut/)
    const before = origin.stats.length
    origin.onStat = () => {}
    await walk()
    // 197 of z were in the first batch with the three others, and those had been stored.
    assert.equal(origin.stats[before], 'z/1197')
    assert.deepEqual(await longUnseen(), [])
  })

  test('turns are spread from once to twice the hours', async () => {
    const paths = Array.from({ length: 300 }, (_, index) => `z/${1000 + index}`)
    await addIndexed(...paths)
    for (const path of paths) origin.files.set(path, 'e')
    const looked = async (hours: number) => {
      await database.pool.query(
        `update assets set checked_at = now() - $2 * interval '1 hour' where source_id = $1`,
        [sourceId, hours],
      )
      origin.stats = []
      await walk()
      return origin.stats.length
    }
    assert.equal(await looked(23), 0)
    const half = await looked(34)
    assert.ok(half > 100 && half < 200, String(half))
    assert.ok((await looked(48)) >= 300)
  })

  test('Sources that are listed are left alone, others are walked again and again', async () => {
    const { db, pool } = database
    const plan = { hours: 24, listableToo: false }
    assert.ok(!(await findSourcesToWalk(db, plan)).includes(sourceId))
    assert.ok((await findSourcesToWalk(db, { ...plan, listableToo: true })).includes(sourceId))
    await pool.query(`update sources set deployment = '{"type": "webfolder"}' where id = $1`, [
      sourceId,
    ])
    const isDue = async () => (await findSourcesToWalk(db, plan)).includes(sourceId)
    assert.ok(await isDue())
    await walk()
    assert.ok(!(await isDue()))
    await pool.query(
      `update look_again_walks set started_at = now() - interval '4 hours' where source_id = $1`,
      [sourceId],
    )
    assert.ok(await isDue())
    await pool.query('update sources set enabled = false where id = $1', [sourceId])
    assert.ok(!(await isDue()))
  })
})
