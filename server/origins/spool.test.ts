import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { mkdtemp, rmdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import { Failure } from '../lib/failures.ts'
import { hasRoom, withSpooled } from './spool.ts'

const LIMIT = {
  maxBytes: 5,
  failure: () => new Failure('too_large', 'Too large.'),
  signal: undefined,
}

test('a body comes out as it went in, with its size, and no larger than it may be', async () => {
  const given: [content: string, sizeBytes: number][] = []
  const use = async (body: Readable, sizeBytes: number) => {
    given.push([await text(body), sizeBytes])
  }
  for (const content of ['', 'ab', 'abcde']) {
    await withSpooled(Readable.from([Buffer.from(content)]), LIMIT, use)
  }
  await assert.rejects(withSpooled(Readable.from([Buffer.from('abcdef')]), LIMIT, use), /Too large/)
  assert.deepEqual(given, [
    ['', 0],
    ['ab', 2],
    ['abcde', 5],
  ])
})

test('there is no file that a process could leave behind when it is killed', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'vitrine-spool-'))
  const { TMPDIR } = process.env
  process.env.TMPDIR = folder
  t.after(async () => {
    if (TMPDIR === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = TMPDIR
    await rmdir(folder)
  })
  const whileUsed: string[] = []
  const body = Readable.from(
    (async function* () {
      yield Buffer.from('ab')
      whileUsed.push(...readdirSync(folder))
      yield Buffer.from('cd')
    })(),
  )
  await withSpooled(body, LIMIT, async (file) => {
    whileUsed.push(...readdirSync(folder))
    assert.equal(await text(file), 'abcd')
  })
  assert.deepEqual(whileUsed, [])
})

const GiB = 2 ** 30
const disks: [sizeBytes: number, freeBytes: number, isRoom: boolean][] = [
  [1000 * GiB, 2 * GiB, true],
  [1000 * GiB, GiB - 4096, false],
  [GiB, GiB / 5, true],
  [GiB, GiB / 20, false],
  [0, 0, true],
]
for (const [sizeBytes, freeBytes, isRoom] of disks) {
  test(`a disk of ${sizeBytes} bytes with ${freeBytes} free`, () => {
    const disk = { blocks: sizeBytes / 4096, bavail: freeBytes / 4096, bsize: 4096 }
    assert.equal(hasRoom(disk), isRoom)
  })
}
