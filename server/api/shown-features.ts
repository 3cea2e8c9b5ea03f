import type {
  AnalysisCapability,
  AnalysisFeature,
  AnalysisNote,
  AnalysisSettings,
} from '../../contract/analysis.ts'
import type { AssetAttributes } from '../../contract/resources.ts'
import { capabilitiesOf, type Features } from '../catalog/analysis-choices.ts'
import { findFeatures } from '../catalog/analysis-settings.ts'
import type { Db } from '../db/tables.ts'
import { Failure } from '../lib/failures.ts'

/** What an account has switched off is shown nowhere, whatever is known. */

/** What is to be seen of analysis. */
export interface Shown {
  features: Features
  /** Whether anything is looked for at all. */
  isOn: boolean
}

export type AnalysisMode = AnalysisSettings['mode']

export async function findShown(db: Db, accountId: number, mode: AnalysisMode): Promise<Shown> {
  const features = await findFeatures(db, accountId)
  return { features, isOn: mode !== 'off' && capabilitiesOf(features).size > 0 }
}

type Members = Partial<AssetAttributes>

const NO_WARNINGS = {
  analyzed_content_warnings: false,
  warning_adult: null,
  warning_medical: null,
  warning_racy: null,
  warning_spoof: null,
  warning_violence: null,
  warnings_by_person: [],
}
const NO_ALT_TEXT = { alt_text: null, alt_text_source: null, alt_text_is_weak: false }

/** What an asset says instead. People's own alt text is no work of analysis. */
const HIDDEN: Record<AnalysisFeature, (asset: AssetAttributes) => Members> = {
  tags: () => ({ tags: {}, analyzed_tags: false }),
  faces: () => ({ face_count: null, analyzed_faces: false }),
  alerts: () => NO_WARNINGS,
  alt_text: ({ alt_text_source: source }) => (source === 'analysis' ? NO_ALT_TEXT : {}),
  text: () => ({ text_in_image: null }),
  colors: () => ({ colors: null }),
  similar: () => ({}),
}

export function hideFeatures(asset: AssetAttributes, { features, isOn }: Shown): AssetAttributes {
  const off = namesOf(features).filter((name) => !features[name])
  if (off.length === 0 && isOn) return asset
  const hidden = off.map((name) => HIDDEN[name](asset))
  const { analysis, ...rest } = Object.assign({ ...asset }, ...hidden) as AssetAttributes // its own members
  const isNone = !isOn && rest.analysis_status === 'waiting'
  return {
    ...rest,
    ...(isNone && { analysis_status: 'none' }),
    ...(analysis && { analysis: hideInNotes(analysis, features) }),
  }
}

function hideInNotes(notes: readonly AnalysisNote[], features: Features): AnalysisNote[] {
  const shown: ReadonlySet<AnalysisCapability> = capabilitiesOf(features)
  return notes
    .map((note) => ({
      ...note,
      capabilities: note.capabilities.filter((one) => shown.has(one)),
      tag_scores: features.tags ? note.tag_scores : {},
      alert_scores: features.alerts ? note.alert_scores : {},
      faces: features.faces ? note.faces : [],
    }))
    .filter(({ capabilities }) => capabilities.length > 0)
}

function namesOf(features: Features): AnalysisFeature[] {
  return Object.keys(features) as AnalysisFeature[] // a record of them
}

/** The filters that ask for it, without `or:`. */
const FILTERS: Partial<Record<AnalysisFeature, RegExp>> = {
  tags: /^(tags|tags_any|tags_none|has_tags)$/,
  faces: /^face_count$/,
  alerts: /^warning_/,
  alt_text: /^alt_text_is_weak$/,
  colors: /^colors$/,
  similar: /^similar_to$/,
}

const WORDS: Record<AnalysisFeature, string> = {
  tags: 'Tags are',
  faces: 'Counting faces is',
  alerts: 'Content alerts are',
  alt_text: 'Alt text of analysis is',
  text: 'Text in images is',
  colors: 'Colours are',
  similar: 'Similarity is',
}

/**
 * A filter for what is hidden would find, or leave out, what nobody can see the reason of.
 * @param parameters such as `filter[tags]`; others do not count
 * @throws Failure `invalid_parameter`
 */
export function refuseHidden(parameters: Iterable<string>, features: Features): void {
  for (const parameter of parameters) {
    const name = /^filter\[(?:or:)?(.+)\]$/s.exec(parameter)?.[1]
    if (name === undefined) continue
    const feature = namesOf(features).find((one) => FILTERS[one]?.test(name))
    if (feature === undefined || features[feature]) continue
    const detail = `${WORDS[feature]} switched off in the settings of analysis, so nothing can be found by it.`
    throw new Failure('invalid_parameter', detail, { parameter })
  }
}
