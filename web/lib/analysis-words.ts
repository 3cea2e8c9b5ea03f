import type { AlertName, AnalysisCapability } from '../../contract/analysis.ts'
import type { AssetAttributes, MediaKind } from '../../contract/resources.ts'

/** In the order in which they are shown. */
export const ALERT_NAMES: readonly AlertName[] = ['adult', 'violence', 'medical', 'racy', 'spoof']

export const ALERT_WORDS: Record<AlertName, string> = {
  adult: 'Adult',
  violence: 'Violent',
  medical: 'Medical',
  racy: 'Racy',
  spoof: 'Spoof',
}

/** From level 1 on. */
export const LEVEL_WORDS = ['Doubtful', 'Unlikely', 'Possible', 'Likely', 'Probable'] as const

/** What nobody has looked at is not Doubtful. */
export function levelWord(level: number | null): string {
  return level === null ? 'Not analysed' : (LEVEL_WORDS[level - 1] ?? String(level))
}

export function warningKey(alert: AlertName): `warning_${AlertName}` {
  return `warning_${alert}`
}

type Analysed = Pick<
  AssetAttributes,
  'analysis' | 'analysis_error' | 'analysis_status' | 'blurhash' | 'media_kind' | 'status'
>

/** Why there is nothing to be shown of a part of analysis. */
export interface Absence {
  text: string
  /** Another try may help. */
  canRetry: boolean
}

/** "None found", "Not analysed yet", "Analysis is off" and a failure are different answers. */
export function describeAbsence(
  asset: Analysed,
  { isOn, isAnalysed }: { isOn: boolean; isAnalysed: boolean },
): Absence {
  const { analysis_status: status, analysis_error: error } = asset
  if (isAnalysed) return { text: 'None found', canRetry: false }
  if (!isOn) return { text: 'Analysis is off', canRetry: false }
  if (status === 'failed' || (status === 'partial' && error !== null)) {
    return { text: `Could not be analysed: ${error ?? 'the reason is not known.'}`, canRetry: true }
  }
  if (status === 'none') return { text: explainNone(asset), canRetry: false }
  if (status === 'done') {
    return { text: 'Not analysed: nobody who is asked can tell', canRetry: false }
  }
  return { text: 'Not analysed yet', canRetry: false }
}

/** Kinds of which a picture can be made, and so looked at. */
const LOOKED_AT: readonly MediaKind[] = ['IMAGE', 'ANIMATION', 'VECTOR']

/** Why nobody looks at an asset. */
function explainNone({ status, media_kind: kind, blurhash }: Analysed): string {
  if (status === 'error') return 'Not analysed: the file could not be read'
  if (status === 'pending') return 'Not analysed yet'
  if (!LOOKED_AT.includes(kind)) return 'Not analysed: only pictures are'
  // Every picture that was read has one.
  return blurhash === null ? 'Not analysed: no picture can be made of it' : 'Not analysed yet'
}

/** Whether somebody has looked for it in this asset. */
export function wasLookedFor(asset: Analysed, capability: AnalysisCapability): boolean {
  return asset.analysis?.some(({ capabilities }) => capabilities.includes(capability)) ?? false
}
