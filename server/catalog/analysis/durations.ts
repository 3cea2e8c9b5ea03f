import { sql } from 'kysely'
import type { AnalysisDuration } from '../../../contract/analysis.ts'
import type { Db } from '../../db/tables.ts'

/** Looks of each Source that are counted, whoever looked. */
const LATEST = 200

/** How long the providers of an account have looked lately, as it was measured. */
export async function findDurations(db: Db, accountId: number): Promise<AnalysisDuration[]> {
  const { rows } = await sql<AnalysisDuration>`
    select provider, percentile_disc(0.5) within group (order by took_ms) as median_ms, count(*) as looks
    from sources s cross join lateral (
      select provider, took_ms from asset_analyses where source_id = s.id
      order by analyzed_at desc limit ${LATEST}
    ) latest
    where s.account_id = ${accountId} and took_ms is not null
    group by provider order by provider`.execute(db)
  return rows
}
