import { z } from 'zod'
import { type Answer, type HttpDouble, type Received, startHttpDouble } from './http-double.ts'

/** A server with `images:annotate` of Google Cloud Vision. For tests and trials. */
export interface GoogleDouble extends HttpDouble {
  /** For `endpoint` of googleProvider. */
  endpoint: string
  options: GoogleDoubleOptions
}

export interface GoogleDoubleOptions {
  key?: string
  /** In place of what it sees, of the features asked for: members of an AnnotateImageResponse. */
  sees?: Record<string, unknown>
}

const PATH = '/v1/images:annotate'

/** Feature → member of the answer. */
const MEMBERS: Record<string, string[]> = {
  LABEL_DETECTION: ['labelAnnotations'],
  OBJECT_LOCALIZATION: ['localizedObjectAnnotations'],
  FACE_DETECTION: ['faceAnnotations'],
  SAFE_SEARCH_DETECTION: ['safeSearchAnnotation'],
  TEXT_DETECTION: ['textAnnotations', 'fullTextAnnotation'],
}

/** Of a picture of 320 × 240 pixels. */
export const WHAT_GOOGLE_SEES = {
  labelAnnotations: [
    { mid: '/m/01bqvp', description: 'Sky', score: 0.93, topicality: 0.4 },
    { mid: '/m/01g317', description: 'Circle', score: 0.81, topicality: 0.3 },
  ],
  localizedObjectAnnotations: [
    {
      mid: '/m/018xm',
      name: 'Ball',
      score: 0.77,
      // a coordinate of 0 is left out
      boundingPoly: { normalizedVertices: [{}, { x: 0.5 }, { x: 0.5, y: 0.5 }, { y: 0.5 }] },
    },
  ],
  faceAnnotations: [
    {
      boundingPoly: {
        vertices: [
          { x: 10, y: 10 },
          { x: 100, y: 10 },
          { x: 100, y: 90 },
          { x: 10, y: 90 },
        ],
      },
      fdBoundingPoly: {
        vertices: [
          { x: 32, y: 24 },
          { x: 64, y: 24 },
          { x: 64, y: 48 },
          { x: 32, y: 48 },
        ],
      },
      detectionConfidence: 0.97,
      joyLikelihood: 'LIKELY',
    },
  ],
  safeSearchAnnotation: {
    adult: 'VERY_UNLIKELY',
    spoof: 'POSSIBLE',
    medical: 'UNKNOWN',
    violence: 'VERY_LIKELY',
    racy: 'UNLIKELY',
  },
  textAnnotations: [{ locale: 'en', description: 'Bike Path\nStop' }],
  fullTextAnnotation: {
    pages: [
      {
        blocks: [
          {
            paragraphs: [
              {
                words: [
                  word('Bike', { left: 0, confidence: 0.9, ends: 'SPACE' }),
                  word('Path', { left: 80, confidence: 0.8, ends: 'LINE_BREAK' }),
                  word('Stop', { left: 0, confidence: 0.6, ends: null }),
                ],
              },
            ],
          },
        ],
      },
    ],
    text: 'Bike Path\nStop',
  },
}

function word(
  text: string,
  { left, confidence, ends }: { left: number; confidence: number; ends: string | null },
) {
  const right = left + 64
  const letters = [...text]
  return {
    boundingBox: { vertices: [{ x: left }, { x: right }, { x: right, y: 24 }, { x: left, y: 24 }] },
    confidence,
    symbols: letters.map((letter, index) => ({
      text: letter,
      ...(ends !== null &&
        index === letters.length - 1 && { property: { detectedBreak: { type: ends } } }),
    })),
  }
}

export async function startGoogleDouble(options: GoogleDoubleOptions = {}): Promise<GoogleDouble> {
  const double = await startHttpDouble((received) => annotate(received, options))
  return { ...double, options, endpoint: `${double.address}${PATH}` }
}

const Request = z.strictObject({
  requests: z
    .array(
      z.strictObject({
        image: z.strictObject({ content: z.base64() }),
        features: z
          .array(
            z.strictObject({
              type: z.enum(Object.keys(MEMBERS)),
              maxResults: z.int().positive().optional(),
            }),
          )
          .min(1),
      }),
    )
    .length(1),
})

function annotate({ method, path, headers, body }: Received, options: GoogleDoubleOptions): Answer {
  const { key = 'google-key', sees = WHAT_GOOGLE_SEES } = options
  if (method !== 'POST' || path !== PATH) return fail(404, 'Not Found', 'NOT_FOUND')
  if (headers['x-goog-api-key'] !== key) {
    const details = [
      { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'API_KEY_INVALID' },
    ]
    const message = 'API key not valid. Please pass a valid API key.'
    return {
      status: 400,
      body: { error: { code: 400, message, status: 'INVALID_ARGUMENT', details } },
    }
  }
  const request = Request.safeParse(body)
  if (!request.success) return fail(400, z.prettifyError(request.error), 'INVALID_ARGUMENT')
  const responses = request.data.requests.map(({ features }) => {
    const members = features.flatMap(({ type }) => MEMBERS[type] ?? [])
    const seen = Object.entries(sees).filter(([name]) => name === 'error' || members.includes(name))
    return Object.fromEntries(seen)
  })
  return { status: 200, body: { responses } }
}

function fail(code: number, message: string, status: string): Answer {
  return { status: code, body: { error: { code, message, status } } }
}
