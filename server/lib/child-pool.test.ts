import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { type ChildPool, type ChildPoolOptions, startChildPool } from './child-pool.ts'
import { isFailure } from './failures.ts'

/** A child that does what its task says. */
const CHILD = `
import { serveTasks } from '${new URL('./child-pool.ts', import.meta.url).href}'
import { Failure } from '${new URL('./failures.ts', import.meta.url).href}'
import { readdirSync, readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { getPriority } from 'node:os'
// Threads of the pool for files are there before the first task.
await readFile(import.meta.filename)
const threads = () => process.platform === 'linux' ? readdirSync('/proc/self/task') : ['0']
const kept = []
serveTasks(async (task) => {
  if (task === 'pid') return process.pid
  if (task === 'session') return readFileSync('/proc/self/autogroup', 'utf8')
  if (task === 'niceness') return await Promise.all(threads().map(Number).map(getPriority))
  if (task === 'secret') return process.env.VITRINE_TEST_SECRET ?? null
  if (task === 'crash') process.abort()
  if (task === 'exit') process.exit(1)
  if (task === 'disconnect') process.disconnect()
  if (task === 'hang') for (;;);
  if (task === 'wait') await new Promise((resolve) => setTimeout(resolve, 600_000))
  if (task === 'grow') for (;;) {
    kept.push(Buffer.alloc(2 ** 25, 1))
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  if (task === 'fatten') kept.push(Buffer.alloc(2 ** 28, 1))
  if (task === 'refuse') throw new Failure('unsupported_media', 'Not this one.')
  if (task === 'throw') throw new TypeError('a mistake of ours')
  return task
})`

let folder = ''
let module: URL

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'child-pool-'))
  const file = join(folder, 'child.ts')
  await writeFile(file, CHILD)
  module = pathToFileURL(file)
})

after(() => rm(folder, { recursive: true }))

async function withPool(
  options: Partial<ChildPoolOptions>,
  use: (pool: ChildPool<unknown, unknown>) => Promise<void>,
): Promise<void> {
  const pool = startChildPool({ module, size: 1, taskTimeoutSeconds: 60, ...options })
  try {
    await use(pool)
  } finally {
    await pool.close()
  }
}

function isRunning(pid: unknown): boolean {
  try {
    return process.kill(Number(pid), 0)
  } catch {
    return false
  }
}

test('results come back as they are, each to its task', async () => {
  await withPool({ size: 2 }, async (pool) => {
    const tasks = [1, 'two', { date: new Date(0), bytes: Buffer.from('abc') }, null, [3]]
    assert.deepEqual(await Promise.all(tasks.map((task) => pool.run(task))), tasks)
  })
})

test('one child takes one task after the other', async () => {
  await withPool({}, async (pool) => {
    const pids = await Promise.all(Array.from({ length: 5 }, () => pool.run('pid')))
    assert.equal(new Set(pids).size, 1)
    assert.deepEqual(pool.load(), { running: 0, waiting: 0 })
  })
})

test('a Failure crosses the process boundary, a mistake keeps its message', async () => {
  await withPool({}, async (pool) => {
    await assert.rejects(pool.run('refuse'), (error) => isFailure(error, 'unsupported_media'))
    await assert.rejects(pool.run('throw'), /a mistake of ours/)
  })
})

for (const death of ['crash', 'exit', 'disconnect']) {
  test(`a child that dies (${death}) fails its own task only`, async () => {
    await withPool({ crashDetail: 'It crashed.' }, async (pool) => {
      const [died, ...others] = await Promise.allSettled(
        [death, 1, 2].map((task) => pool.run(task)),
      )
      assert.ok(died?.status === 'rejected' && isFailure(died.reason, 'broken_file'))
      assert.equal(died.reason.detail, 'It crashed.')
      assert.deepEqual(others, [
        { status: 'fulfilled', value: 1 },
        { status: 'fulfilled', value: 2 },
      ])
    })
  })
}

test('a child that hangs is killed, and the next task gets a new one', async () => {
  await withPool({ taskTimeoutSeconds: 1.5 }, async (pool) => {
    const before = await pool.run('pid')
    await assert.rejects(pool.run('hang'), (error) => isFailure(error, 'timeout'))
    assert.notEqual(await pool.run('pid'), before)
    assert.equal(isRunning(before), false)
  })
})

test('aborting ends a running task and takes a waiting one out of the queue', async () => {
  await withPool({}, async (pool) => {
    const running = new AbortController()
    const waiting = new AbortController()
    const tasks = [pool.run('hang', running.signal), pool.run(2, waiting.signal), pool.run(3)]
    assert.deepEqual(pool.load(), { running: 1, waiting: 2 })
    waiting.abort(new Error('not wanted any more'))
    await assert.rejects(tasks[1] ?? Promise.resolve(), /not wanted any more/)
    running.abort(new Error('enough'))
    await assert.rejects(tasks[0] ?? Promise.resolve(), /enough/)
    assert.equal(await tasks[2], 3)
    await assert.rejects(pool.run(4, running.signal), /enough/)
  })
})

test('a pool that finishes what has begun gives up only what waits', async () => {
  await withPool({ finishesBegun: true }, async (pool) => {
    const leaving = new AbortController()
    const tasks = [pool.run('pid', leaving.signal), pool.run(2, leaving.signal), pool.run('pid')]
    leaving.abort(new Error('not wanted any more'))
    await assert.rejects(tasks[1] ?? Promise.resolve(), /not wanted any more/)
    assert.equal(await tasks[0], await tasks[2])
  })
})

test('aborting after the answer changes nothing', async () => {
  await withPool({}, async (pool) => {
    const late = new AbortController()
    const pid = await pool.run('pid', late.signal)
    late.abort()
    assert.equal(await pool.run('pid'), pid)
  })
})

test('a task that eats memory is ended', async () => {
  await withPool({ maxRssBytes: 2 ** 28 }, async (pool) => {
    await assert.rejects(
      pool.run('grow'),
      (error) => isFailure(error, 'broken_file') && /memory/.test(error.detail),
    )
    assert.equal(await pool.run(1), 1)
  })
})

test('a child is replaced when it has grown, and after its share of tasks', async () => {
  await withPool({ maxRssBytes: 2 ** 28 }, async (pool) => {
    const before = await pool.run('pid')
    assert.equal(await pool.run('fatten'), 'fatten')
    assert.notEqual(await pool.run('pid'), before)
  })
  await withPool({ maxTasksPerChild: 2 }, async (pool) => {
    const pids = await Promise.all(Array.from({ length: 6 }, () => pool.run('pid')))
    assert.equal(new Set(pids).size, 3)
  })
})

test('a child with nothing to do is ended, and started again for the next task', async () => {
  await withPool({ maxIdleSeconds: 0.05 }, async (pool) => {
    const before = await pool.run('pid')
    while (isRunning(before)) await new Promise((resolve) => setTimeout(resolve, 10))
    assert.notEqual(await pool.run('pid'), before)
  })
})

test('closing rejects what runs and waits, and leaves no process behind', async () => {
  const pool = startChildPool({ module, size: 2, taskTimeoutSeconds: 60 })
  const pids = await Promise.all([pool.run('pid'), pool.run('pid')])
  const tasks = ['hang', 'wait', 1, 2].map((task) => pool.run(task))
  const settled = Promise.allSettled(tasks)
  await pool.close()
  for (const result of await settled) {
    assert.ok(result.status === 'rejected' && isFailure(result.reason, 'not_ready'))
  }
  assert.deepEqual(pids.map(isRunning), [false, false])
  await assert.rejects(pool.run(3), (error) => isFailure(error, 'not_ready'))
  await pool.close()
})

test('a module that cannot be loaded is our mistake, not the file’s', async () => {
  const missing = new URL('missing.ts', module)
  await withPool({ module: missing }, async (pool) => {
    await assert.rejects(
      pool.run(1),
      (error) => !isFailure(error) && /does not start/.test(`${error}`),
    )
  })
})

test('all threads of a child give way to those who answer people', async () => {
  await withPool({}, async (pool) => {
    const all = (await pool.run('niceness')) as number[]
    assert.deepEqual(
      all,
      all.map(() => 10),
    )
    assert.ok(all.length > 0)
  })
})

/** "/autogroup-7 nice 0"; '' where a core is not shared between sessions first. */
function readSession(): string {
  try {
    return readFileSync('/proc/self/autogroup', 'utf8')
  } catch {
    return ''
  }
}

test('so does its session, where a core is shared between sessions first', {
  skip: readSession() ? false : 'only Linux with sched_autogroup does that',
  timeout: 20_000,
}, async () => {
  await withPool({}, async (pool) => {
    const own = readSession()
    const told = () => pool.run('session') as Promise<string>
    while (!(await told()).endsWith(' nice 10\n')) await sleep(50)
    assert.notEqual((await told()).split(' ')[0], own.split(' ')[0])
    assert.equal(readSession(), own)
  })
})

test('a child sees none of the secrets in the environment', async () => {
  process.env.VITRINE_TEST_SECRET = 'hidden'
  await withPool({}, async (pool) => assert.equal(await pool.run('secret'), null))
  delete process.env.VITRINE_TEST_SECRET
})
