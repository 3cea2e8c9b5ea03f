import type { AlertName } from '../../../contract/analysis.ts'
import type { ModelPlace } from './model-folder.ts'
import type { TroubleKind } from './provider-failure.ts'

/** What transformers.ts asks of its children. */
export interface TransformersTask {
  runtime: RuntimeSettings
  /** CLIP or SigLIP; null: is not needed for this. */
  zeroShot: { model: ModelPlace; labels: readonly string[]; wants: ZeroShotWants } | null
  /** A captioner; null: is not needed for this. */
  caption: ModelPlace | null
  /** A picture, or words to be placed among pictures. */
  subject: { still: Uint8Array } | { words: string }
}

export interface RuntimeSettings {
  /** Name of the package that runs the models. */
  name: string
  /** Where what is fetched from the hub is kept; null: nothing is fetched. */
  hubCache: string | null
  threads: number
}

export interface ZeroShotWants {
  labels: boolean
  alerts: boolean
  vector: boolean
}

export interface TransformersFindings {
  /** Of each label, in their order: 0 to 1. */
  labelScores?: number[]
  alertScores?: Record<AlertName, number>
  /** Of length 1. */
  vector?: number[]
  caption?: string
}

/** A Failure that crosses the border of the process would lose its kind. */
export type TransformersAnswer =
  | TransformersFindings
  | { trouble: TroubleKind; detail: string; reason: string }
