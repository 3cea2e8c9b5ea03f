import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../../db/tables.ts'
import { toStorable } from '../storable.ts'
import { forgetAnswers } from './answers.ts'
import { type PresentFindings, withoutFindings } from './merge-findings.ts'

/** An asset with what analysis may change of it. */
export interface AssetFindings extends PresentFindings {
  id: number
  sourceId: number
  accountId: number
  etag: string
}

/** Locks these assets in the order in which others do, so that two of these never wait in a circle. */
export async function lockFindings(
  tx: Db,
  assetIds: readonly number[],
  where: RawBuilder<unknown> = sql`true`,
): Promise<AssetFindings[]> {
  const { rows } = await sql<AssetFindings>`
    select a.id, a.source_id as "sourceId", s.account_id as "accountId", a.etag, a.tags,
      a.analysis_tags, a.face_count, a.alt_text, a.alt_text_source, a.alt_text_is_weak,
      a.text_in_image, a.warning_adult, a.warning_medical, a.warning_racy, a.warning_spoof,
      a.warning_violence, a.warnings_by_person, a.analyzed, a.analysis_status, a.analysis_error,
      a.analysis_version
    from assets a join sources s on s.id = a.source_id
    where a.id = any(${sql.val(assetIds)}::bigint[]) and ${where}
    order by a.source_id, a.origin_path for update of a`.execute(tx)
  return rows
}

/** In one statement; the search index is another matter. */
export async function writeFindings(
  tx: Db,
  assets: readonly (PresentFindings & { id: number })[],
): Promise<void> {
  if (assets.length === 0) return
  await sql`
    update assets a set
      tags = r.tags, analysis_tags = r.analysis_tags, face_count = r.face_count,
      alt_text = r.alt_text, alt_text_source = r.alt_text_source,
      alt_text_is_weak = r.alt_text_is_weak, text_in_image = r.text_in_image,
      warning_adult = r.warning_adult, warning_medical = r.warning_medical,
      warning_racy = r.warning_racy, warning_spoof = r.warning_spoof,
      warning_violence = r.warning_violence, analyzed = r.analyzed,
      analysis_status = r.analysis_status, analysis_error = r.analysis_error,
      analysis_version = r.analysis_version
    from jsonb_to_recordset(${JSON.stringify(toStorable(assets))}::jsonb) as r (
      id bigint, tags jsonb, analysis_tags jsonb, face_count int, alt_text text,
      alt_text_source text, alt_text_is_weak boolean, text_in_image text, warning_adult smallint,
      warning_medical smallint, warning_racy smallint, warning_spoof smallint,
      warning_violence smallint, analyzed text[], analysis_status text, analysis_error text,
      analysis_version text)
    where a.id = r.id`.execute(tx)
}

/**
 * What analysis found in these was found in another content, or the file cannot be read any more: it goes, and what
 * people and files have said stays. Call it in a transaction that writes the search index afterwards.
 */
export async function forgetFindings(tx: Db, assetIds: readonly number[]): Promise<void> {
  const assets = await lockFindings(tx, assetIds)
  await writeFindings(
    tx,
    assets.map((asset) => ({ ...asset, ...withoutFindings(asset) })),
  )
  await forgetAnswers(tx, assetIds)
}
