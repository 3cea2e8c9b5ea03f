import { sql } from 'kysely'
import type { AnalysisProviderName } from '../../../contract/analysis.ts'
import type { Db } from '../../db/tables.ts'

interface Budget {
  accountId: number
  provider: AnalysisProviderName
  /** Pictures a day, UTC; null: no limit. */
  limit: number | null
}

/**
 * Counts one picture that a provider is asked about, whatever comes of it.
 * @returns false, and counts nothing, when today's budget is used up; true however many processes ask at once
 */
export async function spendPicture(
  db: Db,
  { accountId, provider, limit }: Budget,
): Promise<boolean> {
  if (limit !== null && limit <= 0) return false
  const { numAffectedRows = 0n } = await sql`
    insert into analysis_spending as spent (account_id, provider, day, pictures)
    values (${accountId}, ${provider}, (now() at time zone 'UTC')::date, 1)
    on conflict (account_id, provider, day) do update set pictures = spent.pictures + 1
    where ${limit}::int is null or spent.pictures < ${limit}::int`.execute(db)
  return numAffectedRows > 0n
}
