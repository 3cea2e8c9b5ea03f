import assert from 'node:assert/strict'
import type { UploadDiagnosisAttributes, UploadSessionAttributes } from '../../contract/uploads.ts'
import { ApiFailure } from '../lib/api.ts'
import { type PutBytes, PutFailure } from './put-bytes.ts'
import type { UploadApi } from './upload-api.ts'
import type { UploadItem, UploadState } from './upload-item.ts'
import { UploadQueue } from './upload-queue.ts'

export const PART = 4

/** What the far ends of the network hold. */
function emptyWorld() {
  const log: string[] = []
  /** Failures of the next requests, by what they ask: `open`, `put`, `close`, `parts`. */
  const failures: [what: string, failure: Error][] = []
  return {
    stored: new Map<string, string>(),
    parts: new Map<string, Map<number, string>>(),
    /** Id → path. */
    sessions: new Map<string, string>(),
    log,
    waiting: [] as (() => void)[],
    state: {
      failures,
      diagnosis: {
        trouble: 'unknown',
        detail: 'Nobody knows.',
        advice: null,
      } as UploadDiagnosisAttributes,
      /** PUTs wait until `letGo`. */
      isHeld: false,
      putsAtOnce: 0,
      mostAtOnce: 0,
    },
    /** Notes a request, and fails it when that was asked for. */
    meet(what: string) {
      log.push(what)
      const at = failures.findIndex(([of]) => of === what.split(' ')[0])
      if (at >= 0) throw failures.splice(at, 1)[0]?.[1]
    },
  }
}

type World = ReturnType<typeof emptyWorld>

/** A storage in memory and the sessions that lead to it. */
export function startStorage() {
  const world = emptyWorld()
  const letGo = () => {
    world.state.isHeld = false
    for (const go of world.waiting.splice(0)) go()
  }
  return { ...world, api: makeApi(world), put: makePut(world), letGo }
}

function presentSession({ sessions }: World, id: string): UploadSessionAttributes {
  return {
    id,
    origin_path: `/${sessions.get(id)}`,
    source_id: 'source',
    status: 'PENDING',
    date_created: 0,
    date_modified: 0,
    date_expires: 0,
    reason: null,
    direct: true,
    part_size: null,
  }
}

function makeApi(world: World): UploadApi {
  const { stored, parts, sessions, log, state, meet } = world
  return {
    check: async (_sourceId, paths) => ({
      taken: new Set(paths.filter((path) => stored.has(path))),
      invalid: new Map(),
    }),
    open: async ({ path, bytes }) => {
      meet(`open ${path}`)
      const id = `s${sessions.size + 1}`
      sessions.set(id, path)
      const inParts = bytes > 2 * PART
      if (inParts) parts.set(id, new Map())
      return {
        ...presentSession(world, id),
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
        if (stored.has(path)) return { ...presentSession(world, sessionId), status: 'ERRORED' }
        const ordered = [...pieces].sort(([a], [b]) => a - b)
        stored.set(path, ordered.map(([, text]) => text).join(''))
      }
      if (!stored.has(path)) throw new ApiFailure(409, 'close', { detail: 'Nothing has arrived.' })
      return { ...presentSession(world, sessionId), status: 'CLOSED' }
    },
    cancel: async ({ sessionId }) => {
      log.push(`cancel ${sessionId}`)
    },
    diagnose: async ({ sessionId }) => {
      log.push(`diagnose ${sessionId}`)
      return state.diagnosis
    },
  }
}

function makePut({ stored, parts, waiting, state, meet }: World): PutBytes {
  return async ({ url, headers, body, onProgress, signal }) => {
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
}

/** Five seconds and their doubles, up to a minute; other rests are powers of two, and half a minute. */
function isWhileAway(milliseconds: number): boolean {
  return milliseconds % 5_000 === 0 && milliseconds !== 30_000
}

/** A queue at a storage, and the means to watch both. */
export function startQueue(storage = startStorage()) {
  const rests: number[] = []
  /** Whoever rests before a storage that is away is tried again, until `goOn` or the signal. */
  const resting = new Set<() => void>()
  const goOn = () => {
    for (const end of resting) end()
  }
  const noted = new Map<string, UploadItem>()
  const done: string[] = []
  const queue = new UploadQueue({
    api: storage.api,
    put: storage.put,
    rest: async (milliseconds, signal) => {
      rests.push(milliseconds)
      if (!isWhileAway(milliseconds)) return
      const { promise, resolve } = Promise.withResolvers<void>()
      resting.add(resolve)
      signal.addEventListener('abort', () => resolve())
      await promise.finally(() => resting.delete(resolve))
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
  return { ...storage, queue, rests, resting, goOn, noted, done, add, item, until, settled }
}
