import { sql } from 'kysely'
import type {
  AnalysisProviderName,
  AnalysisTrouble,
  PictureAnalysis,
} from '../../../contract/analysis.ts'
import type { Db } from '../../db/tables.ts'

/** Providers that could not look lately: otherwise nobody would hear of it where the next in order tells instead. */

export interface ProviderTrouble {
  provider: AnalysisProviderName
  detail: string
  /** Since it could look last. */
  pictures: number
}

/** What is older is over, or nobody is asked any more. */
const SHOWN_HOURS = 1

export async function listProviderTroubles(db: Db, accountId: number): Promise<ProviderTrouble[]> {
  const { rows } = await sql<ProviderTrouble>`
    select provider, detail, pictures from provider_troubles
    where account_id = ${accountId} and latest_at > now() - make_interval(hours => ${SHOWN_HOURS})
    order by provider`.execute(db)
  return rows
}

export async function forgetProviderTroubles(db: Db, accountId: number): Promise<void> {
  await sql`delete from provider_troubles where account_id = ${accountId}`.execute(db)
}

const LABELS: Record<Exclude<AnalysisProviderName, 'builtin'>, string> = {
  openai: 'The OpenAI-compatible endpoint',
  google: 'Google Cloud Vision',
  transformers: 'transformers.js',
}

/** In a sentence or two, with who could not look; what is built in says so itself. */
export function sayTrouble({
  provider,
  detail,
}: Pick<AnalysisTrouble, 'provider' | 'detail'>): string {
  if (provider === null || provider === 'builtin') return detail
  return `${LABELS[provider]} could not look: ${detail}`
}

/** So often it is written down that a provider is well. */
const WELL_MS = 60_000

/** Writes down how it goes with the providers of accounts, after each picture. Start one for each process. */
export function startNotingTroubles(db: Db) {
  const wellUntil = new Map<string, number>()
  return async (accountId: number, { answers, troubles }: PictureAnalysis): Promise<void> => {
    const others = troubles.filter(({ provider }) => provider !== null && provider !== 'builtin')
    for (const { provider, detail } of others) {
      wellUntil.delete(`${accountId} ${provider}`)
      await sql`
        insert into provider_troubles as known (account_id, provider, detail)
        values (${accountId}, ${provider}, ${detail})
        on conflict (account_id, provider) do update set
          detail = excluded.detail, pictures = known.pictures + 1, latest_at = now()`.execute(db)
    }
    for (const { provider } of answers) {
      const key = `${accountId} ${provider}`
      const isTroubled = others.some((trouble) => trouble.provider === provider)
      if (provider === 'builtin' || isTroubled || (wellUntil.get(key) ?? 0) > Date.now()) continue
      wellUntil.set(key, Date.now() + WELL_MS)
      await sql`delete from provider_troubles
        where account_id = ${accountId} and provider = ${provider}`.execute(db)
    }
  }
}
