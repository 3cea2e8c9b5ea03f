import sharp from 'sharp'
import type {
  AnalysisCapability,
  AnalysisOrigin,
  GoogleSettings,
  ProviderAnswer,
} from '../../../contract/analysis.ts'
import type { AnalysisProvider, Picture } from '../provider.ts'
import { timed } from '../timed.ts'
import { explainStatus } from './explain-status.ts'
import { openGate } from './gate.ts'
import { explainImageError, readAnnotation, readResponse } from './google-answer.ts'
import type { NetworkNeeds } from './openai.ts'
import { type JsonAnswer, postJson } from './post-json.ts'
import { ProviderFailure } from './provider-failure.ts'

const ENDPOINT = 'https://vision.googleapis.com/v1/images:annotate'
/** Raised when we ask otherwise, or make something else of the same answer. */
const VERSION = '1'
/** Every letter of a page of text has a place of its own. */
const MAX_ANSWER_BYTES = 16 * 2 ** 20

/** https://cloud.google.com/vision/docs/reference/rest/v1/Feature: what is billed is one unit for each of them. */
const FEATURES: Partial<Record<AnalysisCapability, readonly Feature[]>> = {
  tags: [
    { type: 'LABEL_DETECTION', maxResults: 30 },
    { type: 'OBJECT_LOCALIZATION', maxResults: 30 },
  ],
  faces: [{ type: 'FACE_DETECTION', maxResults: 100 }],
  alerts: [{ type: 'SAFE_SEARCH_DETECTION' }],
  // Google writes no sentences: ours is composed of what it sees.
  alt_text: [
    { type: 'LABEL_DETECTION', maxResults: 30 },
    { type: 'OBJECT_LOCALIZATION', maxResults: 30 },
  ],
  text: [{ type: 'TEXT_DETECTION' }],
}

interface Feature {
  type: string
  maxResults?: number
}

export interface GoogleNeeds extends NetworkNeeds {
  /** Where a double stands in for Google. */
  endpoint?: string
}

/** Google Cloud Vision, one request for each picture. */
export function googleProvider(
  settings: Pick<GoogleSettings, 'concurrency' | 'timeout_seconds'>,
  key: string | null,
  { agents, spend, endpoint = ENDPOINT }: GoogleNeeds,
): AnalysisProvider {
  const gate = openGate({ concurrency: settings.concurrency, spend })
  const origin: AnalysisOrigin = { provider: 'google', model: 'vision v1', version: VERSION }

  async function look(
    picture: Picture,
    wants: ReadonlySet<AnalysisCapability>,
    signal: AbortSignal,
  ): Promise<Pick<ProviderAnswer, 'findings' | 'raw'>> {
    if (!key) throw new ProviderFailure('settings', 'There is no key for Google Cloud Vision.')
    const features = featuresFor(wants)
    if (features.length === 0) return { findings: {}, raw: {} }
    const content = Buffer.from(picture.still).toString('base64')
    const post = {
      url: new URL(endpoint),
      headers: { 'X-Goog-Api-Key': key },
      body: { requests: [{ image: { content }, features }] },
      timeoutSeconds: settings.timeout_seconds,
      maxAnswerBytes: MAX_ANSWER_BYTES,
    }
    const annotation = readFirst(await postJson(post, agents, signal), key)
    const { width, height } = await sharp(picture.still).metadata()
    const read = readAnnotation(annotation, { wants, width, height, facts: picture.facts })
    // What it could tell in spite of an error is right: the rest is for the next provider.
    if (annotation.error && Object.keys(read.findings).length === 0) {
      throw explainImageError(annotation.error, key)
    }
    return read
  }

  return {
    name: 'google',
    capabilities: new Set(Object.keys(FEATURES) as AnalysisCapability[]), // keys of the literal above
    origin,
    analyze: (picture, wants, signal) =>
      gate.pass(
        () => timed(async () => ({ ...origin, ...(await look(picture, wants, signal)) })),
        signal,
      ),
    findPause: gate.findPause,
    close: async () => {},
  }
}

function featuresFor(wants: ReadonlySet<AnalysisCapability>): Feature[] {
  const wanted = [...wants].flatMap((capability) => FEATURES[capability] ?? [])
  return [...new Map(wanted.map((feature) => [feature.type, feature])).values()]
}

const WHO = 'Google Cloud Vision'

function readFirst(answer: JsonAnswer, key: string) {
  // Google says 400 to a key that it does not know.
  const isKeyInvalid = answer.status === 400 && /API_KEY|API key/.test(JSON.stringify(answer.body))
  const status = isKeyInvalid ? 401 : answer.status
  if (status !== 200) throw explainStatus({ ...answer, status }, { who: WHO, key, model: 'vision' })
  const annotation = readResponse(answer.body)
  if (!annotation)
    throw new ProviderFailure('garbled', `${WHO} answers in a form that we do not know.`)
  return annotation
}
