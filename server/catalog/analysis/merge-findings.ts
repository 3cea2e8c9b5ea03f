import type {
  AlertLevel,
  AlertName,
  AnalysisCapability,
  AnalysisStatus,
  FoundTag,
  PictureAnalysis,
} from '../../../contract/analysis.ts'
import type { AltTextSource } from '../../../contract/resources.ts'
import { WARNINGS } from '../search/searchable-asset.ts'

/** What becomes of an asset when analysis has looked at it: values in, values out, no SQL. */

export interface PresentFindings {
  /** Tag id → confidence; 0 = removed by a person. */
  tags: Record<string, number>
  /** What analysis has put there, as it did. */
  analysis_tags: Record<string, number> | null
  face_count: number | null
  alt_text: string | null
  alt_text_source: AltTextSource | null
  alt_text_is_weak: boolean | null
  text_in_image: string | null
  warning_adult: number | null
  warning_medical: number | null
  warning_racy: number | null
  warning_spoof: number | null
  warning_violence: number | null
  warnings_by_person: AlertName[] | null
  analyzed: AnalysisCapability[] | null
  analysis_status: Exclude<AnalysisStatus, 'none'> | null
  analysis_error: string | null
  /** Of the built-in provider when it was looked at. */
  analysis_version: string | null
}

const MOST_TAGS = 50
/** The next ones below what people and keywords have, and above what a person has removed. */
const LEAST_CONFIDENCE = 0.01
const MOST_CONFIDENCE = 0.99
const MAX_TEXT = 20_000
const MAX_ALT_TEXT = 2000

/** The tags that count, the surest first, with confidences as an asset may have them from analysis. */
export function tagsThatCount(analysis: PictureAnalysis): FoundTag[] | null {
  const tags = answerFor(analysis, 'tags')?.tags
  if (!tags) return null
  const byLabel = new Map<string, FoundTag>()
  for (const tag of tags.toSorted((one, other) => other.confidence - one.confidence)) {
    const label = tag.label.trim().toLowerCase().slice(0, 200)
    if (isTakeable(label) && !byLabel.has(label)) byLabel.set(label, { ...tag, label })
  }
  return [...byLabel.values()].slice(0, MOST_TAGS).map((tag) => ({
    ...tag,
    confidence: Math.min(MOST_CONFIDENCE, Math.max(LEAST_CONFIDENCE, tag.confidence)),
  }))
}

/** What the API does not take as a name, nobody could remove. */
function isTakeable(label: string): boolean {
  return label !== '' && label !== '__proto__'
}

function answerFor({ answers, chosen }: PictureAnalysis, capability: AnalysisCapability) {
  const index = chosen[capability]
  return index === undefined ? undefined : answers[index]?.findings
}

interface Merging {
  analysis: PictureAnalysis
  /** Tag id → confidence; null: nobody told any tags. */
  tags: ReadonlyMap<number, number> | null
  /** Ids of tags that somebody else has said in other letters. */
  saidAlready: ReadonlySet<number>
}

/** What the asset has from now on. What was not told stays as it is, and so does whatever others have said. */
export function mergeFindings(
  present: PresentFindings,
  { analysis, tags, saidAlready }: Merging,
): PresentFindings {
  const faces = answerFor(analysis, 'faces')?.faces
  const text = answerFor(analysis, 'text')?.text
  return {
    ...present,
    ...(tags ? mergeTags(present, tags, saidAlready) : {}),
    ...(faces ? { face_count: faces.length } : {}),
    ...mergeAltText(present, answerFor(analysis, 'alt_text')?.alt_text),
    ...(text ? { text_in_image: joinLines(text.lines.map((line) => line.text)) } : {}),
    ...mergeAlerts(present, analysis),
    analyzed: [...new Set([...(present.analyzed ?? []), ...toldBy(analysis)])].sort(),
  }
}

export function toldBy({ chosen }: PictureAnalysis): AnalysisCapability[] {
  return Object.keys(chosen) as AnalysisCapability[] // as PictureAnalysis has it
}

function mergeTags(
  { tags, analysis_tags }: PresentFindings,
  found: ReadonlyMap<number, number>,
  saidAlready: ReadonlySet<number>,
) {
  const kept = withoutAnalysisTags(tags, analysis_tags)
  const given: Record<string, number> = {}
  for (const [id, confidence] of found) {
    // Removed, a keyword, or what somebody has made of it.
    if (kept[id] === undefined && !saidAlready.has(id)) given[id] = confidence
  }
  return { tags: { ...kept, ...given }, analysis_tags: given }
}

/** The tags that others have said. Another confidence than analysis gave is somebody else's. */
export function withoutAnalysisTags(
  tags: Record<string, number>,
  given: Record<string, number> | null,
): Record<string, number> {
  return Object.fromEntries(Object.entries(tags).filter(([id, value]) => given?.[id] !== value))
}

function mergeAltText(
  { alt_text_source: source }: PresentFindings,
  found: { text: string; weak: boolean } | null | undefined,
) {
  if (found === undefined || source === 'person' || source === 'file') return {}
  const text = found?.text.trim().slice(0, MAX_ALT_TEXT).toWellFormed() ?? ''
  return {
    alt_text: text === '' ? null : text,
    alt_text_source: text === '' ? null : ('analysis' as const),
    alt_text_is_weak: text !== '' && found?.weak === true,
  }
}

function joinLines(lines: readonly string[]): string | null {
  const text = lines.map((line) => line.trim()).filter((line) => line !== '')
  return text.length === 0 ? null : text.join('\n').slice(0, MAX_TEXT).toWellFormed()
}

function mergeAlerts({ warnings_by_person }: PresentFindings, analysis: PictureAnalysis) {
  const found = WARNINGS.filter((name) => !warnings_by_person?.includes(name)).flatMap((name) => {
    const level = levelOf(analysis, name)
    return level === null ? [] : [[`warning_${name}`, level] as const]
  })
  return Object.fromEntries(found)
}

/** What analysis says of an alert, whoever's word counts; null: nobody looked at it. */
function levelOf({ answers, chosen_alerts }: PictureAnalysis, name: AlertName): AlertLevel | null {
  const index = chosen_alerts[name]
  if (index === undefined) return null
  return answers[index]?.findings.alerts?.[name]?.level ?? null
}

/** What is left when nothing is known of the content, or it is another: what people and files have said. */
export function withoutFindings(present: PresentFindings): PresentFindings {
  const levels = WARNINGS.filter((name) => !present.warnings_by_person?.includes(name))
  const own = present.alt_text_source === 'analysis'
  return {
    ...present,
    tags: withoutAnalysisTags(present.tags, present.analysis_tags),
    analysis_tags: null,
    face_count: null,
    ...(own ? { alt_text: null, alt_text_source: null } : {}),
    alt_text_is_weak: null,
    text_in_image: null,
    ...Object.fromEntries(levels.map((name) => [`warning_${name}`, null])),
    analyzed: null,
    analysis_status: null,
    analysis_error: null,
    analysis_version: null,
  }
}
