import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { sql } from 'kysely'
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts'
import {
  comparePage,
  ensureAssets,
  findPending,
  findUnreadPaths,
  markForReindex,
  removeAssets,
} from './assets.ts'
import { makeFacts, makeSource } from './fixtures.ts'
import { type AssetRead, saveReads } from './save-reads.ts'

let database: TestDatabase
before(async () => {
  database = await createTestDatabase()
})
after(() => database.close())

const file = (path: string, etag = 'e1', at = '2020-01-01T00:00:00Z') => ({
  path,
  etag,
  sizeBytes: 100,
  modifiedAt: new Date(at),
})
const whole = (sourceId: number, files: ReturnType<typeof file>[]) => ({
  sourceId,
  after: '',
  upTo: null,
  files,
})

describe('comparing a listing with the index', () => {
  test('new and changed files are to be read, vanished ones go, others are not written', async () => {
    const { db } = database
    const { id: sourceId } = await makeSource(db)
    const first = await comparePage(db, whole(sourceId, [file('a'), file('b/c'), file('d')]))
    assert.deepEqual(first, { changed: ['a', 'b/c', 'd'], removed: 0 })
    const rowVersions = () =>
      sql`select origin_path, xmin::text, xmax::text from assets where source_id = ${sourceId}
        and origin_path in ('a', 'd') order by 1`.execute(db)
    const before = await rowVersions()
    const again = await comparePage(db, whole(sourceId, [file('a'), file('b/c', 'e2'), file('d')]))
    assert.deepEqual(again, { changed: ['b/c'], removed: 0 })
    assert.deepEqual((await rowVersions()).rows, before.rows)
    const last = await comparePage(db, whole(sourceId, [file('b/c', 'e2')]))
    assert.deepEqual(last, { changed: [], removed: 2 })
  })

  test('a stretch is compared by itself, whatever is known around it', async () => {
    const { db } = database
    const { id: sourceId } = await makeSource(db)
    const known = ['a', 'b', 'c', 'd', 'e', 'f'].map((path) => file(path))
    await comparePage(db, whole(sourceId, known))
    const compare = (after: string, upTo: string, paths: string[]) =>
      comparePage(db, { sourceId, after, upTo, files: paths.map((path) => file(path)) })
    assert.deepEqual(await compare('a', 'c', ['b', 'c']), { changed: [], removed: 0 })
    assert.deepEqual(await compare('f', 'h', ['g', 'h']), { changed: ['g', 'h'], removed: 0 })
    assert.deepEqual(await compare('a', 'e', ['b', 'bb']), { changed: ['bb'], removed: 3 })
    assert.deepEqual(await compare('f', 'h', []), { changed: [], removed: 2 })
    assert.deepEqual(await compare('', 'z', ['a', 'b', 'bb', 'f']), { changed: [], removed: 0 })
  })

  test('dates that PostgreSQL does not have keep no file out', async () => {
    const { db } = database
    const { id: sourceId } = await makeSource(db)
    const dates = [-1e14, 1e15, Number.NaN].map((time) => new Date(time))
    const files = dates.map((modifiedAt, at) => ({ ...file(`f${at}`), modifiedAt }))
    const { changed } = await comparePage(db, whole(sourceId, files))
    assert.deepEqual(changed, ['f0', 'f1', 'f2'])
    const reads = dates.map((takenAt, at): AssetRead => {
      return { path: `f${at}`, etag: 'e1', facts: { ...makeFacts(), takenAt } }
    })
    assert.equal(await saveReads(db, { sourceId, reads }), 3)
  })

  test('a file whose age nobody tells is as old as its asset', async () => {
    const { db } = database
    const { id: sourceId } = await makeSource(db)
    await ensureAssets(db, { sourceId, files: [{ ...file('x'), modifiedAt: new Date(0) }] })
    const query = db.selectFrom('assets').select(['date_created', 'date_modified'])
    const asset = await query.where('source_id', '=', sourceId).executeTakeFirstOrThrow()
    assert.ok(asset.date_created.getTime() > Date.UTC(2026))
    assert.deepEqual(asset.date_created, asset.date_modified)
  })

  test('only the stretch of the page is compared, in the order of bytes', async () => {
    const { db } = database
    const { id: sourceId } = await makeSource(db)
    const other = await makeSource(db)
    const paths = ['A', 'Z', '_', 'a', 'b', 'ä', 'é', '\uffee', '🙂']
    await comparePage(
      db,
      whole(
        sourceId,
        paths.map((path) => file(path)),
      ),
    )
    await comparePage(db, whole(other.id, [file('a')]))
    const page = { sourceId, after: '_', upTo: 'ä', files: [file('b'), file('ä')] }
    assert.deepEqual(await comparePage(db, page), { changed: [], removed: 1 })
    const rest = { sourceId, after: 'ä', upTo: null, files: [] }
    assert.deepEqual(await comparePage(db, rest), { changed: [], removed: 3 })
    const left = await findUnreadPaths(db, sourceId, { after: '', limit: 9, olderThanHours: 0 })
    assert.deepEqual(left, ['A', 'Z', '_', 'b', 'ä'])
    const elsewhere = { after: '', limit: 9, olderThanHours: 0 }
    assert.deepEqual(await findUnreadPaths(db, other.id, elsewhere), ['a'])
  })

  test('files seen elsewhere are added, marked and removed one by one', async () => {
    const { db } = database
    const { id: sourceId } = await makeSource(db)
    assert.deepEqual(await ensureAssets(db, { sourceId, files: [file('x')] }), ['x'])
    assert.deepEqual(await ensureAssets(db, { sourceId, files: [file('x')] }), [])
    await saveReads(db, { sourceId, reads: [{ path: 'x', etag: 'e1', facts: makeFacts() }] })
    assert.equal(await markForReindex(db, { sourceId, path: 'x' }), true)
    assert.equal(await markForReindex(db, { sourceId, path: 'y' }), false)
    const unread = { after: '', limit: 9, olderThanHours: 0 }
    assert.deepEqual(await findUnreadPaths(db, sourceId, unread), ['x'])
    assert.deepEqual(await findPending(db, { sourceId, paths: ['x', 'y'] }), ['x'])
    assert.deepEqual(await findUnreadPaths(db, sourceId, { ...unread, olderThanHours: 1 }), [])
    assert.equal(await removeAssets(db, { sourceId, paths: ['x', 'y'] }), 1)
  })
})

describe('saving what was read', () => {
  const row = async (sourceId: number, path: string) =>
    await database.db
      .selectFrom('assets')
      .selectAll()
      .where('source_id', '=', sourceId)
      .where('origin_path', '=', path)
      .executeTakeFirstOrThrow()
  const labels = async (sourceId: number, path: string) => {
    const { rows } = await sql<{ label: string; confidence: number }>`
      select t.label, (a.tags ->> t.id::text)::real as confidence from assets a, tags t
      where a.source_id = ${sourceId} and a.origin_path = ${path} and a.tags ? t.id::text`.execute(
      database.db,
    )
    return Object.fromEntries(rows.map(({ label, confidence }) => [label, confidence]))
  }
  const save = (sourceId: number, reads: AssetRead[]) => saveReads(database.db, { sourceId, reads })

  test('a read of another state of the file is ignored', async () => {
    const { id: sourceId } = await makeSource(database.db)
    await ensureAssets(database.db, { sourceId, files: [file('a', 'new')] })
    const facts = makeFacts()
    assert.equal(await save(sourceId, [{ path: 'a', etag: 'old', facts }]), 0)
    assert.equal((await row(sourceId, 'a')).status, 'pending')
    const reads = [
      { path: 'a', etag: 'new', facts },
      { path: 'unknown', etag: 'new', facts },
    ]
    assert.equal(await save(sourceId, reads), 1)
    const { status, indexed_etag, media_width } = await row(sourceId, 'a')
    assert.deepEqual(
      { status, indexed_etag, media_width },
      { status: 'indexed', indexed_etag: 'new', media_width: 40 },
    )
  })

  test('the words of the file follow the file until a person says otherwise', async () => {
    const { db } = database
    const { id: sourceId } = await makeSource(db)
    await ensureAssets(db, { sourceId, files: [file('a')] })
    const first = makeFacts({
      title: 'Old',
      description: 'Text',
      keywords: ['cat', 'dog', ' dog '],
    })
    await save(sourceId, [{ path: 'a', etag: 'e1', facts: first }])
    assert.deepEqual(await labels(sourceId, 'a'), { cat: 1, dog: 1 })
    // A person removes a tag and writes a description.
    const { tags } = await row(sourceId, 'a')
    const [cat] = Object.keys(tags)
    await sql`update assets set description = 'mine',
      tags = jsonb_set(tags, array[${cat}], '0') where source_id = ${sourceId}`.execute(db)
    const second = makeFacts({ title: 'New', description: 'Other', keywords: ['cat', 'bird'] })
    await ensureAssets(db, { sourceId, files: [file('a', 'e2', '2021-01-01T00:00:00Z')] })
    await save(sourceId, [{ path: 'a', etag: 'e2', facts: second }])
    const { name, description, date_created, date_modified } = await row(sourceId, 'a')
    assert.deepEqual([name, description], ['New', 'mine'])
    assert.deepEqual(await labels(sourceId, 'a'), { cat: 0, bird: 1 })
    assert.equal(date_created.toISOString(), '2020-01-01T00:00:00.000Z')
    assert.equal(date_modified.toISOString(), '2021-01-01T00:00:00.000Z')
  })

  test('an unreadable file keeps what people said and gets its reason', async () => {
    const { db } = database
    const { id: sourceId } = await makeSource(db)
    await ensureAssets(db, { sourceId, files: [file('a')] })
    await save(sourceId, [{ path: 'a', etag: 'e1', facts: makeFacts({ title: 'T' }) }])
    await ensureAssets(db, { sourceId, files: [file('a', 'e2')] })
    await save(sourceId, [{ path: 'a', etag: 'e2', error: 'It is cut off.' }])
    const { status, error, media_width, name } = await row(sourceId, 'a')
    assert.deepEqual(
      { status, error, media_width, name },
      { status: 'error', error: 'It is cut off.', media_width: null, name: 'T' },
    )
  })

  test('takes what real files hold: NUL, half characters, endless numbers and texts', async () => {
    const { db } = database
    const { id: sourceId } = await makeSource(db)
    await ensureAssets(db, { sourceId, files: [file("it's \\ 'a'")] })
    const facts = makeFacts({
      title: 'a\0b\ud800',
      description: `${'word '.repeat(200_000)}${'x'.repeat(100_000)}`,
      keywords: ["it's", '\\', 'k'.repeat(10_000), '\0', '🙂'],
      metadata: { exif: { 'Maker\0Note': 'a\0', list: ['\udc00'] }, iptc: {}, xmp: {} },
      displayWidth: 1e12,
      displayHeight: Number.NaN,
      dpiWidth: 1e300,
      durationSeconds: Number.POSITIVE_INFINITY,
    })
    assert.equal(await save(sourceId, [{ path: "it's \\ 'a'", etag: 'e1', facts }]), 1)
    const { name, media_width, dpi_width, metadata } = await row(sourceId, "it's \\ 'a'")
    assert.deepEqual([name, media_width, dpi_width], ['ab\ufffd', null, null])
    assert.deepEqual(metadata?.exif, { MakerNote: 'a', list: ['\ufffd'] })
  })

  test('listings and saves at the same time leave every asset read or unread, none twice', async () => {
    const { db } = database
    const { id: sourceId } = await makeSource(db)
    const paths = Array.from({ length: 300 }, (_, at) => `p${String(at).padStart(3, '0')}`)
    await comparePage(
      db,
      whole(
        sourceId,
        paths.map((path) => file(path)),
      ),
    )
    const facts = makeFacts({ keywords: ['shared', 'words'] })
    const saves = [0, 1, 2, 3].map((part) =>
      db.transaction().execute((tx) => {
        const own = paths.filter((_, at) => at % 4 === part || at % 7 === 0)
        if (part % 2) own.reverse()
        return saveReads(tx, { sourceId, reads: own.map((path) => ({ path, etag: 'e1', facts })) })
      }),
    )
    const listings = ['e1', 'e2'].map((etag) =>
      comparePage(
        db,
        whole(
          sourceId,
          paths.map((path, at) => file(path, at % 3 ? 'e1' : etag)),
        ),
      ),
    )
    await Promise.all([...saves, ...listings])
    const { rows } = await sql<{ assets: number; found: number; stale: number }>`
      select count(*) as assets, count(s.asset_id) as found,
        count(*) filter (where a.status = 'indexed' and a.indexed_etag <> a.etag) as stale
      from assets a left join asset_search s on s.asset_id = a.id
      where a.source_id = ${sourceId}`.execute(db)
    assert.equal(rows[0]?.assets, 300)
    assert.equal(rows[0]?.stale, 0)
  })
})
