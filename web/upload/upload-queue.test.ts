import assert from 'node:assert/strict'
import { test } from 'node:test'
import type {
  UploadDiagnosisAttributes,
  UploadSessionAttributes,
} from '../../contract/resources.ts'
import { ApiFailure } from '../lib/api.ts'
import { PutFailure, type PutRequest } from './put-bytes.ts'
import type { UploadApi } from './upload-api.ts'
import type { UploadItem, UploadState } from './upload-item.ts'
import { UploadQueue } from './upload-queue.ts'

const PART = 4

/** The far ends of the network: a storage in memory and the sessions that lead to it. */
function startStorage() {
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

function start(storage = startStorage()) {
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

test('many files, three at a time, with sums that add up', async (t) => {
  const { queue, add, stored, state, until, noted, done } = start()
  t.after(() => queue.close())
  add(...Array.from({ length: 40 }, (_, i): [string, string] => [`f${i}`, 'x'.repeat(i % 8)]))
  assert.equal(noted.size, 40)
  await until(() => queue.totals.done === 40)
  assert.equal(stored.size, 40)
  assert.equal(state.mostAtOnce, 3)
  assert.equal(queue.totals.sentBytes, queue.totals.bytes)
  assert.equal(queue.moving, 0)
  assert.equal(noted.size, 0, 'nothing is left to go on with')
  assert.equal(done.length, 40)
})

test('a large file goes in parts and arrives whole', async (t) => {
  const { queue, add, stored, settled, log, item } = start()
  t.after(() => queue.close())
  const text = 'abcdefghijklmnopqrstuvwxyz'.repeat(4)
  add(['large', text])
  await settled('large', 'done')
  assert.equal(stored.get('large'), text)
  assert.equal(item('large').partsSent, 26)
  assert.deepEqual(
    log.filter((line) => line.startsWith('parts')).map((line) => line.split(',').length),
    [12, 12, 2],
  )
})

test('after a break only the missing parts are sent', async (t) => {
  const { queue, add, stored, settled, log, state, item, rests } = start()
  t.after(() => queue.close())
  const text = '0123456789'.repeat(3)
  state.diagnosis = { trouble: 'network', detail: 'The connection broke.', advice: null }
  state.failures.push(['put', new PutFailure(0)])
  add(['large', text])
  await settled('large', 'done')
  assert.equal(stored.get('large'), text)
  const puts = log.filter((line) => line.startsWith('put'))
  assert.equal(puts.length - new Set(puts).size <= 3, true, `sent twice: ${puts}`)
  assert.equal(log.filter((line) => line.startsWith('open')).length, 1)
  assert.equal(rests.length, 1)
  assert.equal(item('large').problem, null)
})

test('paused and resumed: parts go on, one piece starts again', async (t) => {
  const { queue, add, stored, settled, state, item, letGo, until, noted } = start()
  t.after(() => queue.close())
  state.isHeld = true
  add(['small', 'xyz'], ['large', 'abcdefghijkl'])
  await until(() => item('small').sentBytes === 1 && item('large').sentBytes === 3)
  queue.pause(queue.items.keys())
  assert.deepEqual([item('small').state, item('large').state], ['paused', 'paused'])
  assert.deepEqual([item('small').sentBytes, item('large').sentBytes], [0, 0])
  assert.equal(queue.moving, 0)
  assert.ok([...noted.values()].some(({ session }) => session?.partBytes === PART))
  letGo()
  queue.resume(queue.items.keys())
  await settled('small', 'done')
  await settled('large', 'done')
  assert.equal(stored.get('small'), 'xyz')
  assert.equal(stored.get('large'), 'abcdefghijkl')
})

test('a taken name is a problem of this file only; renamed, it is sent', async (t) => {
  const { queue, add, stored, settled, state, item } = start()
  t.after(() => queue.close())
  stored.set('a.jpg', 'somebody else')
  stored.set('a-2.jpg', 'somebody else')
  state.diagnosis = { trouble: 'exists', detail: 'Something is there.', advice: null }
  add(['a.jpg', 'mine'], ['b.jpg', 'mine'])
  await settled('a.jpg', 'failed')
  await settled('b.jpg', 'done')
  assert.equal(item('a.jpg').problem?.trouble, 'exists')
  assert.equal(item('a.jpg').problem?.status, 412)
  assert.equal(stored.get('a.jpg'), 'somebody else')
  await queue.rename(item('a.jpg').id)
  await settled('a-3.jpg', 'done')
  assert.equal(stored.get('a-3.jpg'), 'mine')
})

test('parts whose name was taken meanwhile are not put together, and go under another one', async (t) => {
  const { queue, add, stored, settled, item } = start()
  t.after(() => queue.close())
  stored.set('large', 'somebody else')
  add(['large', 'abcdefghijkl'])
  await settled('large', 'failed')
  assert.equal(item('large').problem?.trouble, 'exists')
  await queue.rename(item('large').id)
  await settled('large-2', 'done')
  assert.equal(stored.get('large-2'), 'abcdefghijkl')
  assert.equal(stored.get('large'), 'somebody else')
})

test('trouble that all files share stops the others instead of failing them', async (t) => {
  const { queue, add, state, until, log, item } = start()
  t.after(() => queue.close())
  state.diagnosis = { trouble: 'cors', detail: 'The bucket has no rule.', advice: 'Add it.' }
  for (let i = 0; i < 3; i++) state.failures.push(['put', new PutFailure(0)])
  add(...Array.from({ length: 20 }, (_, i): [string, string] => [`f${i}`, 'x']))
  await until(() => queue.totals.problems === 3)
  assert.equal(item('f19').state, 'paused')
  assert.equal(log.filter((line) => line.startsWith('diagnose')).length, 3)
  queue.retry(queue.items.keys())
  queue.resume(queue.items.keys())
  await until(() => queue.totals.done === 20)
})

test('without a network it waits as long as it takes, then goes on by itself', async (t) => {
  const { queue, add, state, settled, rests, log } = start()
  t.after(() => queue.close())
  for (let i = 0; i < 7; i++) state.failures.push(['open', new ApiFailure(0, 'POST')])
  add(['a', 'text'])
  await settled('a', 'done')
  assert.deepEqual(
    rests,
    [1, 2, 4, 8, 16, 30, 30].map((seconds) => seconds * 1000),
  )
  assert.equal(log.filter((line) => line.startsWith('put')).length, 1)
})

test('an error of the server is tried three times more', async (t) => {
  const { queue, add, state, settled, log, item } = start()
  t.after(() => queue.close())
  for (let i = 0; i < 4; i++) {
    state.failures.push(['open', new ApiFailure(503, 'POST', { title: 'Service Unavailable' })])
  }
  add(['a', 'text'])
  await settled('a', 'failed')
  assert.equal(log.filter((line) => line.startsWith('open')).length, 4)
  assert.equal(item('a').problem?.title, 'Service Unavailable (503)')
  queue.retry([item('a').id])
  await settled('a', 'done')
})

test('bytes that arrived although the answer was lost are not sent again', async (t) => {
  const { queue, add, state, settled, stored, log } = start()
  t.after(() => queue.close())
  state.failures.push(['put', new PutFailure(0)])
  state.diagnosis = { trouble: 'arrived', detail: 'The file is there.', advice: null }
  stored.set('a', 'text')
  add(['a', 'text'])
  await settled('a', 'done')
  assert.deepEqual(log, ['open a', 'put a', 'diagnose s1', 'close s1'])
})

test('cancelling gives up the session and frees the place', async (t) => {
  const { queue, add, state, item, until, log, letGo, settled, noted, stored } = start()
  t.after(() => queue.close())
  state.isHeld = true
  add(['a', '1'], ['b', '2'], ['c', '3'], ['d', '4'])
  await until(() => state.putsAtOnce === 3)
  queue.remove([item('a').id])
  assert.ok(log.includes('cancel s1'))
  assert.equal(queue.totals.count, 3)
  letGo()
  await settled('d', 'done')
  await settled('b', 'done')
  assert.equal(stored.has('a'), false)
  await until(() => noted.size === 0)
})

test('what an earlier page was sending goes on where it was', async (t) => {
  const storage = startStorage()
  const first = start(storage)
  const text = 'abcdefghijklmnopqrstuvwx'
  storage.state.isHeld = true
  first.add(['large', text])
  await first.until(() => storage.state.putsAtOnce === 3)
  storage.parts.get('s1')?.set(4, 'mnop')
  first.queue.close()
  const kept = [...first.noted.values()]
  assert.equal(kept.length, 1)
  storage.state.isHeld = false

  const second = start(storage)
  t.after(() => second.queue.close())
  second.queue.restore(kept)
  second.queue.restore(kept)
  assert.equal(second.queue.totals.problems, 1)
  assert.equal(second.item('large').state, 'lost')
  storage.log.length = 0
  second.queue.revive(kept[0]?.id ?? '', new File([text], 'large'))
  await second.settled('large', 'done')
  assert.equal(storage.stored.get('large'), text)
  assert.ok(!storage.log.some((line) => line === 'put s1 4' || line.startsWith('open')))
})

test('a file that had arrived when the page was left is not sent again; another one is', async (t) => {
  const storage = startStorage()
  const first = start(storage)
  storage.state.isHeld = true
  first.add(['arrived', 'abc'], ['missing', 'def'])
  await first.until(() => storage.state.putsAtOnce === 2)
  const kept = [...first.noted.values()]
  first.queue.close()
  storage.state.isHeld = false
  storage.stored.set('arrived', 'abc')

  const second = start(storage)
  t.after(() => second.queue.close())
  second.queue.restore(
    kept.map((note) => ({ ...note, session: note.session && { ...note.session, put: null } })),
  )
  storage.state.diagnosis = { trouble: 'arrived', detail: 'It is there.', advice: null }
  second.queue.revive(second.item('arrived').id, new File(['abc'], 'arrived'))
  await second.settled('arrived', 'done')
  storage.state.diagnosis = { trouble: 'network', detail: 'Nothing is wrong.', advice: null }
  second.queue.revive(second.item('missing').id, new File(['def'], 'missing'))
  await second.settled('missing', 'done')
  assert.equal(storage.stored.get('missing'), 'def')
  assert.equal(storage.log.filter((line) => line === 'put arrived').length, 1)
  assert.ok(storage.log.includes('cancel s2'))
})

test('whoever draws is told of many changes at once', async (t) => {
  const { queue, add, until } = start()
  t.after(() => queue.close())
  const told: number[] = []
  queue.subscribe(() => told.push(queue.version))
  add(...Array.from({ length: 1_000 }, (_, i): [string, string] => [`f${i}`, 'x']))
  await until(() => queue.totals.done === 1_000)
  assert.ok(told.length < 50, `${told.length} times for 1,000 files`)
})
