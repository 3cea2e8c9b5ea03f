import assert from 'node:assert/strict'
import { sql } from 'kysely'
import type { Findings, FoundTag, PictureAnalysis } from '../../../contract/analysis.ts'
import type { AssetPatch } from '../../../contract/resources.ts'
import type { Db } from '../../db/tables.ts'
import { createTestDatabase } from '../../db/test-database.ts'
import { type AssetRecord, findAsset } from '../asset-records.ts'
import { ensureAssets } from '../assets.ts'
import { makeFacts, makeSource } from '../fixtures.ts'
import { saveReads } from '../save-reads.ts'
import { updateAsset } from '../update-asset.ts'
import {
  ANALYSIS_PRIORITY,
  claimPictures,
  enqueueAnalysis,
  findDueSources,
  type QueuedPicture,
} from './queue.ts'
import { saveAnalyses } from './save-analysis.ts'

/** What tests of analysis start from: a Source, pictures that are read, and looks at what is in the queue. */

const PIXELS = {
  colors: [{ hex: '#804020', share: 1 }],
  namedColors: {},
  averageLuminance: 0.4,
  blurhash: 'L0',
  perceptualHash: null,
}

export interface Content {
  keywords?: readonly string[]
  altText?: string
  pixels?: null
}

const WANTS = new Set(['tags', 'faces', 'alerts', 'alt_text', 'text', 'embedding'] as const)

export async function startTestPictures() {
  const database = await createTestDatabase()
  const { db } = database
  const source = await makeSource(db)
  const { id: sourceId, accountId } = source
  let count = 0
  let path = ''

  /** Reads the present picture as it is now. */
  async function read(etag: string, content: Content | 'broken' = {}) {
    const files = [{ path, etag, sizeBytes: 1, modifiedAt: new Date('2026-01-01') }]
    await ensureAssets(db, { sourceId, files })
    const analysis = { priority: ANALYSIS_PRIORITY.fresh, forced: false }
    const result = content === 'broken' ? { error: 'It is broken.' } : { facts: factsOf(content) }
    const reads = [{ path, etag, ...result }]
    await db.transaction().execute((tx) => saveReads(tx, { sourceId, reads, analysis }))
  }

  /** Another picture, which the others are about from now on. */
  async function begin(content?: Content) {
    path = `pictures/${++count}.jpg`
    await read('1', content)
  }

  async function claim(): Promise<QueuedPicture[]> {
    const due = await findDueSources(db)
    const own = due.find((one) => one.sourceId === sourceId)
    return own ? await claimPictures(db, own, 10) : []
  }

  async function save(pictures: readonly QueuedPicture[], analysis: PictureAnalysis) {
    const looks = pictures.map((picture) => {
      const { providers: ask } = picture
      return { picture, wants: WANTS, ask, version: 'v1', analysis }
    })
    return await db.transaction().execute((tx) => saveAnalyses(tx, looks))
  }

  /** Looks at what is in the queue. @returns how many looks were kept */
  async function look(findings: Findings, provider?: 'openai') {
    return await save(await claim(), found(findings, provider))
  }

  async function asset(): Promise<AssetRecord> {
    const one = await findAsset(db, { sourceId, path })
    assert.ok(one)
    return one
  }

  /** Asks for another look at the present picture. */
  async function ask() {
    const { id } = await asset()
    const order = { sourceId, priority: ANALYSIS_PRIORITY.interactive, forced: true }
    await db.transaction().execute((tx) => enqueueAnalysis(tx, [id], order))
  }

  async function lookAgain(findings: Findings, provider?: 'openai') {
    await ask()
    return await look(findings, provider)
  }

  /** @param ifTag of the asset as it was seen */
  async function edit(patch: AssetPatch, ifTag: string | null = null) {
    const by = { name: 'ann@example.com', byApi: false }
    await updateAsset(db, { accountId, sourceId, path, patch, ifTag, by })
  }

  const close = () => database.close()
  const doing = { read, begin, claim, save, look, lookAgain, ask, edit, close }
  return { db, source, asset, ...doing, ...queueOf(db, asset) }
}

function queueOf(db: Db, asset: () => Promise<AssetRecord>) {
  return {
    /** The present picture's row in the queue. */
    queued: async () => {
      const { id } = await asset()
      const { rows } = await sql<{
        wanted: string[]
        providers: string[] | null
        priority: number
        attempts: number
        wait: number
        isOver: boolean
      }>`
        select wanted, providers, priority, attempts, due_at = 'infinity' as "isOver",
          case when due_at < 'infinity' then extract(epoch from due_at - now()) end::float8 as wait
        from analysis_queue where asset_id = ${id}`.execute(db)
      return rows[0]
    },
    makeDue: async () => {
      const { id } = await asset()
      await sql`update analysis_queue set due_at = now() where asset_id = ${id}`.execute(db)
    },
  }
}

export type TestPictures = Awaited<ReturnType<typeof startTestPictures>>

function factsOf({
  keywords = [],
  altText,
  pixels = PIXELS,
}: Omit<Content, 'pixels'> & { pixels?: typeof PIXELS | null }) {
  const xmp: Record<string, string> = altText === undefined ? {} : { AltTextAccessibility: altText }
  return makeFacts({ pixels, keywords: [...keywords], metadata: { exif: {}, iptc: {}, xmp } })
}

/** What one provider tells. */
export function found(
  findings: Findings,
  provider: 'builtin' | 'openai' = 'builtin',
): PictureAnalysis {
  const names = Object.keys(findings)
  const alerts = Object.keys(findings.alerts ?? {})
  return {
    answers: [{ provider, model: 'test', version: '1', findings, raw: { seen: true } }],
    chosen: Object.fromEntries(names.map((name) => [name, 0])),
    chosen_alerts: Object.fromEntries(alerts.map((name) => [name, 0])),
    troubles: [],
  }
}

export function tags(confidences: Record<string, number>): FoundTag[] {
  return Object.entries(confidences).map(([label, confidence]) => {
    return { label, confidence, score: confidence / 2 }
  })
}

export const ALL: Findings = {
  tags: tags({ dog: 0.9, animal: 0.9, grass: 0.3 }),
  faces: [{ box: [0.1, 0.1, 0.2, 0.2], score: 0.8 }],
  alerts: { adult: { level: 1, score: 0.02 }, racy: { level: 2, score: 0.4 } },
  alt_text: { text: 'Photo of a dog.', weak: false },
  text: { lines: [{ text: 'NO DOGS', confidence: 0.9, box: [0, 0, 1, 0.1] }] },
  embedding: { model: 'c5', vector: [0.6, -0.8] },
}
