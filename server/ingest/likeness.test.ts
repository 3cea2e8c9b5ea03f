import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import sharp from 'sharp'
import { ensureAssets } from '../catalog/assets.ts'
import { makeSource } from '../catalog/fixtures.ts'
import { decideDuplicates } from '../catalog/likeness/decide-duplicates.ts'
import { listDuplicates } from '../catalog/likeness/duplicates.ts'
import { findSourcesToGroup, findSourcesToHash } from '../catalog/likeness/hashes.ts'
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts'
import { startMediaReader } from '../imaging/media-reader.ts'
import { localFolder } from '../origins/local/local-folder.ts'
import type { Origin } from '../origins/origin.ts'
import { groupAllDuplicates } from './group-duplicates.ts'
import { hashAssets } from './hash-assets.ts'
import { indexAssets } from './index-assets.ts'

/** Copies from real files to groups: real database, folder and decoding. */

const reader = startMediaReader({ processes: 1 })
const never = new AbortController().signal
let database: TestDatabase
let folder = ''
let origin: Origin
let source: Awaited<ReturnType<typeof makeSource>>
const jobs: string[] = []

before(async () => {
  database = await createTestDatabase()
  folder = await mkdtemp(join(tmpdir(), 'vitrine-copies-'))
  origin = localFolder(folder)
  source = await makeSource(database.db)
  const hills = await draw('M0 200 Q80 20 160 190 T320 120 V240 H0Z', '#345', '#e8c070')
  const other = await draw('M40 40 H280 V90 H120 V230 H40Z', '#fafafa', '#803')
  await put('hills.png', await sharp(hills).png().toBuffer())
  await put('copy/hills.png', await sharp(hills).png().toBuffer())
  await put('small.jpg', await sharp(hills).resize(160).jpeg({ quality: 40 }).toBuffer())
  await put('turned.jpg', await turned(hills))
  await put('other.png', await sharp(other).png().toBuffer())
  await put('notes.txt', Buffer.from('the same words'))
  await put('notes (1).txt', Buffer.from('the same words'))
})
after(async () => {
  await reader.close()
  await origin.close()
  await database.close()
  await rm(folder, { recursive: true, force: true })
})

function draw(path: string, back: string, front: string): Promise<Buffer> {
  const shape = `<path d="${path}" fill="${front}"/><circle cx="250" cy="60" r="35" fill="${front}"/>`
  const svg = `<svg width="320" height="240"><rect width="320" height="240" fill="${back}"/>${shape}</svg>`
  return sharp(Buffer.from(svg)).png().toBuffer()
}

/** Stored on its side, shown upright. */
async function turned(picture: Buffer): Promise<Buffer> {
  const onItsSide = await sharp(picture).rotate(270).toBuffer()
  return await sharp(onItsSide).withMetadata({ orientation: 6 }).jpeg({ quality: 90 }).toBuffer()
}

async function put(path: string, bytes: Buffer): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true })
  await writeFile(join(folder, path), bytes)
}

const needs = {
  get db() {
    return database.db
  },
  enqueue: async (_db: unknown, name: string) => {
    jobs.push(name)
  },
  openSource: async (id: number) => ({ id, publicId: source.publicId, origin }),
  reader,
  readsAtOnce: 1,
  keepStills: async () => {},
  analyzes: true,
  purge: async () => {},
}

async function index(...paths: string[]): Promise<void> {
  const files = []
  for (const path of paths) {
    const file = await origin.stat(path)
    assert.ok(file, path)
    files.push(file)
  }
  await ensureAssets(database.db, { sourceId: source.id, files })
  await indexAssets(needs, { sourceId: source.id, paths }, never)
}

async function findGroups(likeness: 'same' | 'near'): Promise<string[][]> {
  await groupAllDuplicates(database.db, { sourceId: source.id }, never)
  const page = { sourceId: source.id, likeness: [likeness], after: null, limit: 10 }
  const { groups } = await listDuplicates(database.db, page)
  return groups.map(({ assets }) => assets.map(({ path }) => path).sort()).sort()
}

const ALL = [
  'copy/hills.png',
  'hills.png',
  'notes (1).txt',
  'notes.txt',
  'other.png',
  'small.jpg',
  'turned.jpg',
]

test('files are grouped once they have been read, copies apart from what only looks like them', async () => {
  await index(...ALL)
  assert.ok(jobs.includes('group-duplicates'))
  assert.deepEqual(await findSourcesToGroup(database.db), [source.id])
  assert.deepEqual(await findGroups('same'), [
    ['copy/hills.png', 'hills.png'],
    ['notes (1).txt', 'notes.txt'],
  ])
  const pictures = ['copy/hills.png', 'hills.png', 'small.jpg', 'turned.jpg']
  assert.deepEqual(await findGroups('near'), [pictures])
  assert.deepEqual(await findSourcesToGroup(database.db), [])
})

test('a file that becomes unreadable leaves its groups', async () => {
  await put('copy/hills.png', Buffer.from('no picture any more'))
  await index('copy/hills.png')
  assert.deepEqual(await findGroups('same'), [['notes (1).txt', 'notes.txt']])
  assert.deepEqual(await findGroups('near'), [['hills.png', 'small.jpg', 'turned.jpg']])
})

test('decisions hold when a picture is compressed again, and not for another one', async () => {
  const decision = {
    decision: 'keep_all' as const,
    paths: ['hills.png', 'small.jpg', 'turned.jpg'],
    preferred: null,
    mergeMetadata: false,
    replaces: [],
  }
  const { accountId, id: sourceId } = source
  const by = { name: 'ada@example.com', byApi: false }
  await decideDuplicates(database.db, { accountId, sourceId, decisions: [decision], by })
  const hills = sharp(join(folder, 'hills.png'))
  await put('small.jpg', await hills.clone().resize(140).jpeg({ quality: 60 }).toBuffer())
  await index('small.jpg')
  assert.deepEqual(await findGroups('near'), [])
  await put('small.jpg', await sharp(join(folder, 'other.png')).resize(160).jpeg().toBuffer())
  await index('small.jpg')
  assert.deepEqual(await findGroups('near'), [['other.png', 'small.jpg']])
})

test('a library from before is hashed along the way, and a killed job goes on', async () => {
  const { db } = database
  await sql`delete from asset_hashes`.execute(db)
  await sql`insert into hash_walks (source_id) values (${source.id})`.execute(db)
  assert.deepEqual(await findSourcesToHash(db), [source.id])
  const killed = new AbortController()
  const dying = {
    ...reader,
    read: async () => {
      killed.abort()
      throw new Error('killed')
    },
  }
  await assert.rejects(
    hashAssets({ ...needs, reader: dying }, { sourceId: source.id }, killed.signal),
  )
  assert.deepEqual(await findSourcesToHash(db), [source.id])
  await hashAssets(needs, { sourceId: source.id }, never)
  assert.deepEqual(await findSourcesToHash(db), [])
  const { rows } = await sql<{ path: string }>`
    select origin_path as path from assets join asset_hashes on asset_id = id order by path`.execute(
    db,
  )
  const readable = ALL.filter((path) => path !== 'copy/hills.png')
  assert.deepEqual(
    rows.map(({ path }) => path),
    readable,
  )
  assert.deepEqual(await findGroups('same'), [['notes (1).txt', 'notes.txt']])
})
