import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import sharp from 'sharp'
import { callApi, makeTemporaryFolder, startVitrine, untilIndexed } from './vitrine.ts'

const MAIN = fileURLToPath(new URL('../server/main.ts', import.meta.url))

/** Starts Vitrine with what it must refuse; it ends by itself. */
function tryStart(args: string[], environment: Record<string, string> = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, ...environment },
  })
  return { status, output: stdout + stderr }
}

describe('what can be wrong with a start', () => {
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
      const { status, output } = tryStart(args, { DATA_DIR: folder, ...environment })
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
    const { status, output } = tryStart([folder, '--port', String(address.port)], {
      DATA_DIR: join(folder, 'data'),
    })
    taken.close()
    await rm(folder, { recursive: true })
    assert.equal(status, 1)
    assert.match(output, new RegExp(`${address.port}`))
    assert.doesNotMatch(output, /^\s+at /m)
  })

  test('--help prints what there is and starts nothing', () => {
    const { status, output } = tryStart(['--help'], { DATA_DIR: '/nowhere' })
    assert.equal(status, 0)
    assert.match(output, /--port/)
    assert.match(output, /ALLOW_PRIVATE_ORIGINS/)
  })
})

describe('a folder of one’s own', () => {
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

  test('is indexed, and again after a second start only what is new', async () => {
    const folder = await makeFolder(5)
    let vitrine = await startVitrine({ folders: [folder] })
    await untilIndexed(vitrine)
    const first = await callApi(vitrine, '/sources')
    assert.equal(first.body.data.length, 1)
    assert.equal(first.body.data[0].attributes.indexing.indexed, 5)

    vitrine = await vitrine.restart()
    await writeFile(join(folder, 'note.txt'), 'hello')
    const sid = first.body.data[0].id
    await untilIndexed(vitrine)
    const assets = await callApi(vitrine, `/sources/${sid}/assets?page[limit]=100`)
    assert.ok(assets.body.data.length >= 5)
    assert.equal((await callApi(vitrine, '/sources')).body.data.length, 1)
    await vitrine.remove()
  })

  test('kill -9 while indexing, start again: nothing twice, nothing missing', async () => {
    const folder = await makeFolder(250)
    let vitrine = await startVitrine({ folders: [folder] })
    const killed = await untilSome(vitrine)
    await vitrine.kill()
    vitrine = await startVitrine({ folders: [folder], dataDir: vitrine.dataDir })
    await untilIndexed(vitrine)
    const { body } = await callApi(vitrine, '/sources')
    assert.equal(body.data.length, 1)
    const { indexing } = body.data[0].attributes
    assert.equal(indexing.indexed, 250)
    assert.equal(indexing.failed, 0)
    assert.ok(killed < 250, 'it was killed in the middle')
    await vitrine.remove()
  })

  test('two processes on one data folder share the database; the first to stop leaves it', async () => {
    const folder = await makeFolder(1)
    const one = await startVitrine({ folders: [folder] })
    const two = await startVitrine({
      dataDir: one.dataDir,
      environment: { ROLES: 'api' },
      folders: [folder],
    })
    assert.equal(await one.stop(), 0)
    assert.equal((await callApi(two, '/sources')).status, 200)
    assert.equal(await two.stop(), 0)
    const lock = join(one.dataDir, 'postgres', 'data', 'postmaster.pid')
    await assert.rejects(stat(lock), /ENOENT/)
    await one.remove()
  })
})

/** Waits until some files have been read, but not all. @returns how many */
async function untilSome(vitrine: Awaited<ReturnType<typeof startVitrine>>): Promise<number> {
  for (;;) {
    const { body } = await callApi(vitrine, '/sources')
    const { indexed } = body.data[0].attributes.indexing
    if (indexed > 0) return indexed
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
