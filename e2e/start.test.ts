import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { text as readText } from 'node:stream/consumers'
import { after, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import sharp from 'sharp'
import {
  callApi,
  findAsset,
  makeTemporaryFolder,
  onlySource,
  startVitrine,
  until,
  untilIndexed,
  type Vitrine,
} from './vitrine.ts'

const MAIN = fileURLToPath(new URL('../server/main.ts', import.meta.url))

/** Starts Vitrine with what it must refuse; it ends by itself. */
async function tryStart(args: string[], environment: Record<string, string> = {}) {
  const child = spawn(process.execPath, [MAIN, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, ...environment },
  })
  const ended = once(child, 'exit')
  const output = await Promise.all([readText(child.stdout), readText(child.stderr)])
  const [status] = await ended
  return { status, output: output.join('') }
}

describe('what can be wrong with a start', { concurrency: 2 }, () => {
  const rows: [what: string, args: string[], environment: Record<string, string>, text: RegExp][] =
    [
      ['a bad port', [], { PORT: 'eighty' }, /PORT: /],
      ['an unknown option', ['--fast'], {}, /--fast/],
      ['a folder that is not there', ['/nowhere/at/all'], {}, /no folder \/nowhere\/at\/all/],
      [
        'a database that is not there',
        [],
        { DATABASE_URL: 'postgres://127.0.0.1:1/x' },
        /can't be/,
      ],
      [
        'a bad list of private origins',
        [],
        { ALLOW_PRIVATE_ORIGINS: '10.0.0.0/99' },
        /10\.0\.0\.0/,
      ],
    ]
  for (const [what, args, environment, text] of rows) {
    test(`${what} stops it with one sentence`, async () => {
      const folder = await makeTemporaryFolder('start')
      const { status, output } = await tryStart(args, { DATA_DIR: folder, ...environment })
      await rm(folder, { recursive: true })
      assert.equal(status, 1)
      assert.match(output, text)
      assert.doesNotMatch(output, /^\s+at /m)
    })
  }

  test('a port that is taken stops it with one sentence', async () => {
    const taken = createServer().listen(0, '127.0.0.1')
    await new Promise((done) => taken.once('listening', done))
    const address = taken.address()
    assert.ok(address && typeof address === 'object')
    const folder = await makeTemporaryFolder('start')
    const { status, output } = await tryStart([folder, '--port', String(address.port)], {
      DATA_DIR: join(folder, 'data'),
    })
    taken.close()
    await rm(folder, { recursive: true })
    assert.equal(status, 1)
    assert.match(output, new RegExp(`${address.port}`))
    assert.doesNotMatch(output, /^\s+at /m)
  })

  test('--help prints what there is and starts nothing', async () => {
    const { status, output } = await tryStart(['--help'], { DATA_DIR: '/nowhere' })
    assert.equal(status, 0)
    assert.match(output, /--port/)
    assert.match(output, /ALLOW_PRIVATE_ORIGINS/)
  })
})

// Each has a Vitrine of its own, and waits for it most of the time.
describe('a folder of one’s own', { concurrency: 2 }, () => {
  const folders: string[] = []
  after(async () => {
    for (const folder of folders) await rm(folder, { recursive: true, force: true })
  })

  async function makeFolder(count: number): Promise<string> {
    const folder = await makeTemporaryFolder('pictures')
    folders.push(folder)
    for (let index = 0; index < count; index += 1) {
      const background = { r: index % 256, g: (index * 7) % 256, b: (index * 31) % 256 }
      await sharp({ create: { width: 600, height: 400, channels: 3, background } })
        .jpeg()
        .toFile(join(folder, `picture-${String(index).padStart(4, '0')}.jpg`))
    }
    return folder
  }

  test('is indexed, and again after a second start only what is new', async (context) => {
    const folder = await makeFolder(5)
    let vitrine = await startVitrine({ folders: [folder] })
    context.after(() => vitrine.remove())
    await untilIndexed(vitrine)
    const { id: sid, attributes } = await onlySource(vitrine)
    assert.equal(attributes.indexing.indexed, 5)
    const before = await listAssets(vitrine, sid)

    await writeFile(join(folder, 'note.txt'), 'hello')
    vitrine = await vitrine.restart()
    await until('the new file is indexed', async () => {
      return (await findAsset(vitrine, sid, '/note.txt'))?.status === 'indexed'
    })
    const after = await listAssets(vitrine, sid)
    const old = after.filter(({ id }: { id: string }) => !id.endsWith('/note.txt'))
    assert.deepEqual(old, before)
    assert.equal((await onlySource(vitrine)).id, sid)
  })

  test('kill -9 while indexing, start again: nothing twice, nothing missing', async (context) => {
    const folder = await makeFolder(150)
    // One reader: with more of them all may be read before it is seen that some are.
    let vitrine = await startVitrine({ folders: [folder], environment: { INDEX_PROCESSES: '1' } })
    context.after(() => vitrine.remove())
    let killedAt = 0
    await until('some files are read', async () => {
      killedAt = (await onlySource(vitrine)).attributes.indexing.indexed
      return killedAt > 0
    })
    await vitrine.kill()
    assert.ok(killedAt < 150, 'it was killed in the middle')
    vitrine = await startVitrine({ folders: [folder], dataDir: vitrine.dataDir })
    await untilIndexed(vitrine)
    const { id: sid, attributes } = await onlySource(vitrine)
    assert.equal(attributes.indexing.indexed, 150)
    assert.equal(attributes.indexing.failed, 0)
    const assets: { id: string }[] = await listAssets(vitrine, sid)
    assert.equal(new Set(assets.map(({ id }) => id)).size, 150)
  })

  test('nobody reads its output any more: it goes on, and ends cleanly', async (context) => {
    const folder = await makeFolder(150)
    const vitrine = await startVitrine({ folders: [folder], environment: { INDEX_PROCESSES: '1' } })
    context.after(() => vitrine.remove())
    vitrine.process.stdout?.destroy()
    await untilIndexed(vitrine)
    assert.equal(await vitrine.stop(), 0)
    await assert.rejects(
      stat(join(vitrine.dataDir, 'postgres', 'data', 'postmaster.pid')),
      /ENOENT/,
    )
  })

  test('two processes on one data folder share the database; the first to stop leaves it', async (context) => {
    const folder = await makeFolder(1)
    const one = await startVitrine({ folders: [folder] })
    context.after(() => one.remove())
    const two = await startVitrine({
      dataDir: one.dataDir,
      environment: { ROLES: 'api' },
      folders: [folder],
    })
    context.after(() => two.stop())
    assert.equal(await one.stop(), 0)
    assert.equal((await callApi(two, '/sources')).status, 200)
    assert.equal(await two.stop(), 0)
    const lock = join(one.dataDir, 'postgres', 'data', 'postmaster.pid')
    await assert.rejects(stat(lock), /ENOENT/)
  })
})

/** All assets of a Source, by size, with all that is known of them. */
async function listAssets(vitrine: Vitrine, sid: string) {
  const { body } = await callApi(vitrine, `/sources/${sid}/assets?page[limit]=1000&sort=file_size`)
  return body.data
}
