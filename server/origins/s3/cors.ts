import { type CORSRule, GetBucketCorsCommand, PutBucketCorsCommand } from '@aws-sdk/client-s3'
import { checkPageOrigin } from '../page-origin.ts'
import type { CorsRules } from '../upload-target.ts'
import { ask, type S3Bucket } from './bucket.ts'
import { explainS3 } from './failure.ts'

/** What a browser sends along with a presigned PUT; see s3-presign.ts. */
const HEADERS = ['Content-Type', 'If-None-Match']

export function s3Cors(bucket: S3Bucket): CorsRules {
  return {
    async allow(pageOrigin, signal) {
      checkPageOrigin(pageOrigin)
      try {
        const rules = await readRules(bucket, signal)
        if (rules.some((rule) => fits(rule, pageOrigin))) return
        await writeRules(bucket, [...rules, ruleFor(pageOrigin)], signal)
      } catch (error) {
        signal?.throwIfAborted()
        const needs = 'Changing its CORS rules needs the rights GetBucketCORS and PutBucketCORS.'
        throw explainS3(error, { ...bucket.place, needs })
      }
    },
  }
}

function ruleFor(pageOrigin: string): CORSRule {
  return {
    AllowedOrigins: [pageOrigin],
    AllowedMethods: ['PUT'],
    AllowedHeaders: HEADERS,
    ExposeHeaders: ['ETag'],
    MaxAgeSeconds: 3600,
  }
}

async function readRules(
  { bucket, ...rest }: S3Bucket,
  signal: AbortSignal | undefined,
): Promise<CORSRule[]> {
  const command = new GetBucketCorsCommand({ Bucket: bucket })
  try {
    const found = await ask({ bucket, ...rest }, signal, (options) =>
      rest.client.send(command, options),
    )
    return found.CORSRules ?? []
  } catch (error) {
    if (error instanceof Error && error.name === 'NoSuchCORSConfiguration') return []
    throw error
  }
}

async function writeRules(
  bucket: S3Bucket,
  rules: CORSRule[],
  signal: AbortSignal | undefined,
): Promise<void> {
  const command = new PutBucketCorsCommand({
    Bucket: bucket.bucket,
    CORSConfiguration: { CORSRules: rules },
  })
  await ask(bucket, signal, (options) => bucket.client.send(command, options))
}

/** The provider takes the first rule that has all that a request asks for. */
function fits(rule: CORSRule, pageOrigin: string): boolean {
  const { AllowedOrigins = [], AllowedMethods = [], AllowedHeaders = [] } = rule
  return (
    AllowedOrigins.some((pattern) => matches(pattern, pageOrigin)) &&
    AllowedMethods.includes('PUT') &&
    HEADERS.every((name) => AllowedHeaders.some((pattern) => matches(pattern, name)))
  )
}

/** One asterisk stands for anything. Hosts and names of headers have no case. */
function matches(pattern: string, text: string): boolean {
  const [start = '', end] = pattern.toLowerCase().split('*')
  const wanted = text.toLowerCase()
  if (end === undefined) return wanted === start
  return (
    wanted.length >= start.length + end.length && wanted.startsWith(start) && wanted.endsWith(end)
  )
}
