import { Readable } from 'node:stream'
import { PutObjectCommand, type PutObjectCommandInput, S3Client } from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import type { DoubleBucket } from './bucket.ts'
import { type S3Double, type S3DoubleOptions, startS3Double } from './s3-double.ts'

export interface OpenDouble {
  double: S3Double
  /** Named "b". */
  bucket: DoubleBucket
  client: S3Client
  /** An address for a PUT to "b". */
  presign(input: Partial<PutObjectCommandInput>): Promise<string>
}

/** A double with one bucket, and a client that works with all profiles. */
export async function withDouble(
  options: S3DoubleOptions,
  use: (opened: OpenDouble) => Promise<void>,
): Promise<void> {
  const double = await startS3Double(options)
  const client = clientOf(double)
  const bucket = double.addBucket('b')
  try {
    const presign: OpenDouble['presign'] = (input) =>
      getSignedUrl(client, new PutObjectCommand({ Bucket: 'b', Key: 'k', ...input }), {
        expiresIn: 60,
      })
    await use({ double, bucket, client, presign })
  } finally {
    client.destroy()
    await double.close()
  }
}

/** @param more in place of what the double wants */
export function clientOf(
  { endpoint, region, credentials }: S3Double,
  more: { region?: string; credentials?: S3Double['credentials'] } = {},
): S3Client {
  return new S3Client({
    endpoint,
    region,
    credentials,
    forcePathStyle: true,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    maxAttempts: 1,
    ...more,
  })
}

/** A PUT of a stream. Node's own type of web streams is another than that of its `fetch`. */
export function streamed(source: Readable, headers: Record<string, string> = {}): RequestInit {
  const body = Readable.toWeb(source) as unknown as NonNullable<RequestInit['body']>
  return { method: 'PUT', headers, body, ...{ duplex: 'half' } }
}

/** What the SDK throws, in short: "412 PreconditionFailed"; "200" when it does not. */
export async function outcome(answer: Promise<unknown>): Promise<string> {
  try {
    await answer
    return '200'
  } catch (error) {
    const { name, $metadata } = error as { name: string; $metadata?: { httpStatusCode?: number } }
    return `${$metadata?.httpStatusCode} ${name}`
  }
}

/** The same of a plain request. */
export async function answerTo(url: string, options?: RequestInit): Promise<string> {
  const response = await fetch(url, options)
  const [, code = ''] = /<Code>(.*?)<\/Code>/.exec(await response.text()) ?? []
  return `${response.status} ${code}`.trim()
}
