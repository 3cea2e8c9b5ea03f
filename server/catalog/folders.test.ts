import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { sql } from 'kysely'
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts'
import { tidyFolders } from '../ingest/tidy.ts'
import { comparePage, ensureAssets, removeAssets } from './assets.ts'
import { foldFolderChanges, recountFolders } from './count-folders.ts'
import { makeFacts, makeSource } from './fixtures.ts'
import { countAssets, listFolders } from './folders.ts'
import { saveReads } from './save-reads.ts'
import { writeSearchRows } from './search/search-rows.ts'

let database: TestDatabase
before(async () => {
  database = await createTestDatabase()
})
after(() => database.close())

type Db = TestDatabase['db']
const PAGE = { after: null, limit: 1000 }

async function find(db: Db, sourceId: number, paths: readonly string[]): Promise<void> {
  const files = paths.map((path) => ({ path, etag: 'e', sizeBytes: 1, modifiedAt: new Date() }))
  await ensureAssets(db, { sourceId, files })
}

/** Finds and reads files, so that they are in lists. */
async function add(db: Db, sourceId: number, paths: readonly string[]): Promise<void> {
  await find(db, sourceId, paths)
  const reads = paths.map((path) => ({ path, etag: 'e', facts: makeFacts() }))
  await db.transaction().execute((tx) => saveReads(tx, { sourceId, reads }))
}

async function list(sourceId: number, parent: string) {
  const { folders } = await listFolders(database.db, { sourceId, parent, ...PAGE })
  return folders.map((folder) => [folder.path, folder.assetCount, folder.hasChildren])
}

test('lists the folders in one place with all that is below them', async () => {
  const { db } = database
  const source = await makeSource(db)
  const other = await makeSource(db)
  const paths = [
    'x.jpg',
    'a/1',
    'a/b/2',
    'a/b/c/3',
    'a-/4',
    'a/ä%_/5',
    'Z/y/6',
    'B/8',
    'a0/7',
    'a//9',
  ]
  await add(db, source.id, paths)
  await add(db, other.id, paths.slice(1, 2))
  await find(db, source.id, ['a/not/read/yet'])
  const top = [
    ['a', 5, true],
    ['a-', 1, false],
    ['a0', 1, false],
    ['B', 1, false],
    ['Z', 1, true],
  ]
  for (const uncounted of [false, true]) {
    // What the paths say is what was counted, but for the file that is in no list.
    if (uncounted) {
      await removeAssets(db, { sourceId: source.id, paths: ['a/not/read/yet'] })
      await db.updateTable('sources').set({ folders_counted: false }).execute()
    }
    assert.deepEqual(await list(source.id, ''), top)
    assert.deepEqual(await list(source.id, 'a'), [
      ['a/', 1, false],
      ['a/b', 2, true],
      ['a/ä%_', 1, false],
    ])
    assert.deepEqual(await list(source.id, 'a/ä%_'), [])
    assert.deepEqual(await list(source.id, 'a/'), [])
    assert.deepEqual(await list(source.id, "no'thing"), [])
    assert.equal(await countAssets(db, source.id), 10)
    assert.equal(await countAssets(db, other.id), 1)
  }
})

test('pages through many folders, summed up or not', async () => {
  const { db } = database
  const { id } = await makeSource(db)
  const names = Array.from({ length: 50 }, (_, i) => `${'bAcC'[i % 4]}${i}`)
  await add(
    db,
    id,
    names.slice(0, 30).map((name) => `in/${name}/x`),
  )
  await foldFolderChanges(db)
  await add(
    db,
    id,
    names.slice(20).map((name) => `in/${name}/y`),
  )
  await removeAssets(db, { sourceId: id, paths: ['in/b0/x', 'in/C31/y'] })
  const left = names.filter((name) => !['b0', 'C31'].includes(name))
  const fold = (name: string) => name.toLowerCase()
  const expected = left.toSorted((a, b) =>
    fold(a) === fold(b) ? (a < b ? -1 : 1) : fold(a) < fold(b) ? -1 : 1,
  )
  for (let round = 0; round < 2; round += 1) {
    const found: string[] = []
    let next: string | null = null
    for (let more = true; more; ) {
      const page = await listFolders(db, { sourceId: id, parent: 'in', after: next, limit: 7 })
      found.push(...page.folders.map(({ name }) => name))
      next = page.folders.at(-1)?.name ?? null
      more = page.hasMore
    }
    assert.deepEqual(found, expected)
    await foldFolderChanges(db)
  }
})

describe('counts after anything', () => {
  /** Deterministic, so that a failure can be repeated. */
  function dice(seed: number) {
    let state = seed
    return (sides: number) => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
      return Math.floor((state / 2 ** 32) * sides)
    }
  }

  async function readTruth(sourceId: number): Promise<Map<string, [number, number]>> {
    const { rows } = await sql<{ path: string }>`
      select origin_path as path from asset_search s join assets a on a.id = s.asset_id
      where s.source_id = ${sourceId}`.execute(database.db)
    const truth = new Map<string, [number, number]>()
    for (const { path } of rows) {
      const parts = path.split('/')
      for (let depth = 1; depth < parts.length; depth += 1) {
        const folder = parts.slice(0, depth).join('/')
        const [below, within] = truth.get(folder) ?? [0, 0]
        truth.set(folder, [below + 1, within + (depth === parts.length - 1 ? 1 : 0)])
      }
    }
    return truth
  }

  async function readCounted(sourceId: number): Promise<Map<string, [number, number]>> {
    const counted = new Map<string, [number, number]>()
    const waiting = ['']
    for (let parent = waiting.pop(); parent !== undefined; parent = waiting.pop()) {
      const { folders } = await listFolders(database.db, { sourceId, parent, ...PAGE })
      for (const { path, assetCount, ownAssetCount, hasChildren } of folders) {
        counted.set(path, [assetCount, ownAssetCount])
        if (hasChildren) waiting.push(path)
      }
    }
    return counted
  }

  async function check(sourceId: number): Promise<void> {
    const truth = await readTruth(sourceId)
    assert.deepEqual(new Map([...(await readCounted(sourceId))].sort()), new Map([...truth].sort()))
    const { rows } = await sql<{ n: number }>`
      select count(*) as n from asset_search where source_id = ${sourceId}`.execute(database.db)
    assert.equal(await countAssets(database.db, sourceId), rows[0]?.n)
  }

  /** One thing that happens to a library; the trials that end in an error change nothing. */
  async function act(db: Db, sourceId: number, roll: (sides: number) => number): Promise<void> {
    const name = () => Array.from({ length: 1 + roll(4) }, () => 'abc'[roll(3)]).join('/')
    const paths = [
      ...new Set(Array.from({ length: 1 + roll(12) }, () => `${name()}/${roll(5)}.jpg`)),
    ]
    const actions = [
      () => add(db, sourceId, [...paths, `${roll(9)}.jpg`]),
      () => add(db, sourceId, paths),
      () => find(db, sourceId, paths),
      () => removeAssets(db, { sourceId, paths }),
      () => comparePage(db, { sourceId, after: 'b', upTo: 'b/b/z', files: [] }),
      () => foldFolderChanges(db),
      () => recountFolders(db, sourceId).catch(() => {}), // of two at the same time one fails
      () =>
        sql`update assets set origin_path = 'moved/' || origin_path || ${roll(1e6)}::text
          where id = (select min(id) from assets where source_id = ${sourceId})`.execute(db),
      () =>
        sql`delete from asset_search where asset_id = (
          select max(asset_id) from asset_search where source_id = ${sourceId})`.execute(db),
      async () => {
        const dying = db.transaction().execute(async (tx) => {
          await find(tx, sourceId, paths)
          const reads = paths.map((path) => ({ path, etag: 'e', facts: makeFacts() }))
          await saveReads(tx, { sourceId, reads })
          await removeAssets(tx, { sourceId, paths: paths.slice(1) })
          throw new Error('killed')
        })
        await assert.rejects(dying, /killed/)
      },
    ]
    await actions[roll(actions.length)]?.()
  }

  for (const seed of [1, 2, 3]) {
    test(`one after the other, ${seed}`, async () => {
      const { id } = await makeSource(database.db)
      const roll = dice(seed)
      for (let step = 0; step < 40; step += 1) {
        await act(database.db, id, roll)
        if (step % 8 === 0) await check(id)
      }
      await check(id)
      await foldFolderChanges(database.db)
      await check(id)
    })
  }

  test('at the same time, and what is left of a Source that goes', async () => {
    const { db } = database
    const { id } = await makeSource(db)
    await Promise.all(
      [11, 12, 13, 14].map(async (seed) => {
        const roll = dice(seed)
        for (let step = 0; step < 25; step += 1) await act(db, id, roll)
      }),
    )
    await check(id)
    await foldFolderChanges(db)
    await check(id)
    await db.deleteFrom('sources').where('id', '=', id).execute()
    assert.equal(await countAssets(db, id), 0)
    await foldFolderChanges(db)
    const rest = await db
      .selectFrom('folder_counts')
      .selectAll()
      .where('source_id', '=', id)
      .execute()
    assert.deepEqual(rest, [])
  })

  test('a library from before folders were counted', async () => {
    const { db } = database
    const { id } = await makeSource(db)
    await add(db, id, ['a/b/1', 'a/2', '3'])
    await sql`delete from folder_changes where source_id = ${id}`.execute(db)
    await db.updateTable('sources').set({ folders_counted: false }).where('id', '=', id).execute()
    await add(db, id, ['a/b/4'])
    await check(id)
    await Promise.all([tidyFolders(db), tidyFolders(db)])
    const uncounted = db.selectFrom('sources').select('id').where('folders_counted', '=', false)
    assert.deepEqual(await uncounted.execute(), [])
    await check(id)
    await Promise.allSettled([recountFolders(db, id), recountFolders(db, id), add(db, id, ['a/5'])])
    await check(id)
  })
})

test('no asset that is gone gets into the list', async () => {
  const { db } = database
  const { id } = await makeSource(db)
  await add(db, id, ['a/1'])
  const { asset_id } = await db
    .selectFrom('asset_search')
    .select('asset_id')
    .where('source_id', '=', id)
    .executeTakeFirstOrThrow()
  await db.deleteFrom('assets').where('id', '=', asset_id).execute()
  const lost = sql`insert into asset_search (asset_id, source_id, date_created, date_modified, file_size,
    path_folded, fts, index_version) values (${asset_id}, ${id}, now(), now(), 1, '', '', 1)`
  await assert.rejects(lost.execute(db), /no such asset/)
  await writeSearchRows(db, [asset_id])
  assert.equal(await countAssets(db, id), 0)
})
