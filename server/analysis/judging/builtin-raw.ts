import type { Box } from '../../../contract/analysis.ts'
import type { CocoLabel } from './coco.ts'

/**
 * What the built-in nets said about one picture, before anybody judges it: kept as JSON, so that thresholds can change
 * without looking again. What did not run is absent; what ran and found nothing is an empty list. Scores and boxes are
 * rounded to four decimals by whoever writes them.
 */
export interface BuiltinRaw {
  /** CenterNet on the letterboxed picture, boxes back in shares of the picture: from RAW_FLOORS.objects. */
  objects?: RawObject[]
  /** The SSD of face-api: from RAW_FLOORS.ssdFaces. Full mode alone. */
  ssdFaces?: RawFace[]
  /** BlazeFace: from RAW_FLOORS.blazeFaces. */
  blazeFaces?: RawFace[]
  /** MobileNetV2 of nsfwjs. */
  mobilenet?: NsfwScores
  /** InceptionV3 of nsfwjs. Full mode alone. */
  inception?: NsfwScores
  /** From top to bottom. */
  text?: RawTextLine[]
  /**
   * How colourful the pixels are: the largest less the smallest of red, green and blue, 0 to 255. `high` is its 99th
   * percentile.
   */
  chroma?: { mean: number; high: number }
  /** Of length 1. Left out of what is kept as raw: the findings hold it. */
  embedding?: { model: string; vector: number[] }
}

export interface RawObject {
  label: CocoLabel
  score: number
  box: Box
}

export interface RawFace {
  score: number
  box: Box
}

/** Shares of one net's five classes; they add up to 1. */
export interface NsfwScores {
  drawing: number
  hentai: number
  neutral: number
  porn: number
  sexy: number
}

export interface RawTextLine {
  text: string
  confidence: number
  box: Box
}

/** What is kept at all. Lower than what counts (thresholds.ts), so that judging can change its mind. */
export const RAW_FLOORS = { objects: 0.2, ssdFaces: 0.2, blazeFaces: 0.35, textLines: 0.5 }
