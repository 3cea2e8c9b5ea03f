import type {
  AlertName,
  AnalysisCapability,
  AnalysisProviderName,
  AnalysisTrouble,
  Findings,
  PictureAnalysis,
  ProviderAnswer,
} from '../../contract/analysis.ts'
import { type Failure, isFailure } from '../lib/failures.ts'
import type { AnalysisProvider, Picture } from './provider.ts'
import { isLimit } from './providers/provider-failure.ts'

export interface PictureQuestion {
  picture: Picture
  wants: ReadonlySet<AnalysisCapability>
  /** Who is asked for what, first to last. */
  order: Readonly<Record<AnalysisCapability, readonly AnalysisProviderName[]>>
  /** Is told what no provider may throw: it costs what that one would have told, and no more. */
  onError(error: unknown): void
}

/**
 * Looks at one picture: for each capability the first provider in order that can tell. Each is asked for all that it
 * is to tell at once, and side by side; when one fails or leaves something out, the next in order is asked for that.
 * All that was said is in `answers`, one for each provider, and all that could not be said in `troubles`.
 *
 * Alerts are told one by one: a provider that tells of adult and racy alone leaves the others to the next in order, and
 * `chosen_alerts` says whose level counts for each. `chosen.alerts` is the first that told of any. An alert that nobody
 * told of is in neither: nobody looked.
 *
 * An empty list, and an alt text of null, are told: nobody else is asked.
 * @throws the signal's reason when aborted
 */
export async function analyzePicture(
  providers: ReadonlyMap<AnalysisProviderName, AnalysisProvider>,
  question: PictureQuestion,
  signal: AbortSignal,
): Promise<PictureAnalysis> {
  const answers = new Map<AnalysisProviderName, ProviderAnswer>()
  const troubles = new Map<AnalysisProviderName, AnalysisTrouble>()
  const asked = new Map<AnalysisCapability, Set<AnalysisProviderName>>()
  for (;;) {
    const round = planRound(providers, question, { answers, troubles, asked })
    if (round.size === 0) break
    const looks = [...round].map(async ([provider, wants]) => {
      const answer = await look(provider, { ...question, wants }, signal)
      if ('detail' in answer) troubles.set(provider.name, answer)
      else answers.set(provider.name, addTo(answers.get(provider.name), answer))
    })
    await Promise.all(looks)
  }
  const inOrder = [...providers.keys()].flatMap((name) => answers.get(name) ?? [])
  return choose(question, inOrder, [...troubles.values()])
}

/**
 * What a look comes to when there is no use in asking any of these now, whatever the picture shows; so nobody has to
 * open it.
 * @returns null when somebody is to be asked
 */
export function findPausedLook(
  providers: ReadonlyMap<AnalysisProviderName, AnalysisProvider>,
  wants: ReadonlySet<AnalysisCapability>,
): PictureAnalysis | null {
  const troubles: AnalysisTrouble[] = []
  for (const provider of providers.values()) {
    const failure = provider.findPause?.()
    if (!failure) return null
    troubles.push(explain(provider, wants, failure))
  }
  return troubles.length === 0 ? null : { answers: [], chosen: {}, chosen_alerts: {}, troubles }
}

interface SoFar {
  answers: ReadonlyMap<AnalysisProviderName, ProviderAnswer>
  troubles: Map<AnalysisProviderName, AnalysisTrouble>
  /** By capability, who has been asked or is about to be. */
  asked: Map<AnalysisCapability, Set<AnalysisProviderName>>
}

type Round = Map<AnalysisProvider, Set<AnalysisCapability>>

/** Who is asked next, and for what; empty: all has been told, or nobody is left. */
function planRound(
  providers: ReadonlyMap<AnalysisProviderName, AnalysisProvider>,
  { wants, order }: PictureQuestion,
  { answers, troubles, asked }: SoFar,
): Round {
  const round: Round = new Map()
  for (const capability of wants) {
    if (isTold(capability, [...answers.values()])) continue
    const before = asked.get(capability) ?? new Set()
    for (const name of order[capability]) {
      const provider = providers.get(name)
      if (!provider?.capabilities.has(capability) || before.has(name)) continue
      asked.set(capability, before.add(name))
      const trouble = troubles.get(name)
      if (trouble) {
        // It could not look a moment ago.
        trouble.capabilities.push(capability)
        continue
      }
      round.set(provider, (round.get(provider) ?? new Set()).add(capability))
      break
    }
  }
  return round
}

const ALERT_NAMES: readonly AlertName[] = ['adult', 'medical', 'racy', 'spoof', 'violence']

function isTold(capability: AnalysisCapability, answers: readonly ProviderAnswer[]): boolean {
  const isSaid = answers.some(({ findings }) => findings[capability] !== undefined)
  if (capability !== 'alerts') return isSaid
  return ALERT_NAMES.every((name) => answers.some(({ findings }) => findings.alerts?.[name]))
}

async function look(
  provider: AnalysisProvider,
  { picture, wants, onError }: Omit<PictureQuestion, 'order'>,
  signal: AbortSignal,
): Promise<ProviderAnswer | AnalysisTrouble> {
  try {
    const answer = await provider.analyze(picture, wants, signal)
    return { ...answer, findings: only(wants, answer.findings) }
  } catch (error) {
    signal.throwIfAborted()
    if (isFailure(error)) return explain(provider, wants, error)
    onError(error)
    const trouble = { provider: provider.name, capabilities: [...wants] }
    return { ...trouble, detail: UNEXPECTED, retryAfterSeconds: 60 }
  }
}

function explain(
  { name }: AnalysisProvider,
  wants: ReadonlySet<AnalysisCapability>,
  failure: Failure,
): AnalysisTrouble {
  const { detail, retryAfterSeconds = null } = failure
  const trouble = { provider: name, capabilities: [...wants], detail, retryAfterSeconds }
  return isLimit(failure) ? { ...trouble, isLimit: true } : trouble
}

const UNEXPECTED = 'Something went wrong inside Vitrine; its log says more.'

/** What nobody asked for would count for nobody, and may be switched off. */
function only(wants: ReadonlySet<AnalysisCapability>, findings: Findings): Findings {
  const kept = Object.entries(findings).filter(([name]) => wants.has(name as AnalysisCapability))
  return Object.fromEntries(kept)
}

/** A provider that was asked again, for what another could not tell, has one answer all the same. */
function addTo(before: ProviderAnswer | undefined, answer: ProviderAnswer): ProviderAnswer {
  if (before === undefined) return answer
  return {
    ...answer,
    findings: { ...before.findings, ...answer.findings },
    raw:
      isObject(before.raw) && isObject(answer.raw) ? { ...before.raw, ...answer.raw } : answer.raw,
    took_ms: (before.took_ms ?? 0) + (answer.took_ms ?? 0),
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function choose(
  { wants, order }: PictureQuestion,
  answers: ProviderAnswer[],
  troubles: AnalysisTrouble[],
): PictureAnalysis {
  /** Of several that told the same, the first in order counts, whoever was quicker. */
  const first = (capability: AnalysisCapability, tells: (findings: Findings) => boolean) =>
    order[capability]
      .map((name) => answers.findIndex((it) => it.provider === name && tells(it.findings)))
      .find((index) => index !== -1)
  const analysis: PictureAnalysis = { answers, chosen: {}, chosen_alerts: {}, troubles }
  for (const capability of wants) {
    const index = first(capability, (findings) => findings[capability] !== undefined)
    if (index !== undefined) analysis.chosen[capability] = index
  }
  for (const name of wants.has('alerts') ? ALERT_NAMES : []) {
    const index = first('alerts', ({ alerts }) => alerts?.[name] !== undefined)
    if (index !== undefined) analysis.chosen_alerts[name] = index
  }
  return analysis
}
