import { z } from 'zod'
import type { JsonAnswer } from './post-json.ts'
import { ProviderFailure, quote, type TroubleKind } from './provider-failure.ts'

/** OpenAI and Google say `{ error: { message, … } }`, LM Studio `{ error: "…" }`, vLLM `{ message: "…" }`. */
const ErrorBody = z.union([
  z.object({ error: z.object({ message: z.string(), code: z.unknown().optional() }) }),
  z.object({ error: z.string() }).transform(({ error }) => ({ error: { message: error } })),
  z.object({ message: z.string() }).transform(({ message }) => ({ error: { message } })),
])

export interface Asked {
  /** As people know it: a host, or a name. */
  who: string
  /** Never to be repeated. */
  key: string | null
  model: string
}

/** What the provider said about its error; empty when it said nothing that we understand. */
export function messageOf({ body }: JsonAnswer): { message: string; code: string } {
  const read = ErrorBody.safeParse(body)
  if (!read.success) return { message: '', code: '' }
  const { error } = read.data
  return { message: error.message, code: 'code' in error ? String(error.code) : '' }
}

/** How Ollama, vLLM, OpenAI and llama.cpp say that a model reads text alone; some of them with the status 500. */
const NO_PICTURES =
  /not support image|image input is not supported|not a multi-?modal|image_url is only supported|missing data required for image input|unsupported content part type/i

export function readsNoPictures(answer: JsonAnswer): boolean {
  return NO_PICTURES.test(messageOf(answer).message)
}

/** An answer with another status than 200, for a person. */
export function explainStatus(answer: JsonAnswer, { who, key, model }: Asked): ProviderFailure {
  const { status, headers } = answer
  const { message, code } = messageOf(answer)
  const said = message === '' ? '' : ` It says: ${quote(message, key)}`
  const fail = (kind: TroubleKind, detail: string, retryAfterSeconds: number | null = null) =>
    new ProviderFailure(kind, `${detail}${said}`, { retryAfterSeconds })
  if (readsNoPictures(answer)) {
    return fail('model', `The model ${quote(model, key)} reads no pictures (${status}).`)
  }
  if (status === 401) {
    const detail = key ? `${who} does not accept the key (401).` : `${who} asks for a key (401).`
    return fail('key', detail)
  }
  if (status === 403) return fail('key', `${who} does not allow this (403).`)
  if (status === 404) {
    return /model/i.test(message)
      ? fail('model', `${who} knows no model ${quote(model, key)} (404).`)
      : fail('address', `${who} has nothing at this address (404).`)
  }
  if (status === 405) return fail('address', `${who} has no such service at this address (405).`)
  if (status === 429) {
    const isQuota = code === 'insufficient_quota'
    const detail = isQuota ? `The credit at ${who} is used up (429).` : `${who} is busy (429).`
    return fail(isQuota ? 'quota' : 'busy', detail, readRetryAfter(headers['retry-after']))
  }
  if (status >= 500 || status === 408 || status === 425) {
    const retryAfter = readRetryAfter(headers['retry-after'])
    return fail('broken', `${who} can’t answer at the moment (${status}).`, retryAfter)
  }
  return fail('refused', `${who} does not take this picture (${status}).`)
}

const MAX_RETRY_AFTER_SECONDS = 86_400

/** Seconds or a date, RFC 9110; at least 1 second and at most a day. */
export function readRetryAfter(header: string | undefined, now = Date.now()): number | null {
  if (header === undefined) return null
  const text = header.trim()
  const seconds = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : (Date.parse(text) - now) / 1000
  if (!Number.isFinite(seconds)) return null
  return Math.min(Math.max(1, Math.ceil(seconds)), MAX_RETRY_AFTER_SECONDS)
}
