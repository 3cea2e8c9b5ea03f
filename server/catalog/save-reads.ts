import { sql } from 'kysely'
import type { MediaFacts, PixelFacts } from '../../contract/media-facts.ts'
import type { AltTextSource, AssetColors } from '../../contract/resources.ts'
import type { Db, FileFacts } from '../db/tables.ts'
import { forgetFindings } from './analysis/finding-columns.ts'
import { type AnalysisOrder, enqueueAnalysis, forgetQueued } from './analysis/queue.ts'
import { capabilitiesOf } from './analysis-choices.ts'
import { findFeatures } from './analysis-settings.ts'
import { ensureLabels } from './labels/labels.ts'
import { saveHashes } from './likeness/hashes.ts'
import { writeSearchRows } from './search/search-rows.ts'
import { storableDate, storableInt, storableReal, toStorable } from './storable.ts'

/** What was found in a file; its stills are kept elsewhere. */
export type AssetFacts = Omit<MediaFacts, 'pixels'> & {
  pixels: Omit<PixelFacts, 'preview' | 'still'> | null
}

/** What came of reading one state (`etag`) of a file: facts, or the reason for a person why not. */
export type AssetRead = { path: string; etag: string } & ({ facts: AssetFacts } | { error: string })

/**
 * Saves what was read, for many assets in a few statements, and never touches what people said:
 * - a read whose ETag is no longer the asset's is ignored; so is one of an asset that is gone;
 * - the file's alt text counts until a person has written one, or emptied it;
 * - the file's title and description fill `name` and `description` as long as these are what the file said
 *   before, or nothing; its keywords become tags of confidence 1, but one that a person removed stays
 *   removed, and one that the file has no longer goes;
 * - colours are kept as long as the account has them switched on;
 * - what analysis found in another content goes;
 * - `date_modified` moves when the content is another than the one read before.
 * Pictures go into the queue of analysis, if there is to be any. Call it in a transaction.
 * @returns how many were saved
 */
export async function saveReads(db: Db, saved: SavedReads): Promise<number> {
  const { sourceId, analysis = null } = saved
  const current = await findCurrent(db, saved)
  if (current.length === 0) return 0
  const accountId = current[0]?.asset.accountId ?? 0
  const keywords = current.flatMap(({ read }) => ('facts' in read ? keywordsOf(read.facts) : []))
  const tagIds = await ensureLabels(db, { kind: 'tag', accountId, labels: keywords })
  const features = await findFeatures(db, accountId)
  const rows = current.map(({ asset, read }) => toRow(asset, read, tagIds))
  await updateAssets(db, features.colors ? rows : rows.map((row) => ({ ...row, colors: null })))
  const wantsAnalysis = analysis !== null && capabilitiesOf(features).size > 0
  await queueForAnalysis(db, current, wantsAnalysis ? { ...analysis, sourceId } : null)
  await saveHashes(db, { sourceId, hashes: current.map(toHashes) })
  await writeSearchRows(
    db,
    current.map(({ asset }) => asset.id),
  )
  return current.length
}

interface SavedReads {
  sourceId: number
  reads: readonly AssetRead[]
  /** How urgent analysis is, if the account wants any; null: it is off altogether. */
  analysis?: Omit<AnalysisOrder, 'sourceId'> | null
}

interface CurrentRead {
  asset: PresentAsset
  read: AssetRead
}

/** The reads that are of what the assets are now, with nothing on them that was found in something else. */
async function findCurrent(db: Db, { sourceId, reads }: SavedReads): Promise<CurrentRead[]> {
  const byPath = new Map(reads.map((read) => [read.path, read]))
  const find = async () => {
    const present = await lockAssets(db, sourceId, [...byPath.keys()])
    return present.flatMap((asset) => {
      const read = byPath.get(asset.path)
      return read?.etag === asset.etag ? [{ asset, read: toStorable(read) }] : []
    })
  }
  const current = await find()
  const others = current.filter(({ asset, read }) => asset.isAnalyzed && isOther(asset, read))
  if (others.length === 0) return current
  await forgetFindings(
    db,
    others.map(({ asset }) => asset.id),
  )
  return await find()
}

function isOther(asset: PresentAsset, read: AssetRead): boolean {
  return 'error' in read || asset.indexedEtag !== asset.etag
}

async function queueForAnalysis(
  db: Db,
  current: readonly CurrentRead[],
  order: AnalysisOrder | null,
): Promise<void> {
  const isPicture = ({ read }: CurrentRead) => 'facts' in read && read.facts.pixels !== null
  const [pictures, others] = [current.filter(isPicture), current.filter((one) => !isPicture(one))]
  const idsOf = (some: readonly CurrentRead[]) => some.map(({ asset }) => asset.id)
  if (others.length > 0) await forgetQueued(db, idsOf(others))
  if (order) await enqueueAnalysis(db, idsOf(pictures), order)
}

function toHashes({ asset, read }: CurrentRead) {
  const facts = 'facts' in read ? read.facts : null
  return {
    assetId: asset.id,
    contentHash: facts?.contentHash ?? null,
    perceptualHash: facts?.pixels?.perceptualHash ?? null,
  }
}

interface PresentAsset {
  id: number
  accountId: number
  path: string
  etag: string
  name: string | null
  description: string | null
  altText: string | null
  altTextSource: AltTextSource | null
  tags: Record<string, number>
  /** Those of them that analysis has given. */
  analysisTags: Record<string, number> | null
  isAnalyzed: boolean
  /** Of the content that was read before; null: none was. */
  indexedEtag: string | null
  facts: FileFacts | null
  /** Tag ids of the keywords the file had when it was read last. */
  keywordIds: number[]
}

async function lockAssets(db: Db, sourceId: number, paths: string[]): Promise<PresentAsset[]> {
  // In the order of the paths, as comparePage writes them, so that two of these never wait in a circle.
  const { rows } = await sql<PresentAsset>`
    select a.id, s.account_id as "accountId", a.origin_path as path, a.etag, a.name, a.description,
      a.alt_text as "altText", a.alt_text_source as "altTextSource", a.tags, a.file_facts as facts,
      a.analysis_tags as "analysisTags", a.analysis_status is not null as "isAnalyzed",
      a.indexed_etag as "indexedEtag",
      array(select t.id from tags t where t.account_id = s.account_id
        and t.label in (select jsonb_array_elements_text(a.file_facts -> 'keywords'))
      ) as "keywordIds"
    from assets a join sources s on s.id = a.source_id
    where a.source_id = ${sourceId} and a.origin_path = any(${sql.val(paths)}::text[])
    order by a.origin_path for update of a`.execute(db)
  return rows
}

/** A keyword longer than this is a text that somebody put into the wrong field. */
const MAX_KEYWORD_LENGTH = 200
const MAX_KEYWORDS = 500

function keywordsOf({ keywords }: AssetFacts): string[] {
  const labels = keywords.map((label) => label.trim())
  return [...new Set(labels)]
    .filter((label) => label !== '' && label.length <= MAX_KEYWORD_LENGTH)
    .slice(0, MAX_KEYWORDS)
}

/** A row for `UPDATE`, whose members are named as the columns. */
function toRow(asset: PresentAsset, read: AssetRead, tagIds: ReadonlyMap<string, number>) {
  const { id, name, description, tags } = asset
  if ('error' in read) {
    // What is known of the content was of another content. What people said stays, and so does what the
    // file said, to be compared with what it says when it can be read again.
    const { altText: alt_text, altTextSource: alt_text_source } = asset
    const said = { name, description, alt_text, alt_text_source, tags, file_facts: asset.facts }
    return { id, status: 'error', error: read.error, ...columnsOf(null), ...said }
  }
  const { facts } = read
  const keywords = keywordsOf(facts)
  const keywordIds = keywords.flatMap((label) => tagIds.get(label) ?? [])
  return {
    id,
    status: 'indexed',
    error: null,
    ...columnsOf(facts),
    name: follow(name, asset.facts?.title, facts.title),
    description: follow(description, asset.facts?.description, facts.description),
    ...followAltText(asset, facts),
    tags: followKeywords(asset, keywordIds),
    file_facts: {
      format: facts.format,
      width: facts.width,
      height: facts.height,
      bitsPerChannel: facts.bitsPerChannel,
      title: facts.title,
      description: facts.description,
      keywords,
    } satisfies FileFacts,
  }
}

function columnsOf(facts: AssetFacts | null) {
  return {
    content_type: facts?.contentType ?? 'application/octet-stream',
    media_kind: facts?.mediaKind ?? 'OTHER',
    media_width: storableInt(facts?.displayWidth ?? null),
    media_height: storableInt(facts?.displayHeight ?? null),
    orientation: facts?.orientation ?? null,
    frame_count: storableInt(facts?.frames ?? null),
    duration_seconds: storableReal(facts?.durationSeconds ?? null),
    has_alpha: facts?.hasAlpha ?? null,
    color_model: facts?.colorModel ?? null,
    color_profile: facts?.colorProfile ?? null,
    dpi_width: storableReal(facts?.dpiWidth ?? null),
    dpi_height: storableReal(facts?.dpiHeight ?? null),
    date_taken: facts?.takenAt ? storableDate(facts.takenAt) : null,
    latitude: facts?.location?.latitude ?? null,
    longitude: facts?.location?.longitude ?? null,
    colors: facts && toColors(facts),
    blurhash: facts?.pixels?.blurhash ?? null,
    metadata: facts?.metadata ?? null,
  }
}

async function updateAssets(db: Db, rows: readonly ReturnType<typeof toRow>[]): Promise<void> {
  await sql`
    update assets a set
      status = r.status, error = r.error, content_type = r.content_type,
      media_kind = r.media_kind, media_width = r.media_width, media_height = r.media_height,
      orientation = r.orientation, frame_count = r.frame_count,
      duration_seconds = r.duration_seconds, has_alpha = r.has_alpha,
      color_model = r.color_model, color_profile = r.color_profile,
      dpi_width = r.dpi_width, dpi_height = r.dpi_height, date_taken = r.date_taken,
      latitude = r.latitude, longitude = r.longitude, colors = r.colors, blurhash = r.blurhash,
      metadata = r.metadata, file_facts = r.file_facts,
      name = r.name, description = r.description, alt_text = r.alt_text,
      alt_text_source = r.alt_text_source, tags = r.tags,
      date_modified = case
        when a.indexed_etag is null then greatest(a.date_modified, a.origin_modified_at)
        when a.indexed_etag = a.etag then a.date_modified
        when a.origin_modified_at > a.date_modified then a.origin_modified_at
        else now() end,
      indexed_etag = a.etag, indexed_at = now(), checked_at = now()
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (
      id bigint, status text, error text, content_type text, media_kind text,
      media_width int, media_height int, orientation smallint, frame_count int,
      duration_seconds real, has_alpha boolean, color_model text, color_profile text,
      dpi_width real, dpi_height real, date_taken timestamptz, latitude double precision,
      longitude double precision, colors jsonb, blurhash text, metadata jsonb, file_facts jsonb,
      name text, description text, alt_text text, alt_text_source text, tags jsonb)
    where a.id = r.id`.execute(db)
}

/** What the file says now, unless a person has said something else than what it said before. */
function follow(present: string | null, before: string | null | undefined, now: string | null) {
  return present === (before ?? null) ? now : present
}

const MAX_ALT_TEXT = 2000

/** The file's own counts unless a person has said something. */
function followAltText({ altText, altTextSource }: PresentAsset, { metadata }: AssetFacts) {
  const own = metadata.xmp.AltTextAccessibility
  const fromFile = typeof own === 'string' ? own.slice(0, MAX_ALT_TEXT).toWellFormed() : ''
  if (altTextSource !== 'person' && fromFile !== '') {
    return { alt_text: fromFile, alt_text_source: 'file' }
  }
  return altTextSource === 'file'
    ? { alt_text: null, alt_text_source: null }
    : { alt_text: altText, alt_text_source: altTextSource }
}

function followKeywords(
  { tags, analysisTags, keywordIds }: PresentAsset,
  ids: readonly number[],
): Record<string, number> {
  const kept = { ...tags }
  for (const id of keywordIds) if (kept[id] === 1) delete kept[id]
  for (const id of ids) if (kept[id] === undefined || kept[id] === analysisTags?.[id]) kept[id] = 1
  return kept
}

function toColors({ pixels }: AssetFacts): AssetColors | null {
  if (!pixels) return null
  return {
    dominant_colors: Object.fromEntries(pixels.colors.map(({ hex, share }) => [hex, share])),
    named_colors: pixels.namedColors,
    average_luminance: pixels.averageLuminance,
  }
}
