import { Failure } from '../../lib/failures.ts'
import { cleanText } from './clean.ts'

/**
 * Why a provider could not look: after how many seconds another try is worth it (null: not before somebody has changed
 * something), and what a person can do.
 */
const TROUBLES = {
  settings: {
    retryAfterSeconds: null,
    advice: 'Complete the settings of this provider.',
  },
  key: {
    retryAfterSeconds: null,
    advice: 'Enter a key that is valid now and may use this service, then check again.',
  },
  model: {
    retryAfterSeconds: null,
    advice: 'Check the name of the model, and whether it is installed there and reads pictures.',
  },
  address: {
    retryAfterSeconds: null,
    advice: 'Check the address. It ends where “/chat/completions” begins, often with “/v1”.',
  },
  private: {
    retryAfterSeconds: null,
    advice: 'Ask the operator of this Vitrine to name the host in ALLOW_PRIVATE_ORIGINS.',
  },
  refused: {
    retryAfterSeconds: null,
    advice:
      'The provider works; it does not want to look at this picture. The next in order is asked.',
  },
  unusable: {
    retryAfterSeconds: null,
    advice:
      'Choose a model that reads pictures and keeps to a form. Very small ones often do neither.',
  },
  busy: {
    retryAfterSeconds: 60,
    advice: 'Wait a little, or let fewer pictures be sent at the same time.',
  },
  quota: {
    retryAfterSeconds: 3600,
    advice: 'Look into the account at the provider: its limit or its credit is used up.',
  },
  budget: {
    retryAfterSeconds: 3600,
    advice: 'Raise the daily budget, or wait until midnight UTC.',
  },
  broken: {
    retryAfterSeconds: 60,
    advice: 'Wait a little. If it goes on, look into the log of the provider.',
  },
  garbled: {
    retryAfterSeconds: 300,
    advice: 'Check that the address is that of the API, and not of a page or a proxy before it.',
  },
  slow: {
    retryAfterSeconds: 120,
    advice: 'Allow more seconds, send fewer pictures at the same time, or choose a smaller model.',
  },
  unreachable: {
    retryAfterSeconds: 60,
    advice: 'Check that the provider runs, and that this server can reach it.',
  },
  package: {
    retryAfterSeconds: null,
    advice: 'Install the optional package “@huggingface/transformers” beside Vitrine.',
  },
  files: {
    retryAfterSeconds: null,
    advice: 'Put the files of the model into the folder, as they are named on the hub.',
  },
  place: {
    retryAfterSeconds: null,
    advice:
      'Ask the operator of this Vitrine to name a folder of models in MODEL_ROOTS, or to let them be fetched with MODEL_HUB=true.',
  },
  crash: {
    retryAfterSeconds: 300,
    advice: 'Choose a smaller model, or one that is quantized more.',
  },
} as const satisfies Record<string, { retryAfterSeconds: number | null; advice: string }>

export type TroubleKind = keyof typeof TROUBLES

/** What analysis providers throw: `analysis_failed`, and why. */
export class ProviderFailure extends Failure {
  readonly kind: TroubleKind

  /** @param options.retryAfterSeconds where the provider said so; else as the kind has it */
  constructor(
    kind: TroubleKind,
    detail: string,
    options: { cause?: unknown; retryAfterSeconds?: number | null } = {},
  ) {
    const retryAfterSeconds = options.retryAfterSeconds ?? TROUBLES[kind].retryAfterSeconds
    super('analysis_failed', detail, {
      cause: options.cause,
      ...(retryAfterSeconds !== null && { retryAfterSeconds }),
    })
    this.kind = kind
  }
}

/** Whether it says no more than that as many pictures were sent as an account allows. */
export function isLimit(error: unknown): boolean {
  return error instanceof ProviderFailure && error.kind === 'budget'
}

/** What a person can do about it; null: nothing that we knew. */
export function adviceFor(error: unknown): string | null {
  return error instanceof ProviderFailure ? TROUBLES[error.kind].advice : null
}

const MAX_SAID_LENGTH = 200

/** What somebody else's server said, in one line of bounded length and without the key. */
export function quote(said: string, key: string | null): string {
  const hidden = key ? said.replaceAll(key, '…') : said
  const line = cleanText(hidden)
  const short = line.length > MAX_SAID_LENGTH ? `${line.slice(0, MAX_SAID_LENGTH)}…` : line
  return `“${short.toWellFormed()}”`
}
