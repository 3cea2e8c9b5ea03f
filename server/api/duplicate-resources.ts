import { z } from 'zod'
import type { Cursor, Resource } from '../../contract/document.ts'
import type {
  DuplicateAsset,
  DuplicateDecisionAttributes,
  DuplicateGroupAttributes,
  EarlierDecision,
  SemanticAssetAttributes,
  SimilarAssetAttributes,
} from '../../contract/searching.ts'
import type { Features } from '../catalog/analysis-choices.ts'
import type { DecisionRecord } from '../catalog/likeness/duplicate-decisions.ts'
import type { Copy, DuplicateGroup } from '../catalog/likeness/duplicates.ts'
import { countDifferentBits } from '../catalog/likeness/looks.ts'
import type { NearWords } from '../catalog/likeness/near-words.ts'
import type { SimilarAsset } from '../catalog/likeness/similar.ts'
import { unixSeconds } from './document.ts'

export const DECISION = z.enum(['different', 'keep_all', 'preferred'])

const WITH_SLASH = 'With a leading slash.'
const who = z.string().nullable()
const size = z.int().nullable()

const COPY = z.object({
  origin_path: z.string().meta({ description: WITH_SLASH }),
  etag: z.string().meta({ description: 'Of the file.' }),
  file_size: z.int(),
  media_width: size,
  media_height: size,
  content_type: z.string(),
  date_created: z.int(),
  distance: z.int().meta({ description: 'Bits of 64 in which it differs from the first.' }),
  duplicate_of: who.meta({ description: 'The preferred asset of which it is marked as a copy.' }),
  warning_adult: size.meta({ description: '1 to 5; null: not analysed, or switched off.' }),
  warning_violence: size.meta({ description: '1 to 5; null: not analysed, or switched off.' }),
}) satisfies z.ZodType<DuplicateAsset>

const EARLIER = z.object({
  id: z.string(),
  decision: DECISION,
  origin_paths: z.array(z.string()),
  preferred: z.string().nullable(),
  decided_by: who,
  date_created: z.int(),
}) satisfies z.ZodType<EarlierDecision>

export const DUPLICATE_GROUP = {
  type: 'duplicate_groups',
  attributes: z.object({
    likeness: z.enum(['same', 'near']).meta({
      description: 'same: the same bytes. near: pictures that hardly differ.',
    }),
    source_id: z.string(),
    assets: z.array(COPY).meta({ description: 'The largest picture first, 20 at most.' }),
    asset_count: z.int().meta({ description: 'All of them.' }),
    spare_bytes: z.int().meta({ description: 'Of all but the largest file.' }),
    decisions: z.array(EARLIER).meta({
      description: 'What has been decided about some of these assets before.',
    }),
  }) satisfies z.ZodType<DuplicateGroupAttributes>,
}

export const SIMILAR_ASSET = {
  type: 'similar_assets',
  attributes: COPY.extend({
    distance: z.int().nullable().meta({
      description: 'Bits of 64 in which looks differ, 0 for the same bytes; null by content.',
    }),
    same_bytes: z.boolean(),
    by: z.enum(['bytes', 'look', 'content']).meta({
      description:
        'Why it is here. bytes: the same. look: they hardly differ. content: they show similar things.',
    }),
    similarity: z.number().meta({
      description: '0 to 1; comparable with others of the same `by` alone.',
    }),
  }) satisfies z.ZodType<SimilarAssetAttributes>,
}

export const SEMANTIC_ASSET = {
  type: 'semantic_assets',
  attributes: COPY.omit({ distance: true }).extend({
    similarity: z
      .number()
      .meta({ description: 'Comparable with others of the same answer alone.' }),
  }) satisfies z.ZodType<SemanticAssetAttributes>,
}

export const DUPLICATE_DECISION = {
  type: 'duplicate_decisions',
  attributes: z.object({
    decision: DECISION,
    source_id: z.string(),
    origin_paths: z.array(z.string()).meta({ description: '1,000 at most.' }),
    asset_count: z.int(),
    preferred: z.string().nullable().meta({ description: WITH_SLASH }),
    decided_by: who,
    decided_by_api: z.boolean(),
    date_created: z.int(),
  }) satisfies z.ZodType<DuplicateDecisionAttributes>,
}

/** Whose copies these are, and what of them the account wants to see. */
interface Presenting {
  sid: string
  features: Features
}

export function presentGroup(
  presenting: Presenting,
  group: DuplicateGroup,
): Resource<string, DuplicateGroupAttributes> {
  const { id, likeness, assetCount, spareBytes, assets, decisions } = group
  return {
    id: String(id),
    type: DUPLICATE_GROUP.type,
    attributes: {
      likeness,
      source_id: presenting.sid,
      assets: assets.map((asset) =>
        presentCopy(presenting, asset, likeness === 'near' ? assets[0] : undefined),
      ),
      asset_count: assetCount,
      spare_bytes: spareBytes,
      decisions: decisions.map((one) => ({
        id: String(one.id),
        decision: one.decision,
        origin_paths: one.paths.map(withSlash),
        preferred: one.preferred && withSlash(one.preferred),
        decided_by: one.decidedBy,
        date_created: unixSeconds(one.decidedAt),
      })),
    },
  }
}

function presentCopy(presenting: Presenting, copy: Copy, first: Copy | undefined): DuplicateAsset {
  const [hash, other] = [copy.hash, first?.hash ?? null]
  const isNear = hash !== null && other !== null
  const distance = isNear ? countDifferentBits(BigInt(hash), BigInt(other)) : 0
  return { ...presentFile(presenting, copy), distance }
}

export function presentSimilar(
  presenting: Presenting,
  asset: SimilarAsset,
): Resource<string, SimilarAssetAttributes> {
  const { by, similarity, distance } = asset
  return {
    id: `${presenting.sid}/${asset.path}`,
    type: SIMILAR_ASSET.type,
    attributes: {
      ...presentFile(presenting, asset),
      same_bytes: by === 'bytes',
      by,
      similarity: rounded(similarity),
      distance,
    },
  }
}

export function presentNearWords(
  presenting: Presenting,
  asset: NearWords,
): Resource<string, SemanticAssetAttributes> {
  return {
    id: `${presenting.sid}/${asset.path}`,
    type: SEMANTIC_ASSET.type,
    attributes: { ...presentFile(presenting, asset), similarity: rounded(asset.similarity) },
  }
}

function rounded(similarity: number): number {
  return Math.round(similarity * 1000) / 1000
}

function presentFile(
  { features }: Presenting,
  copy: Omit<Copy, 'hash'>,
): Omit<DuplicateAsset, 'distance'> {
  return {
    origin_path: withSlash(copy.path),
    etag: copy.etag,
    file_size: copy.fileSize,
    media_width: copy.width,
    media_height: copy.height,
    content_type: copy.contentType,
    date_created: unixSeconds(copy.dateCreated),
    duplicate_of: copy.duplicateOf && withSlash(copy.duplicateOf),
    warning_adult: features.alerts ? copy.warningAdult : null,
    warning_violence: features.alerts ? copy.warningViolence : null,
  }
}

export function presentDecision(
  sid: string,
  one: DecisionRecord,
): Resource<string, DuplicateDecisionAttributes> {
  return {
    id: String(one.id),
    type: DUPLICATE_DECISION.type,
    attributes: {
      decision: one.decision,
      source_id: sid,
      origin_paths: one.paths.map(withSlash),
      asset_count: one.assetCount,
      preferred: one.preferred && withSlash(one.preferred),
      decided_by: one.decidedBy,
      decided_by_api: one.decidedByApi,
      date_created: unixSeconds(one.decidedAt),
    },
  }
}

function withSlash(path: string): string {
  return `/${path}`
}

/** @param after the last id of this page; null: it is the last one */
export function presentIdCursor(
  current: number | null,
  after: number | null,
  total: number,
): Cursor {
  const next = after === null ? null : String(after)
  return {
    current: current === null ? '' : String(current),
    hasMore: next !== null,
    next,
    totalRecords: String(total),
    after: next,
  }
}
