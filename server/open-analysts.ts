import type { Kysely } from 'kysely'
import { analyzePicture } from './analysis/analyze-picture.ts'
import type { AnalysisProvider } from './analysis/provider.ts'
import { capabilitiesOf, findAnalysisSettings } from './catalog/analysis-settings.ts'
import type { Database } from './db/tables.ts'
import type { Analyst } from './ingest/look-at-picture.ts'

interface AnalystNeeds {
  db: Kysely<Database>
  builtin: AnalysisProvider
}

/** Finds out for each picture who looks at it, as its account has it set up at that moment. */
export function analystFinder({ db, builtin }: AnalystNeeds) {
  return async (accountId: number): Promise<Analyst | null> => {
    const { features, order } = await findAnalysisSettings(db, accountId)
    const wants = capabilitiesOf(features)
    if (wants.size === 0) return null
    const own = new Map([[builtin.name, builtin]])
    const all = own
    return {
      wants,
      version: builtin.origin.version,
      analyze: (picture, { wants, ask }, signal) =>
        analyzePicture(ask === 'builtin' ? own : all, { picture, wants, order }, signal),
    }
  }
}
