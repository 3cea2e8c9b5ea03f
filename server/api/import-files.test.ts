import assert from 'node:assert/strict'
import { request } from 'node:http'
import { after, before, describe, test } from 'node:test'
import type { LightMyRequestResponse } from 'fastify'
import { sql } from 'kysely'
import { Client } from 'pg'
import { startTestLibrary, type TestLibrary } from './test-library.ts'

let library: TestLibrary
let base: string
before(async () => {
  library = await startTestLibrary()
  base = `/sources/${library.source.publicId}`
})
after(() => library.close())

type Format = 'csv' | 'json'

async function send(
  format: Format,
  body: string | Buffer,
  query = '',
  headers: Record<string, string> = {},
): Promise<LightMyRequestResponse> {
  return await library.app.inject({
    method: 'POST',
    url: `/api/v1${base}/imports?format=${format}${query}`,
    headers: { authorization: `Bearer ${library.apiKey}`, 'content-type': 'text/csv', ...headers },
    payload: body,
  })
}

describe('files that are refused', () => {
  const header = 'origin_path,name\n'
  const cases: [
    what: string,
    format: Format,
    body: string | Buffer,
    status: number,
    why: RegExp,
  ][] = [
    ['empty', 'csv', '', 400, /empty/],
    ['no rows', 'csv', header, 400, /no rows/],
    ['no rows of JSON', 'json', '[]', 400, /no rows/],
    ['no key', 'csv', 'name\nx', 400, /no column "origin_path" or "id"/],
    ['nothing to change', 'csv', 'origin_path,file_size\na,1', 400, /can be changed: name, /],
    [
      'unknown column',
      'csv',
      'origin_path,name,Titel\na,b,c',
      400,
      /no column "Titel".*"custom:Titel"/,
    ],
    ['nameless column', 'csv', 'origin_path,,name\na,b,c', 400, /Column 2 has no name/],
    ['keyless column', 'csv', 'origin_path,custom:\na,b', 400, /Column 2 has no key/],
    ['twice', 'csv', 'origin_path,name,name\na,b,c', 400, /"name" twice/],
    ['both', 'csv', 'origin_path,custom:a,custom_fields\na,b,c', 400, /one or the other/],
    ['open quote', 'csv', `${header}a,"b\nc,d\n`, 400, /in line 2 does not end/],
    ['stray quote', 'csv', `${header}a,"b"c\n`, 400, /in line 2 has a quotation mark/],
    ['endless row', 'csv', `${header}a,"${'x,\n'.repeat(1e6)}`, 400, /in line 2 does not end/],
    ['commas', 'csv', `${header}${','.repeat(4e6)}`, 400, /in line 2 does not end/],
    [
      'many columns',
      'csv',
      Array.from({ length: 3000 }, (_, n) => `custom:${n}`).join(','),
      400,
      /more than 2000/,
    ],
    ['Latin 1', 'csv', Buffer.from(`${header}a,Grüße`, 'latin1'), 400, /no UTF-8, in line 2/],
    ['NUL', 'csv', `${header}a,\0`, 400, /NUL/],
    ['UTF-16 without a mark', 'csv', Buffer.from(header, 'utf16le'), 400, /NUL/],
    ['a ZIP', 'csv', Buffer.from('504b0304140006000800000021', 'hex'), 400, /NUL/],
    [
      'broken off in a character',
      'csv',
      Buffer.from(`${header}a,ü`).subarray(0, -1),
      400,
      /no UTF-8/,
    ],
    ['no JSON', 'json', 'origin_path', 400, /no JSON/],
    ['broken JSON', 'json', '{"data":[{"a":1},{"a":}]}', 400, /element 2/],
    ['too large', 'csv', Buffer.alloc(2 ** 24 + 1, 'x'), 413, /16,777,216 bytes/],
  ]
  for (const [what, format, body, status, why] of cases) {
    test(what, async () => {
      const { db } = library.database
      const count = () =>
        db
          .selectFrom('bulk_edits')
          .select(({ fn }) => fn.countAll().as('n'))
          .executeTakeFirst()
      const before = await count()
      const answer = await send(format, body)
      assert.equal(answer.statusCode, status, answer.body)
      assert.match(answer.json().errors[0].detail, why)
      assert.deepEqual(await count(), before)
    })
  }

  test('compressed, as a form, unknown formats, without the permission', async () => {
    const zipped = await send('csv', 'x', '', { 'content-encoding': 'gzip' })
    assert.equal(zipped.statusCode, 415)
    const form = await send('csv', 'x', '', { 'content-type': 'multipart/form-data; boundary=x' })
    assert.equal(form.statusCode, 415)
    assert.equal((await send('xlsx' as Format, 'x')).statusCode, 400)
    assert.equal((await send('csv', 'x', '&dry_run=maybe')).statusCode, 400)
    const browser = await library.keyWith(['asset_browse'])
    const refused = await send('csv', header, '', { authorization: `Bearer ${browser}` })
    assert.equal(refused.statusCode, 403)
  })
})

test('a client that goes away leaves nothing behind', async () => {
  const { db } = library.database
  const count = async () => (await db.selectFrom('bulk_edits').select('id').execute()).length
  const before = await count()
  const address = await library.app.listen({ port: 0, host: '127.0.0.1' })
  const sending = request(`${address}/api/v1${base}/imports?format=csv`, {
    method: 'POST',
    headers: { authorization: `Bearer ${library.apiKey}`, 'content-length': 1000 },
  })
  sending.on('error', () => {})
  const closed = new Promise((resolve) => sending.on('close', resolve))
  sending.write('origin_path,name\na.jpg,x\n')
  await new Promise((resolve) => setTimeout(resolve, 200))
  sending.destroy()
  await closed
  const refused = () => library.log.some((line) => line.includes('broke off before its end'))
  for (let round = 0; round < 50 && !refused(); round += 1) {
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  assert.ok(refused())
  assert.equal(await count(), before)
})

test('many at once leave the database to others', async () => {
  const keeper = new Client({ connectionString: library.database.url })
  await keeper.connect()
  await keeper.query('begin; lock table bulk_edits in exclusive mode')
  const imports = Array.from({ length: 15 }, () => send('csv', 'origin_path,name\na.jpg,x\n'))
  const isWaiting = async () =>
    (await keeper.query('select from pg_locks where not granted')).rows.length > 0
  while (!(await isWaiting()));
  await new Promise((resolve) => setTimeout(resolve, 300))
  const other = library.send('GET', '/saved_searches').then(({ statusCode }) => statusCode)
  const late = new Promise((resolve) => setTimeout(resolve, 5000, 'late'))
  const status = await Promise.race([other, late])
  await keeper.query('commit')
  await keeper.end()
  for (const { statusCode, body } of await Promise.all(imports)) assert.equal(statusCode, 202, body)
  assert.equal(status, 200)
})

test('many rows', async () => {
  const { db } = library.database
  const rows = Array.from({ length: 30_000 }, (_, n) => `nowhere/${n},${'x'.repeat(300)}`)
  const answer = await send('csv', `origin_path,name\n${rows.join('\n')}`, '&dry_run=true')
  assert.equal(answer.statusCode, 202)
  assert.equal(answer.json().data.attributes.total, 30_000)
  const found = await sql<{
    least: number
    most: number
  }>`select min(row) as least, max(row) as most
    from bulk_edit_rows where bulk_edit_id = ${answer.json().data.id}`.execute(db)
  assert.deepEqual(found.rows[0], { least: 2, most: 30_001 })
})
