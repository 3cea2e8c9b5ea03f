import { createHash } from 'node:crypto'
import type {
  AnalysisCapability,
  AnalysisOrigin,
  AnalysisProviderName,
  Findings,
  FoundTag,
  PictureFacts,
  ProviderAnswer,
  TransformersSettings,
} from '../../../contract/analysis.ts'
import { type ChildPool, startChildPool } from '../../lib/child-pool.ts'
import { isFailure } from '../../lib/failures.ts'
import { composeAltText } from '../judging/alt-text.ts'
import type { AnalysisProvider, Picture } from '../provider.ts'
import { timed } from '../timed.ts'
import { cleanAltText, cleanTags, toShare } from './clean.ts'
import { openGate } from './gate.ts'
import { findModel } from './model-folder.ts'
import { ProviderFailure } from './provider-failure.ts'
import type {
  TransformersAnswer,
  TransformersFindings,
  TransformersTask,
  ZeroShotWants,
} from './transformers-task.ts'
import { levelOf, MIN_TAG_SCORE } from './zero-shot-prompts.ts'

export interface TransformersNeeds {
  /** Where models from the hub are kept; null: the operator lets none be fetched. */
  hubCache: string | null
  /** Folders below which models may be. */
  modelRoots: readonly string[]
  /** Each holds all models in memory. */
  processes?: number
  threads?: number
  timeoutSeconds?: number
  /** Where another package stands in for it. */
  runtime?: string
}

/** Places words among pictures, so that pictures can be found by words that nobody has written about them. */
export interface WordPlacer {
  /**
   * @returns of length 1, to be compared with the `embedding` of pictures of the same `model` alone
   * @throws ProviderFailure as `analyze` does
   */
  embedText(words: string, signal: AbortSignal): Promise<{ model: string; vector: number[] }>
}

export type TransformersProvider = AnalysisProvider & WordPlacer

/** Whoever of an account's providers places words among pictures; null: nobody. */
export function findWordPlacer(
  providers: ReadonlyMap<AnalysisProviderName, AnalysisProvider>,
): WordPlacer | null {
  const provider = providers.get('transformers')
  if (!provider?.capabilities.has('embedding') || !('embedText' in provider)) return null
  return provider as TransformersProvider
}

/** Raised when we ask otherwise, or make something else of the same answer. */
const VERSION = '1'
const HUB_TIMEOUT_SECONDS = 1800
const MAX_RSS_BYTES = 3 * 2 ** 30

/** Models of transformers.js in child processes: nothing leaves this machine. */
export function startTransformers(
  settings: Omit<TransformersSettings, 'enabled'>,
  needs: TransformersNeeds,
): TransformersProvider {
  const { zero_shot_model, caption_model, model_folder } = settings
  const labels = cleanLabels(settings.zero_shot_labels)
  const { processes = 1 } = needs
  // the first picture waits until the models have been fetched
  const patience = model_folder === null ? HUB_TIMEOUT_SECONDS : 180
  const pool = startChildPool<TransformersTask, TransformersAnswer>({
    module: new URL('./transformers-child.ts', import.meta.url),
    size: processes,
    taskTimeoutSeconds: needs.timeoutSeconds ?? patience,
    maxRssBytes: MAX_RSS_BYTES,
    // a model is loaded for seconds
    maxTasksPerChild: 20_000,
  })
  const gate = openGate({ concurrency: processes, spend: async () => true })
  const origin = originOf(settings, labels)
  const vectorModel = `transformers:${zero_shot_model}`
  const { runtime: name = '@huggingface/transformers', threads = 1 } = needs
  const hubCache = model_folder === null ? needs.hubCache : null
  const runtime = { name, hubCache, threads }
  const find = async (model: string | null) =>
    model === null
      ? null
      : await findModel({ folder: model_folder, roots: needs.modelRoots, hubCache }, model)

  async function run(asked: Asked, signal: AbortSignal): Promise<TransformersFindings> {
    const model = asked.zeroShot && (await find(zero_shot_model))
    const zeroShot = model && { model, labels, wants: asked.zeroShot ?? NOTHING }
    const caption = asked.caption ? await find(caption_model) : null
    return await ask(pool, { runtime, zeroShot, caption, subject: asked.subject }, signal)
  }

  async function analyze(
    { still, facts }: Picture,
    wants: ReadonlySet<AnalysisCapability>,
    signal: AbortSignal,
  ): Promise<ProviderAnswer> {
    const composes = wants.has('alt_text') && caption_model === null
    const asks = {
      labels: (wants.has('tags') || composes) && labels.length > 0,
      alerts: wants.has('alerts'),
      vector: wants.has('embedding'),
    }
    const asksZeroShot = zero_shot_model !== null && Object.values(asks).includes(true)
    const zeroShot = asksZeroShot ? asks : null
    const caption = wants.has('alt_text') && caption_model !== null
    if (!zeroShot && !caption) return { ...origin, findings: {}, raw: {} }
    const asked = { zeroShot, caption, subject: { still } }
    const { took_ms, ...found } = await gate.pass(() => timed(() => run(asked, signal)), signal)
    return { ...origin, ...readFound(found, { labels, wants, facts, vectorModel }), took_ms }
  }

  return {
    name: 'transformers',
    capabilities: capabilitiesOf(settings, labels),
    origin,
    analyze,
    embedText: async (words, signal) => {
      if (zero_shot_model === null) {
        throw new ProviderFailure('settings', 'No model for zero-shot tags is set.')
      }
      const asked = { zeroShot: NOTHING, caption: false, subject: { words } }
      // Somebody waits for it: it passes by the pictures that wait at the gate.
      const { vector } = await run(asked, signal)
      return { model: vectorModel, vector: vector ?? [] }
    },
    findPause: gate.findPause,
    close: () => pool.close(),
  }
}

interface Asked {
  /** null: is not needed for this. */
  zeroShot: ZeroShotWants | null
  caption: boolean
  subject: TransformersTask['subject']
}

const NOTHING = { labels: false, alerts: false, vector: false }

function cleanLabels(labels: readonly string[]): string[] {
  const tags = labels.map((label) => ({ label, confidence: 1, score: null }))
  return cleanTags(tags, labels.length).map(({ label }) => label)
}

/** Other labels make other tags of the same picture. */
function originOf(
  {
    zero_shot_model,
    caption_model,
  }: Pick<TransformersSettings, 'zero_shot_model' | 'caption_model'>,
  labels: readonly string[],
): AnalysisOrigin {
  const hash = createHash('sha256').update(JSON.stringify(labels)).digest('hex').slice(0, 8)
  const models = [zero_shot_model, caption_model].filter((model) => model !== null)
  return { provider: 'transformers', model: models.join(' + '), version: `${VERSION}-${hash}` }
}

function capabilitiesOf(
  {
    zero_shot_model,
    caption_model,
  }: Pick<TransformersSettings, 'zero_shot_model' | 'caption_model'>,
  labels: readonly string[],
): ReadonlySet<AnalysisCapability> {
  const capabilities = new Set<AnalysisCapability>()
  if (zero_shot_model !== null) capabilities.add('alerts').add('embedding')
  if (zero_shot_model !== null && labels.length > 0) capabilities.add('tags').add('alt_text')
  if (caption_model !== null) capabilities.add('alt_text')
  return capabilities
}

interface Reading {
  labels: readonly string[]
  wants: ReadonlySet<AnalysisCapability>
  facts: PictureFacts
  vectorModel: string
}

function readFound(
  found: TransformersFindings,
  { labels, wants, facts, vectorModel }: Reading,
): { findings: Findings; raw: Record<string, unknown> } {
  const { labelScores, alertScores, vector, caption } = found
  const findings: Findings = {}
  const tags = labelScores && readTags(labels, labelScores)
  if (tags && wants.has('tags')) findings.tags = tags
  if (alertScores) findings.alerts = readAlerts(alertScores)
  if (vector) findings.embedding = { model: vectorModel, vector }
  const sentence = caption === undefined ? tags && composeFrom(tags, facts) : readCaption(caption)
  if (sentence && wants.has('alt_text')) findings.alt_text = sentence
  const scores = labelScores?.map((score, at) => [labels[at], toShare(score)] as const)
  const raw = {
    ...(scores && { labels: Object.fromEntries(scores) }),
    ...(alertScores && { alerts: alertScores }),
    ...(caption !== undefined && { caption: cleanAltText(caption) }),
  }
  return { findings, raw }
}

function readTags(labels: readonly string[], scores: readonly number[]): FoundTag[] {
  const tags = labels.map((label, at) => {
    const score = toShare(scores[at] ?? 0)
    return { label, confidence: score, score }
  })
  return cleanTags(tags.filter(({ score }) => score >= MIN_TAG_SCORE))
}

function readAlerts(
  scores: NonNullable<TransformersFindings['alertScores']>,
): NonNullable<Findings['alerts']> {
  const alerts = Object.entries(scores).map(([name, score]) => [
    name,
    { level: levelOf(score), score: toShare(score) },
  ])
  return Object.fromEntries(alerts)
}

/** Models begin small and end without a full stop, now and then. */
function readCaption(caption: string): Findings['alt_text'] {
  const text = cleanAltText(caption)
  if (text === null) return null
  const sentence = `${text[0]?.toUpperCase()}${text.slice(1)}`
  return { text: /[.!?…]$/.test(sentence) ? sentence : `${sentence}.`, weak: false }
}

/** Labels alone; where they make no sentence, somebody else may. */
function composeFrom(labels: FoundTag[], facts: PictureFacts): Findings['alt_text'] {
  const sentence = composeAltText({ facts, labels })
  return sentence?.weak ? null : sentence
}

async function ask(
  pool: ChildPool<TransformersTask, TransformersAnswer>,
  task: TransformersTask,
  signal: AbortSignal,
): Promise<TransformersFindings> {
  const answer = await pool.run(task, signal).catch((error: unknown) => {
    signal.throwIfAborted()
    throw explain(error)
  })
  if (!('trouble' in answer)) return answer
  throw new ProviderFailure(answer.trouble, answer.detail, { cause: new Error(answer.reason) })
}

function explain(cause: unknown): unknown {
  if (isFailure(cause, 'timeout')) {
    const detail = `The models took too long. ${cause.detail}`
    return new ProviderFailure('slow', detail, { cause })
  }
  if (isFailure(cause, 'not_ready')) {
    return new ProviderFailure('slow', 'The models are being closed.', {
      cause,
      retryAfterSeconds: 5,
    })
  }
  // A crash, too much memory, or an error of the model's own.
  const detail = 'The models could not look at this picture: they crashed, or took too much memory.'
  return new ProviderFailure('crash', detail, { cause })
}
