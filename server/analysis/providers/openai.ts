import { z } from 'zod'
import type {
  AnalysisCapability,
  AnalysisOrigin,
  OpenAiSettings,
  ProviderAnswer,
} from '../../../contract/analysis.ts'
import type { AnalysisProvider, Picture } from '../provider.ts'
import { timed } from '../timed.ts'
import { explainStatus, messageOf, readsNoPictures } from './explain-status.ts'
import { openGate } from './gate.ts'
import {
  askFor,
  type ModelAnswer,
  readModelAnswer,
  TOLD_BY_MODEL,
  type ToldByModel,
} from './openai-answer.ts'
import { type HttpAgents, type JsonAnswer, postJson } from './post-json.ts'
import { ProviderFailure, quote } from './provider-failure.ts'

export interface NetworkNeeds {
  agents: HttpAgents
  /** Counts one picture; false: the daily budget is used up. */
  spend(): Promise<boolean>
}

type ChatSettings = Pick<OpenAiSettings, 'base_url' | 'model' | 'concurrency' | 'timeout_seconds'>

/** Raised when we ask otherwise, or make something else of the same answer. */
const VERSION = '1'
const MAX_ANSWER_BYTES = 2 ** 20

/**
 * A model with vision behind OpenAI's chat completions, as Ollama, vLLM and LM Studio have them, too. Its confidences
 * are its own words: nobody has measured them, so tags and alerts have no score.
 * https://platform.openai.com/docs/api-reference/chat/create, https://docs.ollama.com/api/openai-compatibility
 */
export function openAiProvider(
  settings: ChatSettings,
  key: string | null,
  { agents, spend }: NetworkNeeds,
): AnalysisProvider {
  const gate = openGate({ concurrency: settings.concurrency, spend })
  const origin: AnalysisOrigin = { provider: 'openai', model: settings.model, version: VERSION }
  const chat: Chat = { settings, key, agents, form: { schema: true, json: true, steady: true } }
  return {
    name: 'openai',
    capabilities: new Set(TOLD_BY_MODEL),
    origin,
    analyze: (picture, wants, signal) =>
      gate.pass(
        () => timed(async () => ({ ...origin, ...(await look(chat, picture, wants, signal)) })),
        signal,
      ),
    findPause: gate.findPause,
    close: async () => {},
  }
}

interface Chat {
  settings: ChatSettings
  key: string | null
  agents: HttpAgents
  /** What this server and model take, as far as they have refused it: not every one takes a schema. */
  form: Form
}

interface Form {
  schema: boolean
  json: boolean
  /** Temperature 0; models that reason take none. */
  steady: boolean
}

async function look(
  chat: Chat,
  { still }: Picture,
  wants: ReadonlySet<AnalysisCapability>,
  signal: AbortSignal,
): Promise<Pick<ProviderAnswer, 'findings' | 'raw'>> {
  const wanted = TOLD_BY_MODEL.filter((capability) => wants.has(capability))
  if (wanted.length === 0) return { findings: {}, raw: {} }
  const question = { still, wanted }
  const first = await askInForm(chat, chat.form, question, signal)
  const { missing, ...answer } = readModelAnswer(first.content, wanted)
  if (missing.length === 0) return answer
  const rest = await askAgain(chat, { still, wanted: missing }, signal).catch((error) => {
    signal.throwIfAborted()
    // What it has told is told; the rest is for the next provider.
    if (missing.length < wanted.length && error instanceof ProviderFailure) return null
    throw error
  })
  const findings = { ...answer.findings, ...rest?.findings }
  return { findings, raw: { ...answer.raw, ...rest?.raw } }
}

/** Without a schema, which some models follow badly. */
async function askAgain(chat: Chat, question: Question, signal: AbortSignal): Promise<ModelAnswer> {
  const said = await askInForm(chat, { ...chat.form, schema: false }, question, signal)
  const answer = readModelAnswer(said.content, question.wanted)
  if (answer.missing.length === question.wanted.length) throw unusable(chat, said)
  return answer
}

interface Question {
  still: Uint8Array
  wanted: readonly ToldByModel[]
}

/** Leaves out what the server refuses, and remembers that for the pictures to come. */
async function askInForm(
  chat: Chat,
  form: Form,
  question: Question,
  signal: AbortSignal,
): Promise<Said> {
  const answer = await send(chat, form, question, signal)
  const refused = answer.status === 400 || answer.status === 422 ? refusedPart(form, answer) : null
  if (refused === null) return readCompletion(answer, chat)
  const said = await askInForm(chat, { ...form, [refused]: false }, question, signal)
  chat.form = { ...chat.form, [refused]: false }
  return said
}

function refusedPart(form: Form, answer: JsonAnswer): keyof Form | null {
  if (readsNoPictures(answer)) return null
  const { message } = messageOf(answer)
  if (form.steady && /temperature/i.test(message)) return 'steady'
  if (form.schema) return 'schema'
  // LM Studio knows json_schema and text alone.
  return form.json && /response_format/i.test(message) ? 'json' : null
}

async function send(
  { settings, key, agents }: Chat,
  form: Form,
  { still, wanted }: Question,
  signal: AbortSignal,
): Promise<JsonAnswer> {
  const { prompt, schema } = askFor(wanted)
  const url = `data:image/jpeg;base64,${Buffer.from(still).toString('base64')}`
  const body = {
    model: settings.model,
    messages: [
      {
        role: 'user',
        content: [
          { type: 'text', text: prompt },
          { type: 'image_url', image_url: { url } },
        ],
      },
    ],
    ...(form.steady && { temperature: 0 }),
    ...formatOf(form, schema),
    stream: false,
  }
  const headers: Record<string, string> = key === null ? {} : { Authorization: `Bearer ${key}` }
  const limits = { timeoutSeconds: settings.timeout_seconds, maxAnswerBytes: MAX_ANSWER_BYTES }
  return await postJson({ url: chatAddress(settings), headers, body, ...limits }, agents, signal)
}

function formatOf({ schema: asSchema, json }: Form, schema: unknown): Record<string, unknown> {
  if (asSchema) {
    const json_schema = { name: 'picture', strict: true, schema }
    return { response_format: { type: 'json_schema', json_schema } }
  }
  return json ? { response_format: { type: 'json_object' } } : {}
}

/** @throws ProviderFailure `settings` */
function chatAddress({ base_url, model }: ChatSettings): URL {
  if (model === '') throw new ProviderFailure('settings', 'No model is named.')
  const url = URL.canParse(base_url) ? new URL(base_url) : null
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password) {
    const detail = 'The address has to begin with http:// or https://, without a user name.'
    throw new ProviderFailure('settings', detail)
  }
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/chat/completions`
  url.hash = ''
  return url
}

const Completion = z.object({
  choices: z
    .array(
      z.object({
        finish_reason: z.string().nullish(),
        message: z.object({
          // Some servers answer in parts, as the question may be.
          content: z
            .union([z.string(), z.array(z.object({ text: z.string().optional() }))])
            .nullish(),
          refusal: z.string().nullish(),
        }),
      }),
    )
    .min(1),
})

interface Said {
  content: string
  isCut: boolean
}

/** @throws ProviderFailure for all that is no answer to the question */
function readCompletion(answer: JsonAnswer, { settings, key }: Chat): Said {
  const who = new URL(settings.base_url).host
  if (answer.status !== 200) throw explainStatus(answer, { who, key, model: settings.model })
  const read = Completion.safeParse(answer.body)
  const choice = read.success ? read.data.choices[0] : undefined
  if (!choice) throw new ProviderFailure('garbled', `${who} does not answer as OpenAI’s API does.`)
  const { message, finish_reason } = choice
  if (message.refusal) {
    const detail = `The model refuses to describe this picture. It says: ${quote(message.refusal, key)}`
    throw new ProviderFailure('refused', detail)
  }
  if (finish_reason === 'content_filter') {
    throw new ProviderFailure('refused', `A filter at ${who} holds back what the model says.`)
  }
  const content =
    typeof message.content === 'string'
      ? message.content
      : (message.content ?? []).map(({ text = '' }) => text).join('')
  return { content, isCut: finish_reason === 'length' }
}

function unusable({ settings, key }: Chat, { isCut }: Said): ProviderFailure {
  const what = isCut
    ? 'breaks off in the middle of its answer'
    : 'does not answer in the form asked for'
  return new ProviderFailure('unusable', `The model ${quote(settings.model, key)} ${what}.`)
}
