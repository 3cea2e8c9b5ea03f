import pg from 'pg'
import type { Library } from './library.ts'

/** The peer's own database on the same server. */
export const PEER_DATABASE = 'directus'

/** Text columns of the peer's table, which its search looks into. */
export const PEER_TEXTS = ['origin_path', 'name', 'description', 'alt_text']

/** Other columns that are the same as in assets. */
const SAME =
  'id, source_id, content_type, media_kind, file_size, media_width, media_height, date_created, date_modified, date_taken, face_count, warning_adult, warning_medical, warning_racy, warning_spoof, warning_violence'.split(
    ', ',
  )

export const PEER_FIELDS = [...SAME, ...PEER_TEXTS]

/** What it is called until it is complete. */
export const PEER_DRAFT = 'directus_draft'

/** Makes the database under its draft's name, unless there is a complete one, and lets it be filled. */
export async function ensurePeerDatabase(
  { database: { pool } }: Library,
  fill: () => Promise<void>,
): Promise<void> {
  const known = 'select 1 from pg_database where datname = $1'
  if ((await pool.query(known, [PEER_DATABASE])).rowCount !== 0) return
  await pool.query(`drop database if exists ${PEER_DRAFT} with (force)`)
  await pool.query(`create database ${PEER_DRAFT}`)
  await fill()
  await pool.query(`alter database ${PEER_DRAFT} rename to ${PEER_DATABASE}`)
}

/** Where the library's database is, in the words of libpq and its kin. */
export function addressOf({ url }: Library): { host: string; user: string } {
  const { searchParams, username } = new URL(url.replace('@/', '@localhost/'))
  return { host: searchParams.get('host') ?? '', user: username }
}

/**
 * The rows of the library as a collection with tags and categories beside it, as somebody would model it in
 * Directus, with the indexes that help it: also for parts of texts, which its search looks for.
 */
export async function fillPeerDatabase(library: Library): Promise<void> {
  const { host, user } = addressOf(library)
  const client = new pg.Client({ host, user, database: PEER_DRAFT })
  // Whatever breaks it also fails a statement.
  client.on('error', () => {})
  await client.connect()
  await client.query('create extension if not exists dblink')
  await client.query('create extension if not exists pg_trgm')
  await client.query("set maintenance_work_mem = '512MB'; set synchronous_commit = off")
  for (const { name, columns, from } of TABLES) {
    const names = columns.map((column) => column.split(' ')[0]).join(', ')
    await client.query(`create table ${name} (${columns.join(', ')})`)
    await client.query(
      `insert into ${name} (${names}) select * from dblink($1, $2) as t (${columns
        .map((column) => column.split(' ').slice(0, 2).join(' '))
        .join(', ')})`,
      [`host=${host} user=${user} dbname=postgres`, from],
    )
  }
  for (const statement of INDEXES) await client.query(statement)
  for (const [table, rows] of Object.entries(MODEL)) await addRows(client, table, rows)
  await client.query('vacuum (analyze)')
  await client.end()
}

const TABLES = [
  {
    name: 'assets',
    columns: [
      'id bigint primary key',
      'source_id int',
      'content_type text',
      'media_kind text',
      'file_size bigint',
      'media_width int',
      'media_height int',
      'date_created timestamptz',
      'date_modified timestamptz',
      'date_taken timestamptz',
      ...['face_count', 'warning_adult', 'warning_medical', 'warning_racy'].map((c) => `${c} int`),
      ...['warning_spoof', 'warning_violence'].map((c) => `${c} int`),
      ...PEER_TEXTS.map((column) => `${column} text`),
    ],
    from: `select ${PEER_FIELDS.join(', ')} from assets`,
  },
  {
    name: 'tags',
    columns: ['id int primary key', 'label text unique'],
    from: 'select id, label from tags',
  },
  {
    name: 'categories',
    columns: ['id int primary key', 'name text unique'],
    from: 'select id, name from categories',
  },
  {
    name: 'assets_tags',
    columns: ['id bigint primary key', 'assets_id bigint', 'tags_id int', 'confidence real'],
    from: 'select row_number() over (), id, key::int, value::real from assets, jsonb_each_text(tags)',
  },
  {
    name: 'assets_categories',
    columns: ['id bigint primary key', 'assets_id bigint', 'categories_id int'],
    from: 'select row_number() over (), id, category from assets, unnest(category_ids) as category',
  },
]

const INDEXES = [
  'create index on assets (source_id, date_created desc)',
  'create index on assets (source_id, file_size desc)',
  'create index on assets (source_id, date_taken)',
  'create index on assets (source_id, origin_path text_pattern_ops)',
  'create index on assets (source_id, face_count)',
  'create index on assets_tags (tags_id, assets_id)',
  'create index on assets_tags (assets_id)',
  'create index on assets_categories (categories_id, assets_id)',
  'create index on assets_categories (assets_id)',
  ...PEER_TEXTS.map((text) => `create index on assets using gin (lower(${text}) gin_trgm_ops)`),
]

type Row = Record<string, string | boolean | null>

const link = (
  many: string,
  field: string,
  one: string,
  alias: string | null,
  other: string,
): Row => ({
  many_collection: many,
  many_field: field,
  one_collection: one,
  one_field: alias,
  junction_field: other,
})

/** What Directus has to be told of the tables. */
const MODEL: Record<string, Row[]> = {
  directus_collections: TABLES.map(({ name }) => ({ collection: name })),
  directus_fields: ['tags', 'categories'].map((field) => ({
    collection: 'assets',
    field,
    special: 'm2m',
  })),
  directus_relations: [
    link('assets_tags', 'assets_id', 'assets', 'tags', 'tags_id'),
    link('assets_tags', 'tags_id', 'tags', null, 'assets_id'),
    link('assets_categories', 'assets_id', 'assets', 'categories', 'categories_id'),
    link('assets_categories', 'categories_id', 'categories', null, 'assets_id'),
  ],
}

async function addRows(client: pg.Client, table: string, rows: readonly Row[]): Promise<void> {
  for (const row of rows) {
    const columns = Object.keys(row)
    const places = columns.map((_, at) => `$${at + 1}`).join(', ')
    await client.query(
      `insert into ${table} (${columns.join(', ')}) values (${places})`,
      Object.values(row),
    )
  }
}
