import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts'
import { makeSource } from './fixtures.ts'
import { indexStates } from './index-state.ts'
import { addRendered } from './rendered.ts'

let database: TestDatabase
before(async () => {
  database = await createTestDatabase()
})
after(() => database.close())

const file = (path: string, etag = 'e1') => {
  return { path, etag, sizeBytes: 1, modifiedAt: new Date(0) }
}

interface Owner {
  id: number
  accountId: number
}

const add = (source: Owner, limit: number, ...files: ReturnType<typeof file>[]) =>
  database.db.transaction().execute((tx) => {
    const { id: sourceId, accountId } = source
    return addRendered(tx, { sourceId, accountId, files, limit })
  })

async function counted(source: Owner): Promise<number | undefined> {
  const states = indexStates({ listingIntervalHours: 24, renderedAssetsPerMonth: 3 })
  const found = (await states.find(database.db, [source.id])).get(source.id)
  assert.equal(found?.rendered.limit, 3)
  const reset = new Date((found?.rendered.resets_at ?? 0) * 1000).toISOString()
  assert.match(reset, /-01T00:00:00.000Z$/)
  assert.ok(new Date(reset) > new Date())
  return found?.rendered.added
}

test('new assets count, known ones never do, and past the limit none is added', async () => {
  const source = await makeSource(database.db)
  assert.equal(await counted(source), 0)
  assert.deepEqual(await add(source, 3, file('a'), file('b')), {
    changed: ['a', 'b'],
    refused: [],
  })
  assert.deepEqual(await add(source, 3, file('a')), { changed: [], refused: [] })
  assert.deepEqual(await add(source, 3, file('a', 'e2')), { changed: ['a'], refused: [] })
  assert.equal(await counted(source), 2)
  const last = await add(source, 3, file('c'), file('d'), file('b', 'e2'))
  assert.deepEqual(last, { changed: ['b', 'c'], refused: ['d'] })
  assert.deepEqual(await add(source, 3, file('d'), file('a', 'e3')), {
    changed: ['a'],
    refused: ['d'],
  })
  assert.equal(await counted(source), 3)
})

test('none at all with a limit of 0, and as many again in the next month', async () => {
  const source = await makeSource(database.db)
  assert.deepEqual((await add(source, 0, file('a'))).refused, ['a'])
  await add(source, 1, file('a'))
  assert.deepEqual((await add(source, 1, file('b'))).refused, ['b'])
  await database.pool.query(
    `update rendered_additions set month = month - interval '1 month' where account_id = $1`,
    [source.accountId],
  )
  assert.equal(await counted(source), 0)
  assert.deepEqual((await add(source, 1, file('b'))).changed, ['b'])
})

test('who come at the same time never exceed the limit, nor count twice', async () => {
  const source = await makeSource(database.db)
  const { rows } = await database.pool.query(
    `insert into sources (public_id, account_id, name, deployment, secure_url_token)
     values (substr(md5(random()::text), 1, 24), $1, 'Other', '{}', '') returning id`,
    [source.accountId],
  )
  const other = { id: rows[0].id, accountId: source.accountId }
  const swarm = Array.from({ length: 40 }, (_, index) =>
    add(index % 2 ? source : other, 15, file(`p${Math.floor(index / 4)}`), file('always')),
  )
  const results = await Promise.all(swarm)
  const added = results.flatMap(({ changed }) => changed)
  assert.equal(added.length, 15)
  assert.equal(await counted(source), 15)
  const query = database.db.selectFrom('assets').select('id')
  const assets = await query.where('source_id', 'in', [source.id, other.id]).execute()
  assert.equal(assets.length, 15)
})
