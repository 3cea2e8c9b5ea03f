import type { AnalysisCapability, Findings, PictureFacts } from '../../../contract/analysis.ts'
import { judgeAlerts, netsOf } from './alerts.ts'
import { composeAltText } from './alt-text.ts'
import type { BuiltinRaw } from './builtin-raw.ts'
import { spokenNameOf } from './coco.ts'
import { judgeFaces } from './faces.ts'
import { judgeObjects } from './objects.ts'
import { isDrawing, isGrey, judgeTags, looksLikeDocument } from './tags.ts'

/** Raised whenever the same raw scores would be judged otherwise. */
export const JUDGING_VERSION = 2

/**
 * What the raw scores of the built-in nets mean. What is wanted but no net looked at is absent; text counts for tags
 * and alt text only where it was read.
 */
export function judge(
  raw: BuiltinRaw,
  facts: PictureFacts,
  wants: ReadonlySet<AnalysisCapability>,
): Findings {
  const objects = judgeObjects(raw.objects ?? [])
  const faces = judgeFaces(raw)
  const alerts = judgeAlerts(netsOf(raw), facts)
  const text = raw.text && { lines: raw.text }
  const findings: Findings = {}
  if (wants.has('tags') && raw.objects) {
    findings.tags = judgeTags({ raw, facts, objects, faces })
  }
  if (wants.has('faces') && faces) findings.faces = faces
  if (wants.has('alerts') && alerts) findings.alerts = alerts
  if (wants.has('text') && text) findings.text = text
  if (wants.has('alt_text') && raw.objects) {
    const looks = {
      isGrey: isGrey(raw),
      isDrawing: isDrawing(raw),
      isDocument: looksLikeDocument(raw, facts),
    }
    const things = objects.map((object) => ({ ...object, label: spokenNameOf(object.label) }))
    findings.alt_text = composeAltText({ facts, things, faces, text, ...looks })
  }
  if (wants.has('embedding') && raw.embedding) findings.embedding = raw.embedding
  return findings
}
