import { once } from 'node:events'
import http, { type IncomingMessage } from 'node:http'
import https from 'node:https'
import { S3Client } from '@aws-sdk/client-s3'
import { Failure } from '../lib/failures.ts'
import type { guardedAgents } from './network-guard.ts'

interface Asked {
  agents: ReturnType<typeof guardedAgents>
  timeoutSeconds: number
  endpoint?: string
}

const ENDPOINT = 'https://s3.us-east-1.amazonaws.com'

/**
 * AWS tells anybody in which region a bucket is, whether or not they may do anything with it. Where AWS can't
 * be asked, as in a network with endpoints of its own, it is the SDK's own setting.
 *
 * @returns a function that asks once, at its first call, and again only after a failure
 */
export function regionOf(bucket: string, asked: Asked): () => Promise<string> {
  let found: Promise<string> | null = null
  return () => {
    found ??= askRegion(bucket, asked).catch((error) => {
      found = null
      throw error
    })
    return found
  }
}

async function askRegion(bucket: string, asked: Asked): Promise<string> {
  const told = await headBucket(bucket, asked).catch(() => null)
  if (told?.status === 404) {
    throw new Failure('origin_refused', `There is no bucket “${bucket}” at AWS.`)
  }
  return told?.region ?? new S3Client({}).config.region()
}

async function headBucket(
  bucket: string,
  { agents, timeoutSeconds, endpoint = ENDPOINT }: Asked,
): Promise<{ status: number; region: string | null }> {
  const signal = AbortSignal.timeout(timeoutSeconds * 1000)
  const url = new URL(`${endpoint}/${bucket}`)
  const [open, agent] =
    url.protocol === 'https:'
      ? [https.request, agents.httpsAgent]
      : [http.request, agents.httpAgent]
  const request = open(url, { agent, method: 'HEAD', signal })
  const answered = once(request, 'response')
  request.end()
  const [response] = (await answered) as [IncomingMessage]
  response.resume()
  const region = response.headers['x-amz-bucket-region']
  const isRegion = typeof region === 'string' && /^[a-z0-9-]{1,40}$/.test(region)
  return { status: response.statusCode ?? 0, region: isRegion ? region : null }
}
