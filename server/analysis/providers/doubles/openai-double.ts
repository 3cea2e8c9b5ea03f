import { z } from 'zod'
import { type Answer, type HttpDouble, type Received, startHttpDouble } from './http-double.ts'

/** A server with OpenAI's chat completions, as strict as OpenAI about what it is asked. For tests and trials. */
export interface OpenAiDouble extends HttpDouble {
  options: OpenAiDoubleOptions
}

export interface OpenAiDoubleOptions {
  /** null: asks for none, as Ollama does. */
  key?: string | null
  model?: string
  /** Which of `response_format` it knows: Ollama all, old servers none, LM Studio all but `json_object`. */
  formats?: readonly ('json_schema' | 'json_object')[]
  /** Models that reason take none. */
  takesTemperature?: boolean
  /** What the model says; an object is made JSON. */
  says?: unknown
  refusal?: string
  finishReason?: 'stop' | 'length' | 'content_filter'
}

export const WHAT_IT_SEES = {
  tags: [
    { label: 'circle', confidence: 0.9 },
    { label: 'sky', confidence: 0.4 },
  ],
  alerts: {
    adult: 'doubtful',
    medical: 'doubtful',
    racy: 'unlikely',
    spoof: 'unknown',
    violence: 'doubtful',
  },
  alt_text: 'A red circle in front of a blue sky.',
}

export async function startOpenAiDouble(options: OpenAiDoubleOptions = {}): Promise<OpenAiDouble> {
  const double = await startHttpDouble((received) => complete(received, options))
  return { ...double, options }
}

/** What https://platform.openai.com/docs/api-reference/chat/create says of the members that we send. */
const Request = z.strictObject({
  model: z.string().min(1),
  messages: z
    .array(
      z.object({
        role: z.enum(['system', 'user']),
        content: z.array(
          z.discriminatedUnion('type', [
            z.strictObject({ type: z.literal('text'), text: z.string() }),
            z.strictObject({
              type: z.literal('image_url'),
              image_url: z.strictObject({
                url: z.string().regex(/^data:image\/jpeg;base64,\/9j\/[A-Za-z0-9+/]+=*$/),
              }),
            }),
          ]),
        ),
      }),
    )
    .min(1),
  temperature: z.number().min(0).max(2).optional(),
  stream: z.literal(false),
  response_format: z
    .discriminatedUnion('type', [
      z.strictObject({ type: z.literal('json_object') }),
      z.strictObject({
        type: z.literal('json_schema'),
        json_schema: z.strictObject({
          name: z.string().regex(/^[\w-]{1,64}$/),
          strict: z.literal(true),
          schema: z.unknown().refine(isStrict, 'schema is not strict'),
        }),
      }),
    ])
    .optional(),
})

/** https://platform.openai.com/docs/guides/structured-outputs: all members required, and no others. */
function isStrict(schema: unknown): boolean {
  if (typeof schema !== 'object' || schema === null) return false
  const { type, properties, required, additionalProperties, items } = schema as Record<
    string,
    unknown
  >
  if (type === 'array') return isStrict(items)
  if (type !== 'object') return true
  const members = Object.entries(properties as Record<string, unknown>)
  return (
    additionalProperties === false &&
    JSON.stringify(required) === JSON.stringify(members.map(([name]) => name)) &&
    members.every(([, member]) => isStrict(member))
  )
}

function complete({ method, path, headers, body }: Received, options: OpenAiDoubleOptions): Answer {
  const { key = null, model = 'tiny-vision', takesTemperature = true } = options
  const formats = options.formats ?? ['json_schema', 'json_object']
  if (method !== 'POST' || path !== '/v1/chat/completions') {
    return fail(404, `Invalid URL (${method} ${path})`)
  }
  if (key !== null && headers.authorization !== `Bearer ${key}`) {
    return fail(401, `Incorrect API key provided: ${headers.authorization?.slice(7)}.`)
  }
  const request = Request.safeParse(body)
  if (!request.success) return fail(400, z.prettifyError(request.error))
  const { response_format: format, temperature } = request.data
  if (request.data.model !== model)
    return fail(404, `The model \`${request.data.model}\` does not exist`)
  if (temperature !== undefined && !takesTemperature) {
    return fail(400, "Unsupported value: 'temperature' does not support 0 with this model.")
  }
  if (format && !formats.includes(format.type)) {
    return fail(400, `'response_format.type' must not be '${format.type}'`)
  }
  return { status: 200, body: completion(options, model) }
}

function completion(
  { says = WHAT_IT_SEES, refusal, finishReason = 'stop' }: OpenAiDoubleOptions,
  model: string,
) {
  const content = typeof says === 'string' ? says : JSON.stringify(says)
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1_770_000_000,
    model,
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: refusal === undefined ? content : null,
          refusal: refusal ?? null,
        },
        finish_reason: finishReason,
      },
    ],
    usage: { prompt_tokens: 1000, completion_tokens: 100, total_tokens: 1100 },
  }
}

function fail(status: number, message: string): Answer {
  return { status, body: { error: { message, type: 'invalid_request_error', code: null } } }
}
