/** Ours: what analysis finds in pictures, who looked, and what an account wants of it. */

/** What can be found in a picture; each may come from another provider. */
export type AnalysisCapability = 'tags' | 'faces' | 'alerts' | 'alt_text' | 'text' | 'embedding'

/** `builtin` runs in this Vitrine; `openai` and `google` send the picture elsewhere; `transformers` runs here, too. */
export type AnalysisProviderName = 'builtin' | 'openai' | 'google' | 'transformers'

export type AlertName = 'adult' | 'medical' | 'racy' | 'spoof' | 'violence'
/** 1 doubtful, 2 unlikely, 3 possible, 4 likely, 5 probable. */
export type AlertLevel = 1 | 2 | 3 | 4 | 5

/** Left, top, width and height as shares of the picture, 0 to 1. */
export type Box = [left: number, top: number, width: number, height: number]

export interface FoundTag {
  /** In lower case. */
  label: string
  /** As it is shown, 0 to 1. */
  confidence: number
  /** What the model said; null when nothing measured it. */
  score: number | null
}

export interface FoundFace {
  box: Box
  score: number
}

export interface FoundAlert {
  level: AlertLevel
  /** What the model said, 0 to 1; null for a provider that gives levels alone. */
  score: number | null
}

export interface FoundText {
  /** From top to bottom, as read. */
  lines: { text: string; confidence: number; box: Box }[]
}

/** A capability that was not asked for, or that nobody could tell, is absent; an empty list was looked for in vain. */
export interface Findings {
  tags?: FoundTag[]
  faces?: FoundFace[]
  /** An alert that was not looked at is absent: never doubtful. */
  alerts?: Partial<Record<AlertName, FoundAlert>>
  /** null: there is nothing to say. Weak: colours alone, or not sure at all. */
  alt_text?: { text: string; weak: boolean } | null
  text?: FoundText
  /** Of length 1, or nearly; only vectors of one model can be compared. */
  embedding?: { model: string; vector: number[] }
}

/** Where findings come from; changes whenever the same picture would be told otherwise. */
export interface AnalysisOrigin {
  provider: AnalysisProviderName
  model: string
  version: string
}

/** What one provider said about one picture. */
export interface ProviderAnswer extends AnalysisOrigin {
  findings: Findings
  /** As it said it, kept so that thresholds can change without looking again. JSON. */
  raw: unknown
  /** How long it looked; absent: nobody has measured it. */
  took_ms?: number
}

/** What one look at a picture came to: for each capability the first provider in order that could tell. */
export interface PictureAnalysis {
  answers: ProviderAnswer[]
  /**
   * By capability, the index into `answers` of the one that counts; absent: nobody could tell. Of alerts it is the
   * first that told any: `chosen_alerts` says which counts for each.
   */
  chosen: Partial<Record<AnalysisCapability, number>>
  /** By alert, the index into `answers`; absent: nobody looked at it. */
  chosen_alerts: Partial<Record<AlertName, number>>
  /** Providers that should have told and could not. */
  troubles: AnalysisTrouble[]
}

export interface AnalysisTrouble {
  /** null: it came to nobody, as the picture could not be read, say. */
  provider: AnalysisProviderName | null
  /** What it was asked for, whether somebody else has told it or not. */
  capabilities: AnalysisCapability[]
  /** For a person. */
  detail: string
  /** Worth another try later, and after how many seconds at least; null: trying again is of no use. */
  retryAfterSeconds: number | null
  /** Nobody is at fault: as many pictures have been sent as the account allows. */
  isLimit?: true
}

/** What is known of a picture before anybody looks at it. Pixels. */
export interface PictureFacts {
  width: number
  height: number
  /** `IMAGE`, `ANIMATION` (its first frame), `VECTOR`, … */
  mediaKind: string
  hasAlpha: boolean
  title: string | null
  description: string | null
  /** IPTC and XMP. */
  keywords: string[]
  /** `#rrggbb` and share, largest first. */
  colors: { hex: string; share: number }[]
}

/** One line of "why this tag, this alert": who said it, and how sure it was. Only on a single asset. */
export interface AnalysisNote extends AnalysisOrigin {
  capabilities: AnalysisCapability[]
  /** Unix seconds. */
  date: number
  /** Label → raw score. */
  tag_scores: Record<string, number | null>
  alert_scores: Partial<Record<AlertName, number | null>>
  faces: FoundFace[]
}

/**
 * `waiting`: will be looked at. `done`: everything that is switched on was looked at. `partial`: some of it could not
 * be. `failed`: nothing could be. `none`: is no picture, or analysis is off.
 */
export type AnalysisStatus = 'waiting' | 'done' | 'partial' | 'failed' | 'none'

/** What an account may switch off; what is off is neither computed nor shown. */
export type AnalysisFeature =
  | 'tags'
  | 'faces'
  | 'alerts'
  | 'alt_text'
  | 'text'
  | 'colors'
  | 'similar'

/** An OpenAI-compatible endpoint with vision: Ollama, vLLM, LM Studio, OpenAI. */
export interface OpenAiSettings {
  enabled: boolean
  /** Such as `http://localhost:11434/v1`. */
  base_url: string
  model: string
  /** Write-only; `api_key_set` tells whether there is one. */
  api_key?: string | null
  api_key_set: boolean
  /** Pictures at the same time. */
  concurrency: number
  timeout_seconds: number
  /** Pictures a day, UTC; null: no limit. */
  daily_budget: number | null
  /** For the estimate of cost alone; null: not known. US dollars. */
  price_per_1000: number | null
}

export interface GoogleSettings {
  enabled: boolean
  /** Write-only. */
  api_key?: string | null
  api_key_set: boolean
  concurrency: number
  timeout_seconds: number
  daily_budget: number | null
  price_per_1000: number | null
}

/** Models of Hugging Face's transformers.js, from a folder of this machine or fetched from the hub once. */
export interface TransformersSettings {
  enabled: boolean
  /** Absolute; null: the hub. */
  model_folder: string | null
  /** CLIP or SigLIP: zero-shot tags and alerts, and search by words; null: none. */
  zero_shot_model: string | null
  /** Words that may become tags. */
  zero_shot_labels: string[]
  /** Florence-2 or another captioner; null: none. */
  caption_model: string | null
}

/** The resource `analysis_settings`, one for each account. */
export interface AnalysisSettings {
  features: Record<AnalysisFeature, boolean>
  providers: { openai: OpenAiSettings; google: GoogleSettings; transformers: TransformersSettings }
  /** Who is asked for what, first to last; the next one when one is off or fails. */
  order: Record<AnalysisCapability, AnalysisProviderName[]>
  /** Read-only. What the operator chose by ANALYSIS: `off` switches everything off, `light` is faster and less exact. */
  mode: 'full' | 'light' | 'off'
  /** Read-only: hosts that pictures are sent to as things stand; empty: nothing leaves this machine. */
  sends_pictures_to: string[]
  /** Raised by every change; its ETag. */
  version: number
}

/** What a try of one provider found, with a picture of Vitrine's own. The resource `analysis_checks`. */
export interface AnalysisCheck {
  provider: AnalysisProviderName
  ok: boolean
  /** In a sentence. */
  detail: string
  advice: string | null
  milliseconds: number
}

/** How far the analysis of a Source is. The resource `analysis_progress`. */
export interface AnalysisProgress {
  /** With those of a library from before that are still to be queued; some of these may be no pictures. */
  waiting: number
  /** Of those waiting: have been tried and will be tried again. */
  retrying: number
  /** Are tried no more by themselves; somebody else may have told instead. */
  failed: number
  /** Pictures a second over the last minute; null: nothing is going on. */
  rate: number | null
  seconds_left: number | null
  /** What is wrong now: providers that cannot look (without paths), then what pictures wait or fail for. */
  troubles: { detail: string; count: number; origin_paths: string[] }[]
  /**
   * Pictures that were looked at, though not for all that is switched on now: it was off then, or nobody was asked for
   * it. The bulk operation `analyze` looks at them. Counted up to 10,000.
   */
  lacking: number
  /** Of the account's providers that have looked lately: how long they take for a picture. */
  durations: AnalysisDuration[]
}

/** The median of a provider's latest looks, each for all that it was asked. */
export interface AnalysisDuration {
  provider: AnalysisProviderName
  median_ms: number
  /** How many looks it is the median of. */
  looks: number
}

/** What analysing a selection of assets again comes to as the settings are now. The resource `analysis_estimates`. */
export interface AnalysisEstimate {
  pictures: number
  pictures_is_estimate: boolean
  /** Those that are switched on and asked for something, the built-in one left out. */
  providers: {
    provider: AnalysisProviderName
    /** US dollars; null: its price is not known. 0 where nothing is paid. */
    dollars: number | null
    /** Until its daily budget has allowed all; null: it has none. */
    days: number | null
  }[]
}
