import assert from 'node:assert/strict'
import type {
  UploadDiagnosisAttributes,
  UploadSessionAttributes,
} from '../../contract/resources.ts'
import { ApiFailure } from '../lib/api.ts'
import { PutFailure, type PutRequest } from './put-bytes.ts'
import type { UploadApi } from './upload-api.ts'
import type { UploadItem, UploadState } from './upload-item.ts'
import { UploadQueue } from './upload-queue.ts'

export const PART = 4

/** The far ends of the network: a storage in memory and the sessions that lead to it. */
export function startStorage() {
  const stored = new Map<string, string>()
  const parts = new Map<string, Map<number, string>>()
  const log: string[] = []
  const sessions = new Map<string, string>()
  const closed: string[] = []
  const waiting: (() => void)[] = []
  const state = {
    /** Failures of the next requests, by what they ask: `open`, `put`, `close`, `parts`. */
    failures: [] as [what: string, failure: Error][],
    diagnosis: {
      trouble: 'unknown',
      detail: 'Nobody knows.',
      advice: null,
    } as UploadDiagnosisAttributes,
    /** PUTs wait until `letGo`. */
    isHeld: false,
    putsAtOnce: 0,
    mostAtOnce: 0,
  }
  const meet = (what: string) => {
    log.push(what)
    const at = state.failures.findIndex(([of]) => of === what.split(' ')[0])
    if (at >= 0) throw state.failures.splice(at, 1)[0]?.[1]
  }
  const answer = (id: string, sourceId: string): UploadSessionAttributes => ({
    id,
    origin_path: `/${sessions.get(id)}`,
    source_id: sourceId,
    status: 'PENDING',
    date_created: 0,
    date_modified: 0,
    date_expires: 0,
    reason: null,
    direct: true,
    part_size: null,
  })
  const api: UploadApi = {
    check: async (_sourceId, paths) => ({
      taken: new Set(paths.filter((path) => stored.has(path))),
      invalid: new Map(),
    }),
    open: async (order) => {
      const { path, bytes } = order
      meet(`open ${path}`)
      const id = `s${sessions.size + 1}`
      sessions.set(id, path)
      const inParts = bytes > 2 * PART
      if (inParts) parts.set(id, new Map())
      return {
        ...answer(id, order.sourceId),
        part_size: inParts ? PART : null,
        ...(!inParts && { url: `https://bucket.test/${path}`, headers: { 'if-none-match': '*' } }),
      }
    },
    presignParts: async ({ sessionId }, numbers) => {
      meet(`parts ${sessionId} ${numbers}`)
      return numbers.map((number) => {
        const has = parts.get(sessionId)?.has(number)
        const url = has ? null : `https://bucket.test/${sessionId}/${number}`
        return { number, url, headers: {}, size: PART, etag: has ? 'e' : null }
      })
    },
    close: async ({ sessionId }) => {
      meet(`close ${sessionId}`)
      const path = sessions.get(sessionId) ?? ''
      const pieces = parts.get(sessionId)
      if (pieces) {
        if (stored.has(path)) return { ...answer(sessionId, ''), status: 'ERRORED' }
        const ordered = [...pieces].sort(([a], [b]) => a - b)
        stored.set(path, ordered.map(([, text]) => text).join(''))
      }
      if (!stored.has(path)) throw new ApiFailure(409, 'close', { detail: 'Nothing has arrived.' })
      closed.push(path)
      return { ...answer(sessionId, ''), status: 'CLOSED' }
    },
    cancel: async ({ sessionId }) => {
      log.push(`cancel ${sessionId}`)
    },
    diagnose: async ({ sessionId }) => {
      log.push(`diagnose ${sessionId}`)
      return state.diagnosis
    },
  }
  const put = async ({ url, headers, body, onProgress, signal }: PutRequest) => {
    const [session = '', number] = new URL(url).pathname.slice(1).split('/')
    meet(`put ${session}${number ? ` ${number}` : ''}`)
    state.mostAtOnce = Math.max(state.mostAtOnce, ++state.putsAtOnce)
    try {
      onProgress(1)
      if (state.isHeld) {
        await new Promise<void>((resolve, reject) => {
          waiting.push(resolve)
          signal.addEventListener('abort', () => reject(signal.reason))
        })
      } else await new Promise(setImmediate)
      const text = await body.text()
      if (number) parts.get(session)?.set(Number(number), text)
      else if (stored.has(session) && headers['if-none-match']) throw new PutFailure(412)
      else stored.set(session, text)
      onProgress(body.size)
    } finally {
      state.putsAtOnce--
    }
  }
  const letGo = () => {
    state.isHeld = false
    for (const go of waiting.splice(0)) go()
  }
  return { api, put, state, stored, log, closed, letGo, parts }
}

export function startQueue(storage = startStorage()) {
  const rests: number[] = []
  const noted = new Map<string, UploadItem>()
  const done: string[] = []
  const queue = new UploadQueue({
    api: storage.api,
    put: storage.put,
    rest: async (milliseconds) => {
      rests.push(milliseconds)
    },
    notes: {
      keep: (items) => items.forEach((item) => void noted.set(item.id, { ...item })),
      forget: (items) => items.forEach((item) => void noted.delete(item.id)),
    },
    onDone: (item) => done.push(item.order.path),
    onFailure: () => {},
  })
  const add = (...files: [path: string, text: string][]) =>
    queue.add(
      files.map(([path, text]) => ({
        order: {
          sourceId: 'source',
          path,
          localPath: path,
          bytes: text.length,
          lastModified: 1,
          contentType: 'text/plain',
          trace: null,
        },
        file: new File([text], path),
      })),
    )
  const item = (path: string): UploadItem => {
    const found = [...queue.items.values()].find(({ order }) => order.path === path)
    assert.ok(found, `${path} is in the queue`)
    return found
  }
  const until = async (isTrue: () => boolean) => {
    for (let i = 0; i < 10_000 && !isTrue(); i++) await new Promise(setImmediate)
    assert.ok(isTrue(), String(isTrue))
  }
  const settled = (path: string, state: UploadState) => until(() => item(path).state === state)
  return { ...storage, queue, rests, noted, done, add, item, until, settled }
}
