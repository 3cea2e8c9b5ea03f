import type { AlertLevel, FoundAlert, PictureFacts } from '../../../contract/analysis.ts'
import type { BuiltinRaw, NsfwScores } from './builtin-raw.ts'
import { THRESHOLDS } from './thresholds.ts'

/** Those that looked: both in full mode, one in light mode. */
export function netsOf({ mobilenet, inception }: BuiltinRaw): NsfwScores[] {
  return [mobilenet, inception].filter((net) => net !== undefined)
}

/** Nets are shown them blown up, and say whatever comes; no picture that is hidden shows less. Drawings have no pixels. */
function showsNothing({ width, height, mediaKind }: PictureFacts): boolean {
  return mediaKind !== 'VECTOR' && Math.max(width, height) <= THRESHOLDS.recognisableSide
}

/**
 * From the mean of the nets that looked. Violence, medical and spoof are absent: no net here can tell them, and not
 * analysed is not doubtful. null: no net looked.
 */
export function judgeAlerts(
  nets: readonly NsfwScores[],
  facts: PictureFacts,
): Record<'adult' | 'racy', FoundAlert> | null {
  if (nets.length === 0) return null
  if (showsNothing(facts)) {
    return { adult: { level: 1, score: null }, racy: { level: 1, score: null } }
  }
  const adult = meanOf(nets, ({ porn, hentai }) => porn + hentai)
  const racy = meanOf(nets, ({ porn, hentai, sexy }) => porn + hentai + sexy)
  return {
    adult: { level: levelOf(adult, THRESHOLDS.alerts.adult), score: adult },
    racy: { level: levelOf(racy, THRESHOLDS.alerts.racy), score: racy },
  }
}

/** 0 to 1. */
export function meanOf(nets: readonly NsfwScores[], score: (net: NsfwScores) => number): number {
  const mean = nets.reduce((sum, net) => sum + score(net), 0) / nets.length
  return Math.round(Math.min(1, mean) * 1e4) / 1e4
}

function levelOf(score: number, limits: readonly number[]): AlertLevel {
  return (1 + limits.filter((limit) => score >= limit).length) as AlertLevel
}
