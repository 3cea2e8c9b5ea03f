import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ApiFailure } from '../lib/api.ts'
import { PutFailure } from './put-bytes.ts'
import { PART, startQueue, startStorage } from './test-queue.ts'

test('many files, three at a time, with sums that add up', async (t) => {
  const { queue, add, stored, state, until, noted, done } = startQueue()
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
  const { queue, add, stored, settled, log, item } = startQueue()
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
  const { queue, add, stored, settled, log, state, item, rests } = startQueue()
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
  const { queue, add, stored, settled, state, item, letGo, until, noted } = startQueue()
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
  const { queue, add, stored, settled, state, item } = startQueue()
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
  const { queue, add, stored, settled, item } = startQueue()
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
  const { queue, add, state, until, log, item } = startQueue()
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
  const { queue, add, state, settled, rests, log } = startQueue()
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
  const { queue, add, state, settled, log, item } = startQueue()
  t.after(() => queue.close())
  for (let i = 0; i < 4; i++) {
    state.failures.push(['open', new ApiFailure(503, 'POST', { title: 'Service Unavailable' })])
  }
  add(['a', 'text'])
  await settled('a', 'failed')
  assert.equal(log.filter((line) => line.startsWith('open')).length, 4)
  assert.equal(item('a').problem?.title, 'The server cannot take this at the moment (503)')
  queue.retry([item('a').id])
  await settled('a', 'done')
})

test('a storage that is away is tried again by itself, less and less often', async (t) => {
  const { queue, add, state, settled, until, rests, goOn, item } = startQueue()
  t.after(() => queue.close())
  state.diagnosis = { trouble: 'unreachable', detail: 'b.test is away.', advice: null }
  for (let i = 0; i < 10; i++) state.failures.push(['put', new PutFailure(0)])
  add(['a', 'text'])
  for (let times = 4; times < 10; times++) {
    await until(() => rests.length === times)
    assert.equal(item('a').state, 'waiting')
    const seconds = ((item('a').triesAt ?? 0) - Date.now()) / 1000
    assert.ok(Math.abs(seconds - (rests.at(-1) ?? 0) / 1000) < 5, `${seconds} seconds`)
    goOn()
  }
  await until(() => rests.length === 10)
  assert.equal(queue.totals.problems, 0)
  state.failures.length = 0
  goOn()
  await settled('a', 'done')
  assert.equal(item('a').problem, null)
  assert.deepEqual(
    rests.map((milliseconds) => milliseconds / 1000),
    [1, 2, 4, 5, 10, 20, 40, 60, 60, 60],
  )
})

test('a storage that is away keeps no file of another source waiting', async (t) => {
  const { queue, add, state, settled, until, resting, item } = startQueue()
  t.after(() => queue.close())
  state.diagnosis = { trouble: 'unreachable', detail: 'b.test is away.', advice: null }
  for (let i = 0; i < 12; i++) state.failures.push(['put', new PutFailure(0)])
  add(...Array.from({ length: 5 }, (_, i): [string, string] => [`f${i}`, 'x']))
  await until(() => resting.size === 3)
  assert.equal(item('f4').state, 'queued')
  const other = { ...item('f4').order, sourceId: 'other', path: 'other' }
  queue.add([{ order: other, file: new File(['x'], 'other') }])
  await settled('other', 'done')
  assert.equal(item('f4').state, 'queued')
  queue.pause([item('f0').id])
  assert.deepEqual([item('f0').state, item('f0').problem], ['paused', null])
})

test('files whose storage is away are asked for at once, and all go on where they were', async (t) => {
  const { queue, add, state, until, log, item, parts, stored, resting } = startQueue()
  t.after(() => queue.close())
  state.diagnosis = { trouble: 'unreachable', detail: 'b.test is away.', advice: null }
  const text = 'abcdefghijkl'
  add(['large', text])
  await until(() => parts.get('s1')?.has(1) ?? false)
  for (let i = 0; i < 50; i++) state.failures.push(['put', new PutFailure(0)])
  add(...Array.from({ length: 5 }, (_, i): [string, string] => [`f${i}`, 'x']))
  await until(() => resting.size === 3)
  assert.match(item('f0').problem?.advice ?? '', /^b\.test is away\. Nothing is lost: /)
  assert.equal(item('f4').state, 'queued')
  assert.equal(queue.moving, 0)
  state.failures.length = 0
  queue.retry(queue.items.keys())
  await until(() => queue.totals.done === 6)
  assert.equal(stored.get('large'), text)
  assert.equal(log.filter((line) => line.startsWith('open large')).length, 1)
})

test('an error of the storage itself is told from a lost connection', async (t) => {
  const { queue, add, state, settled, item } = startQueue()
  t.after(() => queue.close())
  state.diagnosis = { trouble: 'network', detail: 'Nothing is wrong.', advice: 'Try again.' }
  for (let i = 0; i < 4; i++) state.failures.push(['put', new PutFailure(500)])
  add(['a', 'text'])
  await settled('a', 'failed')
  assert.equal(item('a').problem?.title, 'The storage answered with an error (500)')
  for (let i = 0; i < 4; i++) state.failures.push(['put', new PutFailure(0)])
  queue.retry([item('a').id])
  await settled('a', 'failed')
  assert.equal(item('a').problem?.title, 'Nothing is wrong.')
  assert.match(item('a').problem?.advice ?? '', /^Try again\. Nothing is lost/)
})

test('a folder that is gone is said to be so', async (t) => {
  const { queue, add, state, until, resting, item } = startQueue()
  t.after(() => queue.close())
  const answer = { title: 'Bad Gateway', detail: '/photos does not exist.' }
  for (let i = 0; i < 4; i++) state.failures.push(['open', new ApiFailure(502, 'POST', answer)])
  add(['a', 'text'])
  await until(() => resting.size === 1)
  const { title, advice, trouble } = item('a').problem ?? {}
  assert.equal(trouble, 'unreachable')
  assert.equal(title, 'The storage of this source cannot be used right now (502)')
  assert.match(advice ?? '', /^\/photos does not exist\. Nothing is lost/)
})

test('a proxy that answers for the server is waited for', async (t) => {
  const { queue, add, state, settled, rests } = startQueue()
  t.after(() => queue.close())
  for (let i = 0; i < 6; i++) state.failures.push(['open', new ApiFailure(502, 'POST')])
  add(['a', 'text'])
  await settled('a', 'done')
  assert.equal(rests.length, 6)
})

test('a file that cannot be read any more is chosen again, and goes as it is then', async (t) => {
  const { queue, add, state, settled, item, stored, log, noted } = startQueue()
  t.after(() => queue.close())
  state.failures.push(['put', new PutFailure(0)])
  state.isHeld = true
  add(['a', 'text'])
  Object.assign(item('a'), { file: unreadable('a') })
  await settled('a', 'failed')
  assert.equal(item('a').problem?.trouble, 'changed')
  assert.ok(!log.some((line) => line.startsWith('diagnose')))
  state.isHeld = false
  queue.replaceFile(item('a').id, new File(['longer text'], 'a'))
  assert.equal(noted.get(item('a').id)?.order.bytes, 11)
  await settled('a', 'done')
  assert.equal(stored.get('a'), 'longer text')
  assert.equal(queue.totals.bytes, 11)
  assert.equal(queue.totals.sentBytes, 11)
  assert.ok(log.includes('cancel s1'))
})

/** As a browser has a file that was changed on the disk. */
function unreadable(name: string): File {
  const file = new File(['text'], name)
  file.slice = () => Object.assign(new Blob(), { arrayBuffer: () => Promise.reject(new Error()) })
  return file
}

test('bytes that arrived although the answer was lost are not sent again', async (t) => {
  const { queue, add, state, settled, stored, log } = startQueue()
  t.after(() => queue.close())
  state.failures.push(['put', new PutFailure(0)])
  state.diagnosis = { trouble: 'arrived', detail: 'The file is there.', advice: null }
  stored.set('a', 'text')
  add(['a', 'text'])
  await settled('a', 'done')
  assert.deepEqual(log, ['open a', 'put a', 'diagnose s1', 'close s1'])
})

test('what was not there when it was to be closed is sent again', async (t) => {
  const { queue, add, state, settled, stored, log } = startQueue()
  t.after(() => queue.close())
  state.failures.push(['close', new ApiFailure(409, 'POST', { detail: 'Nothing has arrived.' })])
  state.diagnosis = { trouble: 'network', detail: 'Nothing is wrong.', advice: null }
  add(['large', 'abcdefghijkl'])
  await settled('large', 'done')
  assert.equal(stored.get('large'), 'abcdefghijkl')
  assert.equal(log.filter((line) => line.startsWith('close')).length, 2)
  assert.equal(log.filter((line) => line.startsWith('parts')).length, 2, 'asked what had arrived')
})

test('cancelling gives up the session and frees the place', async (t) => {
  const { queue, add, state, item, until, log, letGo, settled, noted, stored } = startQueue()
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
  const first = startQueue(storage)
  const text = 'abcdefghijklmnopqrstuvwx'
  storage.state.isHeld = true
  first.add(['large', text])
  await first.until(() => storage.state.putsAtOnce === 3)
  storage.parts.get('s1')?.set(4, 'mnop')
  first.queue.close()
  const kept = [...first.noted.values()]
  assert.equal(kept.length, 1)
  storage.state.isHeld = false

  const second = startQueue(storage)
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
  const first = startQueue(storage)
  storage.state.isHeld = true
  first.add(['arrived', 'abc'], ['missing', 'def'])
  await first.until(() => storage.state.putsAtOnce === 2)
  const kept = [...first.noted.values()]
  first.queue.close()
  storage.state.isHeld = false
  storage.stored.set('arrived', 'abc')

  const second = startQueue(storage)
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
  const { queue, add, until } = startQueue()
  t.after(() => queue.close())
  const told: number[] = []
  queue.subscribe(() => told.push(queue.version))
  add(...Array.from({ length: 1_000 }, (_, i): [string, string] => [`f${i}`, 'x']))
  await until(() => queue.totals.done === 1_000)
  assert.ok(told.length < 50, `${told.length} times for 1,000 files`)
})
