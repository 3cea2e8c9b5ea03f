import https from 'node:https'
import { text } from 'node:stream/consumers'
import { Failure } from '../lib/failures.ts'
import type { FetchText } from './notice.ts'

const MAX_BYTES = 64 * 1024
const SECONDS = 10

/** Small texts over https, with nothing followed and nobody waited for long. */
export function textFetcher(agent: https.Agent): FetchText {
  return async (url) => {
    const signal = AbortSignal.timeout(SECONDS * 1000)
    try {
      return await get(url, agent, signal)
    } catch (cause) {
      if (cause instanceof Failure) throw cause
      throw new Failure('origin_unreachable', `${url.host} did not answer.`, { cause })
    }
  }
}

async function get(url: URL, agent: https.Agent, signal: AbortSignal): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const request = https.get(url, { agent, signal }, (answer) => {
    let bytes = 0
    answer.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes > MAX_BYTES) answer.destroy(new Error('more bytes than expected'))
    })
    if (answer.statusCode === 200) return void text(answer).then(resolve, reject)
    answer.destroy()
    reject(new Failure('origin_refused', `${url.host} answered ${answer.statusCode}.`))
  })
  request.on('error', reject)
  return await promise
}
