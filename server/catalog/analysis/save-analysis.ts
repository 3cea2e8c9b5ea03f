import { isDeepStrictEqual } from 'node:util'
import { sql } from 'kysely'
import type {
  AnalysisCapability,
  AnalysisProviderName,
  PictureAnalysis,
} from '../../../contract/analysis.ts'
import type { Db } from '../../db/tables.ts'
import { ensureLabels, findLabels } from '../labels/labels.ts'
import { writeSearchRows } from '../search/search-rows.ts'
import { toStorable } from '../storable.ts'
import { saveAnswers } from './answers.ts'
import { saveEmbeddings } from './embeddings.ts'
import { type AssetFindings, lockFindings, writeFindings } from './finding-columns.ts'
import { mergeFindings, tagsThatCount, withoutAnalysisTags } from './merge-findings.ts'
import { planNextTry } from './next-try.ts'
import { forgetQueued, lockStillHeld, putBack, type QueuedPicture } from './queue.ts'

/** What came of one look at a picture that was taken from the queue. */
export interface Look {
  picture: Pick<QueuedPicture, 'assetId' | 'etag' | 'ticket' | 'attempts'>
  /** What was asked. */
  wants: ReadonlySet<AnalysisCapability>
  /** Who was; null: everybody whose turn it is. */
  ask: readonly AnalysisProviderName[] | null
  /** Of the built-in provider. */
  version: string
  analysis: PictureAnalysis
}

/**
 * Keeps what was found, and takes the pictures from the queue, or puts them back for what could not be told. Never
 * touches what people and files have said:
 * - a look at a file that is another by now, or that somebody has asked for again or finished meanwhile, is ignored;
 * - a tag that analysis gave before and gives no longer goes; one that a person has removed or set, or that is a
 *   keyword, stays as it is;
 * - an alert that a person has set stays; so does one that nobody has looked at this time;
 * - the alt text of a person, even an empty one, and that of a file stay.
 * Call it in a transaction. @returns how many were kept
 */
export async function saveAnalyses(tx: Db, looks: readonly Look[]): Promise<number> {
  const byId = new Map(looks.map((look) => [look.picture.assetId, look]))
  const isRead = sql`a.status = 'indexed' and a.indexed_etag = a.etag`
  const assets = await lockFindings(tx, [...byId.keys()], isRead)
  // Of these alone: whoever reads one of the others at the moment may come for its row, and we for what they have made.
  const own = assets.flatMap(({ id }) => byId.get(id)?.picture ?? [])
  const held = await lockStillHeld(tx, own)
  const current = assets.flatMap((asset) => {
    const look = byId.get(asset.id)
    return look && held.has(asset.id) && look.picture.etag === asset.etag ? [{ asset, look }] : []
  })
  if (current.length === 0) return 0
  const rows = []
  // In order, as all make labels: two that wait for each other's would wait in a circle.
  const byAccount = [...Map.groupBy(current, ({ asset }) => asset.accountId)]
  for (const [accountId, some] of byAccount.sort(([one], [other]) => one - other)) {
    rows.push(...(await mergeAll(tx, accountId, some)))
  }
  await writeNews(
    tx,
    current,
    rows.flatMap(({ row, isNews }) => (isNews ? [row] : [])),
  )
  await leaveQueue(tx, rows)
  return current.length
}

/** Whoever is down, or over its budget, has nothing to say about a whole library, again and again. */
async function writeNews(
  tx: Db,
  current: readonly Current[],
  rows: readonly Merged['row'][],
): Promise<void> {
  if (rows.length === 0) return
  const ids = rows.map(({ id }) => id)
  const news = current.filter(({ asset }) => ids.includes(asset.id))
  await writeFindings(tx, rows)
  await saveAnswers(tx, news)
  await saveEmbeddings(tx, news)
  await writeSearchRows(tx, ids)
}

export interface Current {
  asset: AssetFindings
  look: Look
}

/** What each asset has from now on, and what is left to be done. */
async function mergeAll(tx: Db, accountId: number, current: readonly Current[]) {
  const counting = current.map(({ look }) => tagsThatCount(look.analysis))
  const labels = toStorable(counting.flatMap((tags) => tags?.map(({ label }) => label) ?? []))
  const ids = await ensureLabels(tx, { kind: 'tag', accountId, labels })
  const said = current.map(({ asset }) => withoutAnalysisTags(asset.tags, asset.analysis_tags))
  const named = await findLabels(tx, 'tag', said.flatMap(Object.keys).map(Number))
  return current.map(({ asset, look }, at) => {
    const tags = counting[at] && idsOf(toStorable(counting[at]), ids)
    const spelled = Object.keys(said[at] ?? {}).map((id) => named.get(Number(id))?.label)
    const same = spelled.flatMap((label) => ids.get(label?.toLowerCase() ?? '') ?? [])
    const merged = mergeFindings(asset, {
      analysis: look.analysis,
      tags: tags ?? null,
      saidAlready: new Set(same),
    })
    const { status, error, next } = planNextTry(look, merged.analyzed)
    const { id } = asset
    const told = { ...merged, analysis_status: status, analysis_error: error }
    const isAsked = look.ask === null || look.ask.includes('builtin')
    const analysis_version = isAsked ? look.version : asset.analysis_version
    const row = { id, ...told, analysis_version }
    const isNews = look.analysis.answers.length > 0 || !isDeepStrictEqual(row, asset)
    return { row, isNews, next }
  })
}

function idsOf(
  tags: readonly { label: string; confidence: number }[],
  ids: ReadonlyMap<string, number>,
): Map<number, number> {
  return new Map(
    tags.flatMap(({ label, confidence }) => {
      const id = ids.get(label)
      return id === undefined ? [] : [[id, Math.round(confidence * 1e4) / 1e4] as const]
    }),
  )
}

type Merged = Awaited<ReturnType<typeof mergeAll>>[number]

async function leaveQueue(tx: Db, merged: readonly Merged[]): Promise<void> {
  const left = merged.flatMap(({ row, next }) => (next ? [{ assetId: row.id, ...next }] : []))
  await putBack(tx, left)
  const done = merged.flatMap(({ row, next }) => (next ? [] : [row.id]))
  await forgetQueued(tx, done)
}
