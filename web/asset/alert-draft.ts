import type { AlertName } from '../../contract/analysis.ts'
import type { AssetAttributes, AssetPatch } from '../../contract/resources.ts'
import { ALERT_NAMES, warningKey } from '../lib/analysis-words.ts'

/** What somebody is about to change: a level, or null, which gives an alert back to analysis. */
export type AlertDraft = Partial<Record<AlertName, number | null>>

type Warned = Pick<AssetAttributes, `warning_${AlertName}` | 'warnings_by_person'>

/** An alert as it will be: its level, null while analysis is to say it anew, and whether it is a person's word. */
export function readAlert(
  asset: Warned,
  draft: AlertDraft,
  alert: AlertName,
): { level: number | null; isByPerson: boolean } {
  const drafted = draft[alert]
  if (drafted !== undefined) return { level: drafted, isByPerson: drafted !== null }
  return {
    level: asset[warningKey(alert)],
    isByPerson: asset.warnings_by_person.includes(alert),
  }
}

/** Takes a person's word away: what is only drafted is forgotten, what is saved is given back. */
export function giveBack(asset: Warned, draft: AlertDraft, alert: AlertName): AlertDraft {
  const { [alert]: _, ...rest } = draft
  return asset.warnings_by_person.includes(alert) ? { ...rest, [alert]: null } : rest
}

/** What has to be sent; null when nothing was changed. */
export function planAlertPatch(asset: Warned, draft: AlertDraft): AssetPatch | null {
  const changed = ALERT_NAMES.filter((alert) => {
    const drafted = draft[alert]
    if (drafted === undefined) return false
    const isSame = drafted === asset[warningKey(alert)]
    return !(isSame && asset.warnings_by_person.includes(alert))
  })
  if (changed.length === 0) return null
  return Object.fromEntries(changed.map((alert) => [warningKey(alert), draft[alert] ?? null]))
}
