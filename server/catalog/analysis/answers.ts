import { sql } from 'kysely'
import type {
  AlertLevel,
  AlertName,
  AnalysisCapability,
  AnalysisNote,
  AnalysisProviderName,
  Findings,
  ProviderAnswer,
} from '../../../contract/analysis.ts'
import type { Db } from '../../db/tables.ts'
import { toStorable } from '../storable.ts'
import type { Current } from './save-analysis.ts'

/** What providers have said, kept as they said it. */

interface KeptAnswer {
  asset_id: number
  source_id: number
  provider: AnalysisProviderName
  model: string
  version: string
  etag: string
  capabilities: AnalysisCapability[]
  alerts: AlertName[]
  findings: Findings
}

/** Beyond this nobody reads it, and every copy of the database carries it. */
const MAX_RAW_CHARACTERS = 200_000

/** Keeps each answer; what others have said before counts for what nobody has told now. */
export async function saveAnswers(tx: Db, current: readonly Current[]): Promise<void> {
  const ids = current.map(({ asset }) => asset.id)
  const { rows: before } = await sql<KeptAnswer>`
    select asset_id, source_id, provider, model, version, etag, capabilities, alerts, findings
    from asset_analyses where asset_id = any(${sql.val(ids)}::bigint[])`.execute(tx)
  const byAsset = Map.groupBy(before, ({ asset_id }) => asset_id)
  const merged = current.map((one) => mergeAnswers(one, byAsset.get(one.asset.id) ?? []))
  const older = merged.flatMap(({ olders }) => olders)
  if (older.length > 0) await writeWhatCounts(tx, older)
  const newer = merged.flatMap(({ newers }) => newers)
  if (newer.length > 0) await writeAnswers(tx, newer)
}

/** The answers of one asset: those of before, which count for less now, and the new ones. */
function mergeAnswers({ asset, look: { analysis } }: Current, before: readonly KeptAnswer[]) {
  const { chosen, chosen_alerts, answers } = analysis
  const told = Object.keys(chosen) as AnalysisCapability[] // as PictureAnalysis has them
  const toldAlerts = Object.keys(chosen_alerts) as AlertName[]
  const olders = before.map((answer) => {
    const alerts = answer.alerts.filter((name) => !toldAlerts.includes(name))
    const capabilities = answer.capabilities.filter((name) =>
      name === 'alerts' ? alerts.length > 0 : !told.includes(name),
    )
    return { ...answer, capabilities, alerts }
  })
  const newers = answers.map((answer, at) => {
    const older = olders.find(({ provider }) => provider === answer.provider)
    const alerts = toldAlerts.filter((name) => chosen_alerts[name] === at)
    const counts = told.filter((name) =>
      name === 'alerts' ? alerts.length > 0 : chosen[name] === at,
    )
    return {
      asset_id: asset.id,
      source_id: asset.sourceId,
      provider: answer.provider,
      model: answer.model,
      version: answer.version,
      etag: asset.etag,
      // What it was not asked this time it has said before.
      capabilities: [...new Set([...(older?.capabilities ?? []), ...counts])],
      alerts: [...new Set([...(older?.alerts ?? []), ...alerts])],
      findings: { ...older?.findings, ...answer.findings },
      raw: smallRaw(answer),
      took_ms: answer.took_ms ?? null,
    }
  })
  return { olders, newers }
}

function smallRaw({ raw }: ProviderAnswer): unknown {
  return (JSON.stringify(raw) ?? '').length > MAX_RAW_CHARACTERS ? null : raw
}

async function writeWhatCounts(tx: Db, rows: readonly KeptAnswer[]): Promise<void> {
  const counts = rows.map(({ asset_id, provider, capabilities, alerts }) => {
    return { asset_id, provider, capabilities, alerts }
  })
  await sql`
    update asset_analyses kept set capabilities = r.capabilities, alerts = r.alerts
    from jsonb_to_recordset(${JSON.stringify(counts)}::jsonb) as r (
      asset_id bigint, provider text, capabilities text[], alerts text[])
    where kept.asset_id = r.asset_id and kept.provider = r.provider
      and (kept.capabilities, kept.alerts) is distinct from (r.capabilities, r.alerts)`.execute(tx)
}

type NewAnswer = KeptAnswer & { raw: unknown; took_ms: number | null }

async function writeAnswers(tx: Db, rows: readonly NewAnswer[]): Promise<void> {
  await sql`
    insert into asset_analyses (asset_id, source_id, provider, model, version, etag,
      capabilities, alerts, findings, raw, took_ms)
    select r.asset_id, r.source_id, r.provider, r.model, r.version, r.etag, r.capabilities, r.alerts,
      r.findings, r.raw, r.took_ms
    from jsonb_to_recordset(${JSON.stringify(toStorable(rows))}::jsonb) as r (asset_id bigint,
      source_id int, provider text, model text, version text, etag text, capabilities text[],
      alerts text[], findings jsonb, raw jsonb, took_ms int)
    on conflict (asset_id, provider) do update set
      model = excluded.model, version = excluded.version, etag = excluded.etag,
      capabilities = excluded.capabilities, alerts = excluded.alerts, findings = excluded.findings,
      raw = excluded.raw, took_ms = excluded.took_ms, analyzed_at = now()`.execute(tx)
}

/** Of what is known of a file's content, nothing holds any more. */
export async function forgetAnswers(tx: Db, assetIds: readonly number[]): Promise<void> {
  const ids = sql`any(${sql.val(assetIds)}::bigint[])`
  await sql`delete from asset_analyses where asset_id = ${ids}`.execute(tx)
  await sql`delete from asset_embeddings where asset_id = ${ids}`.execute(tx)
}

/** "Why this tag": who found what, the latest first. */
export async function findAnalysisNotes(db: Db, assetId: number): Promise<AnalysisNote[]> {
  const rows = await db
    .selectFrom('asset_analyses')
    .select(['provider', 'model', 'version', 'capabilities', 'findings', 'analyzed_at'])
    .where('asset_id', '=', assetId)
    .orderBy('analyzed_at', 'desc')
    .orderBy('provider')
    .execute()
  return rows.map(({ provider, model, version, capabilities, findings, analyzed_at: at }) => ({
    provider,
    model,
    version,
    capabilities,
    date: Math.floor(at.getTime() / 1000),
    tag_scores: Object.fromEntries(findings.tags?.map(({ label, score }) => [label, score]) ?? []),
    alert_scores: Object.fromEntries(
      Object.entries(findings.alerts ?? {}).map(([name, { score }]) => [name, score]),
    ),
    faces: findings.faces ?? [],
  }))
}

/** What analysis says of each alert, whatever people have said; an alert that nobody has looked at is absent. */
export async function findAlertLevels(
  db: Db,
  assetId: number,
): Promise<Partial<Record<AlertName, AlertLevel>>> {
  const rows = await db
    .selectFrom('asset_analyses')
    .select(['alerts', 'findings'])
    .where('asset_id', '=', assetId)
    .execute()
  const levels = rows.flatMap(({ alerts, findings }) =>
    alerts.map((name) => [name, findings.alerts?.[name]?.level] as const),
  )
  return Object.fromEntries(levels.filter(([, level]) => level !== undefined))
}
