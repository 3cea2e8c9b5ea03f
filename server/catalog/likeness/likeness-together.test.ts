import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { createTestDatabase, type TestDatabase } from '../../db/test-database.ts'
import { isFailure } from '../../lib/failures.ts'
import { ensureAssets, removeAssets } from '../assets.ts'
import { makeFacts, makeSource } from '../fixtures.ts'
import { saveReads } from '../save-reads.ts'
import { decideDuplicates } from './decide-duplicates.ts'
import { groupDuplicates } from './group-duplicates.ts'
import { distanceBetween, NEAR_BITS } from './looks.ts'

/** Readers, the job that groups, and people who decide, all at once over the same assets. */

let database: TestDatabase
let source: Awaited<ReturnType<typeof makeSource>>
before(async () => {
  database = await createTestDatabase()
  source = await makeSource(database.db)
})
after(() => database.close())

const PATHS = Array.from({ length: 40 }, (_, at) => `${at}.jpg`)
const by = { name: 'ada@example.com', byApi: false }

/** Always the same, in an order that nobody expects. */
function some(seed: number, count: number): string[] {
  return PATHS.map((path, at) => ({
    path,
    key: Math.imul(at + 7, 2_654_435_761 + seed * 977) >>> 0,
  }))
    .sort((one, other) => one.key - other.key)
    .slice(0, count)
    .map(({ path }) => path)
}

/** Of five contents and looks in turn. */
async function read(seed: number): Promise<void> {
  const paths = some(seed, 12)
  const sourceId = source.id
  const files = paths.map((path) => ({ path, etag: 'e', sizeBytes: 10, modifiedAt: new Date(0) }))
  const reads = paths.map((path, at) => {
    const kind = (seed + at) % 5
    const contentHash = String(kind).repeat(64)
    const perceptualHash = (0x1234_5678_9abc_def0n ^ BigInt(kind * 3))
      .toString(16)
      .padStart(16, '0')
    const pixels = {
      colors: [],
      namedColors: {},
      averageLuminance: 0,
      blurhash: '',
      perceptualHash,
    }
    return { path, etag: 'e', facts: makeFacts({ contentHash, pixels }) }
  })
  await ensureAssets(database.db, { sourceId, files })
  await database.db.transaction().execute((tx) => saveReads(tx, { sourceId, reads }))
  if (seed % 7 === 0) await removeAssets(database.db, { sourceId, paths: some(seed + 1, 1) })
}

async function decide(seed: number): Promise<'kept' | 'refused'> {
  const paths = some(seed, 3)
  const decision = (['preferred', 'different', 'keep_all'] as const)[seed % 3] ?? 'keep_all'
  const preferred = decision === 'preferred' ? (paths[0] ?? null) : null
  const decisions = [{ decision, paths, preferred, mergeMetadata: seed % 2 === 0, replaces: [] }]
  const { accountId, id: sourceId } = source
  try {
    await decideDuplicates(database.db, { accountId, sourceId, decisions, by })
    return 'kept'
  } catch (error) {
    if (isFailure(error)) return 'refused'
    throw error
  }
}

test('nobody waits in a circle, and what is left fits together', async () => {
  const { db } = database
  for (const seed of [1, 2, 3, 4, 5, 6]) await read(seed)
  const rounds = Array.from({ length: 24 }, (_, round) => round)
  const inTurn = async <Result>(work: (round: number) => Promise<Result>) => {
    const results: Result[] = []
    for (const round of rounds) results.push(await work(round))
    return results
  }
  const [decided] = await Promise.all([
    inTurn((round) => decide(round * 5)),
    inTurn((round) => read(round * 2)),
    inTurn((round) => read(round * 3 + 1)),
    inTurn(() => groupDuplicates(db, source.id)),
    inTurn(() => groupDuplicates(db, source.id)),
  ])
  assert.ok(decided.includes('kept'))
  while (await groupDuplicates(db, source.id));
  const far = distanceBetween(sql`h.perceptual_hash`, sql`g.center_hash`)
  const { rows } = await sql<{ miscounted: number; far: number; circles: number; loose: number }>`
    select
      (select count(*) from duplicate_groups g where asset_count < 2 or asset_count <> (select count(*)
        from asset_hashes h where h.near_group_id = g.id or h.same_group_id = g.id)) as miscounted,
      (select count(*) from asset_hashes h join duplicate_groups g on g.id = h.near_group_id
        where ${far} > ${NEAR_BITS}) as far,
      (select count(*) from assets a join assets b on b.id = a.duplicate_of_id
        where b.duplicate_of_id = a.id) as circles,
      (select count(*) from asset_hashes h where exists (
        select from asset_hashes o where o.content_hash = h.content_hash and o.asset_id <> h.asset_id)
        and not exists (select from duplicate_groups g where g.id = h.same_group_id)) as loose`.execute(
    db,
  )
  assert.deepEqual(rows, [{ miscounted: 0, far: 0, circles: 0, loose: 0 }])
})
