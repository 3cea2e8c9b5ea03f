import assert from 'node:assert/strict'
import { get } from 'node:http'
import { after, before, describe, test } from 'node:test'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { parse } from 'csv-parse/sync'
import { sql } from 'kysely'
import { startTestLibrary, type TestLibrary } from './test-library.ts'

let library: TestLibrary
let base: string
before(async () => {
  library = await startTestLibrary()
  base = `/sources/${library.source.publicId}`
})
after(() => library.close())

const exportIt = (query: string) => library.send('GET', `${base}/export?${query}`)

async function say(path: string, attributes: object): Promise<void> {
  const answer = await library.send('PATCH', `${base}/assets/${path}`, {
    type: 'assets',
    attributes,
  })
  assert.equal(answer.statusCode, 200, answer.body)
}

function readCsv(text: string): Record<string, string>[] {
  return parse(text, { bom: true, columns: true }) as Record<string, string>[]
}

test('a search as CSV', async () => {
  await library.addFiles({ 'sea/a, "b".jpg': { keywords: ['Sea', '16:9'] }, 'c.jpg': {} })
  const formula = '=HYPERLINK("http://evil.example")'
  await say('sea/a, "b".jpg', {
    name: formula,
    categories: ['One', 'a;b'],
    custom_fields: { Place: 'Köln\r\nam Rhein', 'x;"y"': '', Note: '-1' },
    tags: { Sun: 0.5 },
  })
  const answer = await exportIt('format=csv&sort=origin_path')
  assert.equal(answer.statusCode, 200, answer.body)
  assert.match(String(answer.headers['content-type']), /^text\/csv; charset=utf-8/)
  assert.match(
    String(answer.headers['content-disposition']),
    /^attachment; filename="Library \d{4}-\d\d-\d\d\.csv"; filename\*=UTF-8''Library%20[\d-]+\.csv$/,
  )
  assert.ok(answer.body.startsWith('\uFEFForigin_path,name,description,alt_text,categories,tags,'))
  assert.equal(answer.body.replaceAll(/"(?:[^"]|"")*"/g, '').split('\r\n').length, 4)
  const rows = readCsv(answer.body)
  assert.deepEqual(
    rows.map((row) => row.origin_path),
    ['/c.jpg', '/sea/a, "b".jpg'],
  )
  const [plain, rich] = rows
  assert.deepEqual(
    [plain?.name, plain?.categories, plain?.tags, plain?.['custom:Place']],
    ['', '', '', ''],
  )
  assert.equal(rich?.name, `'${formula}`)
  assert.equal(rich?.categories, 'One; "a;b"')
  assert.deepEqual(rich?.tags?.split('; ').sort(), ['"16:9":1', 'Sea:1', 'Sun:0.5'])
  assert.equal(rich?.['custom:Place'], 'Köln\r\nam Rhein')
  assert.equal(rich?.['custom:x;"y"'], "'")
  assert.equal(rich?.['custom:Note'], "'-1")
  assert.match(rich?.date_created ?? '', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
})

test('chosen fields, filters and JSON', async () => {
  const query = 'filter[origin_path]=/sea&fields[assets]=origin_path,custom_fields.Place,tags'
  const [row] = readCsv((await exportIt(`format=csv&${query}`)).body)
  assert.deepEqual(Object.keys(row ?? {}), ['origin_path', 'custom:Place', 'tags'])
  const answer = await exportIt(`format=json&${query}`)
  assert.equal(answer.headers['content-type'], 'application/json; charset=utf-8')
  const { data, meta } = answer.json()
  assert.deepEqual(meta, { count: 1 })
  assert.equal(data[0].attributes.custom_fields.Place, 'Köln\r\nam Rhein')
  assert.equal(data[0].id, `${library.source.publicId}/sea/a, "b".jpg`)
  const list = await library.send('GET', `${base}/assets?sort=file_size`)
  const whole = await exportIt('format=json&sort=file_size&page[limit]=1')
  assert.deepEqual(whole.json().data, list.json().data)
  const none = await exportIt('format=json&filter[tags]=nobody')
  assert.deepEqual(none.json().data, [])
  assert.equal(readCsv((await exportIt('format=csv&filter[tags]=nobody')).body).length, 0)
  const head = await library.app.inject({
    method: 'HEAD',
    url: `/api/v1${base}/export?format=csv`,
    headers: { authorization: `Bearer ${library.apiKey}` },
  })
  assert.deepEqual([head.statusCode, head.body], [200, ''])
})

describe('what is refused', () => {
  const cases: [query: string, status: number, detail: RegExp][] = [
    ['', 400, /format/],
    ['format=xml', 400, /format/],
    ['format=csv&colour=red', 400, /colour/],
    ['format=csv&filter[nonsense]=1', 400, /nonsense/],
    ['format=csv&fields[assets]=nonsense', 400, /nonsense/],
    ['format=csv&sort=nonsense', 400, /nonsense/],
  ]
  for (const [query, status, detail] of cases) {
    test(query, async () => {
      const answer = await exportIt(query)
      assert.equal(answer.statusCode, status)
      assert.match(answer.json().errors[0].detail, detail)
    })
  }

  test('who may not browse', async () => {
    const key = await library.keyWith(['sources'])
    const url = `/api/v1${base}/export?format=csv`
    const headers = { authorization: `Bearer ${key}` }
    assert.equal((await library.app.inject({ url, headers })).statusCode, 403)
  })
})

setFlagsFromString('--expose-gc')
const collectGarbage: () => void = runInNewContext('gc')

/** What is in use; what is not may lie about for long. */
function heldMegabytes(): number {
  collectGarbage()
  const { heapUsed, external } = process.memoryUsage()
  return (heapUsed + external) / 2 ** 20
}

describe('many', () => {
  const MANY = 50_000
  let address: string
  before(async () => {
    const { db } = library.database
    await sql`
      with added as (
        insert into assets (source_id, origin_path, etag, file_size, origin_modified_at, date_created,
          date_modified, status, description)
        select ${library.source.id}, 'many/' || lpad(n::text, 6, '0'), 'e', n, now(), now(), now(),
          'indexed', repeat('x', 3000)
        from generate_series(1, ${MANY}::int) n returning *
      )
      insert into asset_search (asset_id, source_id, date_created, date_modified, file_size, path_folded,
        fts, index_version)
      select id, source_id, date_created, date_modified, file_size, origin_path,
        array_to_tsvector(array[source_id || '/many']), 1 from added`.execute(db)
    address = await library.app.listen({ port: 0, host: '127.0.0.1' })
  })

  interface Download {
    lines: number
    bytes: number
    complete: boolean
  }

  /** @param onPart stops the download when it says so */
  async function download(
    query: string,
    onPart = async (_bytes: number): Promise<boolean> => true,
  ) {
    const headers = { authorization: `Bearer ${library.apiKey}` }
    return await new Promise<Download>((resolve, reject) => {
      const request = get(
        `${address}/api/v1${base}/export?${query}`,
        { headers },
        async (answer) => {
          const result = { lines: 0, bytes: 0, complete: false }
          try {
            for await (const part of answer) {
              result.bytes += part.length
              for (const byte of part) if (byte === 10) result.lines += 1
              if (!(await onPart(result.bytes))) request.destroy()
            }
          } catch {
            // Broken off: answer.complete tells.
          }
          resolve({ ...result, complete: answer.complete })
        },
      )
      request.on('error', reject)
    })
  }

  test('come all, once, in memory that does not grow with them', async () => {
    const csv = await download('format=csv')
    assert.equal(csv.lines, 1 + MANY + 3) // one of the other two has a line break in a field
    assert.ok(csv.complete)
    const start = heldMegabytes()
    let [most, measured] = [start, 0]
    const json = await download('format=json', async (bytes) => {
      if (bytes - measured < 20 * 2 ** 20) return true
      measured = bytes
      most = Math.max(most, heldMegabytes())
      return true
    })
    assert.equal(json.lines, 1 + MANY + 2 + 1)
    assert.ok(json.complete)
    // Of a file of 200 MB.
    assert.ok(measured > 150 * 2 ** 20 && most - start < 40, `${most - start} MB more`)
  })

  test('nobody waits for a client that is gone', async () => {
    const asked: number[] = []
    const { db } = library.database
    const gone = await download('format=csv', async () => false)
    assert.equal(gone.complete, false)
    for (let round = 0; round < 3; round += 1) {
      await new Promise((resolve) => setTimeout(resolve, 200))
      const { rows } = await sql<{ n: number }>`select count(*) as n from pg_stat_activity
        where datname = current_database() and state <> 'idle' and pid <> pg_backend_pid()`.execute(
        db,
      )
      asked.push(rows[0]?.n ?? 0)
    }
    assert.equal(asked.at(-1), 0)
  })

  test('what breaks in the middle does not look complete', async () => {
    const { db } = library.database
    let broken = false
    const result = await download('format=json&sort=file_size', async (bytes) => {
      if (broken || bytes < 1e5) return true
      broken = true
      await sql`alter table asset_search rename to gone_search`.execute(db)
      return true
    })
    await sql`alter table gone_search rename to asset_search`.execute(db)
    assert.ok(result.lines > 0 && result.lines < MANY)
    assert.equal(result.complete, false)
  })
})
