import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type RawBuilder, type SqlBool, sql } from 'kysely'
import { createTestDatabase, type TestDatabase } from '../../db/test-database.ts'
import { anyOperand, finds, matches } from './condition-logic.ts'
import { quoteLexeme } from './lexemes.ts'

let database: TestDatabase
before(async () => {
  database = await createTestDatabase()
})
after(() => database.close())

/** Each holds something that stands between alternatives, or ends one. */
const NAMES = Array.from({ length: 40 }, (_, at) => `#f:5=it's ' | '7/x${at}' :*) (\\ ${at}`)

/** Of one document for each name, those that fit. */
async function fitting(condition: (query: string) => RawBuilder<SqlBool>): Promise<string[]> {
  const asked = NAMES.filter((_, at) => at % 3 !== 0).map((name) => quoteLexeme(7, name))
  const query = anyOperand(asked)?.query ?? ''
  const documents = NAMES.map((name) => quoteLexeme(7, name))
  const { rows } = await sql<{ name: string }>`
    select s.name from unnest(${sql.val(NAMES)}::text[], ${sql.val(documents)}::tsvector[]) s (name, fts)
    where ${condition(query)}`.execute(database.db)
  return rows.map(({ name }) => name)
}

test('many alternatives that are asked for in parts find the same, whatever is in their names', async () => {
  const found = await fitting(finds)
  assert.deepEqual(
    found,
    NAMES.filter((_, at) => at % 3 !== 0),
  )
  assert.deepEqual(found, await fitting(matches))
})

test('what is not made of alternatives alone is asked as it is', () => {
  const many = NAMES.map((name) => quoteLexeme(7, name)).join(' | ')
  for (const query of [many, `(${many}) & 'a'`, `('a') | (${many})`, `!(${many})`]) {
    const { parameters } = sql`${finds(query)}`.compile(database.db)
    assert.deepEqual(parameters, [query])
  }
  const { parameters } = sql`${finds(`(${many})`)}`.compile(database.db)
  assert.deepEqual(parameters.join(' | '), many)
  assert.ok(parameters.length > 1)
})
