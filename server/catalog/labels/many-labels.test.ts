import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { createTestDatabase, type TestDatabase } from '../../db/test-database.ts'
import { ensureAssets } from '../assets.ts'
import { makeSource } from '../fixtures.ts'
import { readAssetFilter } from '../search/filter.ts'
import { searchAssets } from '../search/search.ts'
import { readAssetSort } from '../search/sort.ts'
import { deleteLabel, renameLabel } from './change-labels.ts'
import { ensureLabels } from './labels.ts'
import { findLabel } from './list-labels.ts'

/** Assets that share a category. */
const MANY = 50_000

let database: TestDatabase
let source: Awaited<ReturnType<typeof makeSource>>
let ids: Map<string, number>
const by = { name: null, byApi: true }
const kind = 'category'

before(async () => {
  database = await createTestDatabase()
  const { db } = database
  source = await makeSource(db)
  await ensureAssets(db, {
    sourceId: source.id,
    files: [{ path: 'one', etag: 'e', sizeBytes: 1, modifiedAt: new Date() }],
  })
  const labels = ['Common', 'Also']
  ids = await db
    .transaction()
    .execute((tx) => ensureLabels(tx, { kind, accountId: source.accountId, labels }))
  const [common, also] = labels.map((label) => ids.get(label))
  await sql`
    with made as (
      insert into assets (source_id, origin_path, etag, file_size, origin_modified_at, date_created,
        date_modified, category_ids)
      select ${source.id}, 'many/' || n, 'e', 1, now(), now(), now(),
        case when n % 10 = 0 then array[${common}, ${also}]::int[] else array[${common}]::int[] end
      from generate_series(1, ${MANY}) n returning *)
    insert into asset_search (asset_id, source_id, date_created, date_modified, file_size, path_folded,
      fts, index_version)
    select id, source_id, date_created, date_modified, file_size, origin_path,
      (select string_agg('''' || source_id || '/#c:' || c || '''', ' ') from unnest(category_ids) c)::tsvector, 1
    from made`.execute(db)
})
after(() => database.close())

async function rowMarks(): Promise<unknown> {
  const { rows } = await sql`
    select md5(string_agg(a.xmin::text || a.ctid::text || s.xmin::text, ',' order by a.id)) as marks
    from assets a left join asset_search s on s.asset_id = a.id`.execute(database.db)
  return rows[0]
}

async function countFound(name: string): Promise<number> {
  const found = await searchAssets(database.db, {
    source,
    filter: readAssetFilter([['categories', name]]),
    sort: readAssetSort('-date_created'),
    page: { limit: 1, offset: 0 },
    exactTotal: true,
    withMetadata: false,
  })
  return found.total
}

const inTransaction = <Result>(run: (tx: TestDatabase['db']) => Promise<Result>) =>
  database.db.transaction().execute(run)

test('renaming, merging and deleting a category of 50,000 assets writes none of them', async () => {
  const { accountId } = source
  const [common = 0, also = 0] = ['Common', 'Also'].map((label) => ids.get(label))
  const change = { kind, accountId, by, merge: false, ifVersion: null } as const
  const marks = await rowMarks()
  assert.equal((await findLabel(database.db, kind, { accountId, id: common }))?.assetCount, MANY)

  const renamed = await inTransaction((tx) =>
    renameLabel(tx, { ...change, id: common, name: 'Renamed' }),
  )
  assert.equal(renamed.label.assetCount, MANY)
  assert.equal(await countFound('renamed'), MANY)
  assert.equal(await countFound('common'), 0)

  const merged = await inTransaction((tx) =>
    renameLabel(tx, { ...change, id: also, name: 'Renamed', merge: true }),
  )
  assert.deepEqual([merged.merged, merged.label.assetCount], [true, MANY])
  assert.equal(await countFound('renamed'), MANY)

  const deleted = await inTransaction((tx) =>
    deleteLabel(tx, { kind, accountId, by, id: common, confirm: 'Renamed' }),
  )
  assert.equal(deleted.assetCount, MANY)
  assert.equal(await countFound('renamed'), 0)
  assert.deepEqual(await rowMarks(), marks)
})
