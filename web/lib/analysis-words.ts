import type { AlertName, AnalysisCapability } from '../../contract/analysis.ts'
import type { AssetAttributes, MediaKind } from '../../contract/resources.ts'
import { t } from '../texts/lib.ts'

/** In the order in which they are shown. */
export const ALERT_NAMES: readonly AlertName[] = ['adult', 'violence', 'medical', 'racy', 'spoof']

export function alertWord(alert: AlertName): string {
  return t.alerts[alert]
}

/** From Doubtful to Probable. */
export const LEVELS = [1, 2, 3, 4, 5] as const

/** What nobody has looked at is not Doubtful. */
export function levelWord(level: number | null): string {
  const words: Record<number, string> = t.levels
  return level === null ? t.notAnalysed : (words[level] ?? String(level))
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
  if (isAnalysed) return { text: t.noneFound, canRetry: false }
  if (!isOn) return { text: t.analysisIsOff, canRetry: false }
  if (status === 'failed' || (status === 'partial' && error !== null)) {
    return { text: t.couldNotBeAnalysed(t.said(error ?? t.reasonNotKnown)), canRetry: true }
  }
  if (status === 'none') return { text: explainNone(asset), canRetry: false }
  if (status === 'done') {
    return { text: t.nobodyCanTell, canRetry: false }
  }
  return { text: t.notAnalysedYet, canRetry: false }
}

/** Kinds of which a picture can be made, and so looked at. */
const LOOKED_AT: readonly MediaKind[] = ['IMAGE', 'ANIMATION', 'VECTOR']

/** Why nobody looks at an asset. */
function explainNone({ status, media_kind: kind, blurhash }: Analysed): string {
  if (status === 'error') return t.fileNotRead
  if (status === 'pending') return t.notAnalysedYet
  if (!LOOKED_AT.includes(kind)) return t.onlyPictures
  // Every picture that was read has one.
  return blurhash === null ? t.noPicture : t.notAnalysedYet
}

/** Whether somebody has looked for it in this asset. */
export function wasLookedFor(asset: Analysed, capability: AnalysisCapability): boolean {
  return asset.analysis?.some(({ capabilities }) => capabilities.includes(capability)) ?? false
}
