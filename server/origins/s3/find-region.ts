import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import http from 'node:http'
import https from 'node:https'
import { guardedAgents, type NetworkAllowList } from '../network-guard.ts'

const AWS = 'https://s3.amazonaws.com'
const TIMEOUT_MS = 5000

/**
 * Where a bucket of Amazon's is: AWS says it to everybody who asks for the bucket, whatever else it answers.
 * @returns null when there is no such bucket, or AWS can't be asked
 */
export async function findBucketRegion(
  bucket: string,
  { allowPrivate, endpoint = AWS }: { allowPrivate: NetworkAllowList; endpoint?: string },
): Promise<string | null> {
  const { httpAgent, httpsAgent } = guardedAgents(allowPrivate, { maxSockets: 1 })
  const url = new URL(`/${bucket}`, endpoint)
  const signal = AbortSignal.timeout(TIMEOUT_MS)
  const options = { method: 'HEAD', signal }
  const request =
    url.protocol === 'https:'
      ? https.request(url, { ...options, agent: httpsAgent })
      : http.request(url, { ...options, agent: httpAgent })
  try {
    const answered = once(request, 'response')
    request.end()
    const [response] = (await answered) as [IncomingMessage] // what Node documents
    const region = String(response.headers['x-amz-bucket-region'] ?? '')
    return /^[a-z0-9-]{1,40}$/.test(region) ? region : null
  } catch {
    return null
  } finally {
    request.on('error', () => {}).destroy()
    httpAgent.destroy()
    httpsAgent.destroy()
  }
}
