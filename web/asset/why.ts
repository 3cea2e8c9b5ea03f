import type { AlertName, AnalysisNote } from '../../contract/analysis.ts'
import type { AssetAttributes, AssetMetadata } from '../../contract/resources.ts'
import { providerName } from '../lib/analysis-providers.ts'
import { formatDay, formatPercent } from '../lib/format.ts'
import { t } from '../texts/asset.ts'

type Explained = Pick<AssetAttributes, 'tags' | 'analysis' | 'metadata'>

/** Why an asset has a tag: who said it and how sure it was, in sentences. */
export function explainTag(asset: Explained, label: string): string[] {
  const confidence = asset.tags[label] ?? 0
  if (confidence === 0) return [t.tagRemoved]
  const notes =
    asset.analysis?.filter(({ tag_scores: scores }) => Object.hasOwn(scores, label)) ?? []
  if (isKeyword(asset.metadata, label)) return [t.tagKeyword]
  if (notes.length > 0) return notes.map((note) => explainScore(note, label, confidence))
  if (confidence === 1) return [t.tagAdded]
  return [t.tagUnknown(formatPercent(confidence))]
}

function explainScore(note: AnalysisNote, label: string, confidence: number): string {
  const score = note.tag_scores[label] ?? null
  const who = nameOrigin(note)
  const when = formatDay(note.date)
  if (score === null) return t.tagConcluded(who, when)
  return t.tagSaid(who, when, formatScore(score), formatPercent(confidence))
}

/** "Built in (centernet 1.2)" */
function nameOrigin({ provider, model, version }: AnalysisNote): string {
  const exact = [model, version].filter((word) => word !== '').join(' ')
  return exact === '' ? providerName(provider) : `${providerName(provider)} (${exact})`
}

/** Two digits are as many as mean anything. */
function formatScore(score: number): string {
  return score.toFixed(2)
}

function isKeyword(metadata: AssetMetadata | undefined, label: string): boolean {
  const values = [metadata?.iptc ?? {}, metadata?.xmp ?? {}]
    .flatMap((group) => Object.entries(group))
    .filter(([name]) => /keyword|subject/i.test(name))
    .flatMap(([, value]) => (Array.isArray(value) ? value : String(value).split(/[,;]/)))
  return values.some((value) => value.trim().toLowerCase() === label.toLowerCase())
}

/** Who says it of an alert: "Set by a person", "Built in, raw score 0.62"; null: nobody has looked. */
export function explainAlert(
  asset: Pick<AssetAttributes, 'analysis' | 'warnings_by_person'>,
  alert: AlertName,
): string | null {
  if (asset.warnings_by_person.includes(alert)) return t.setByPerson
  const note = asset.analysis?.find(({ alert_scores: scores }) => alert in scores)
  if (!note) return null
  const score = note.alert_scores[alert] ?? null
  const who = providerName(note.provider)
  return score === null ? who : t.rawScore(who, formatScore(score))
}
