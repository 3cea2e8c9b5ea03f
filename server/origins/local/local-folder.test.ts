import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { after, before, describe, test } from 'node:test'
import { promisify } from 'node:util'
import { isFailure } from '../../lib/failures.ts'
import { describeOrigin } from '../contract/origin.contract.ts'
import { openOrigin, openUploadTarget } from '../index.ts'
import { readNetworkAllowList } from '../network-guard.ts'
import type { ListableOrigin, SkippedEntry } from '../origin.ts'
import type { UploadTarget } from '../upload-target.ts'

const OPTIONS = { allowPrivate: readNetworkAllowList('') }

function openFolder(root: string): ListableOrigin {
  return openOrigin({ type: 'local', root }, OPTIONS)
}

function openTarget(root: string): UploadTarget {
  const target = openUploadTarget({ type: 'local', root }, OPTIONS)
  assert.ok(target)
  return target
}

describeOrigin('local folder', async () => {
  const root = await mkdtemp(join(tmpdir(), 'vitrine-origin-'))
  return {
    origin: openFolder(root),
    target: openTarget(root),
    async put(path, content) {
      await mkdir(dirname(join(root, path)), { recursive: true })
      await writeFile(join(root, path), content)
    },
    close: () => rm(root, { recursive: true }),
  }
})

describe('local folder, its own traps', () => {
  let base: string
  let root: string
  let origin: ListableOrigin

  before(async () => {
    base = await realpath(await mkdtemp(join(tmpdir(), 'vitrine-origin-')))
  })
  after(() => rm(base, { recursive: true }))

  async function freshRoot(): Promise<void> {
    root = await mkdtemp(join(base, 'root-'))
    origin = openFolder(root)
  }

  async function listed(): Promise<{ paths: string[]; skipped: SkippedEntry[] }> {
    const skipped: SkippedEntry[] = []
    const pages = await Array.fromAsync(origin.list({ onSkipped: (entry) => skipped.push(entry) }))
    return { paths: pages.flat().map((file) => file.path), skipped }
  }

  test('links are followed to files inside the root only', async () => {
    await freshRoot()
    await writeFile(join(base, 'secret.txt'), 'secret')
    await mkdir(join(root, 'in'))
    await writeFile(join(root, 'in/real.txt'), 'real')
    await symlink('in/real.txt', join(root, 'good.txt'))
    await symlink(join(base, 'secret.txt'), join(root, 'out.txt'))
    await symlink('../secret.txt', join(root, 'up.txt'))
    await symlink('/dev/zero', join(root, 'zero.txt'))
    await symlink('loop.txt', join(root, 'loop.txt'))
    await symlink('nowhere', join(root, 'dangling.txt'))
    await symlink('..', join(root, 'in/parent'))
    await symlink(base, join(root, 'base'))
    const { paths, skipped } = await listed()
    assert.deepEqual(paths, ['good.txt', 'in/real.txt'])
    const bad = ['base', 'dangling.txt', 'in/parent', 'loop.txt', 'out.txt', 'up.txt', 'zero.txt']
    assert.deepEqual(skipped.map((entry) => entry.path).sort(), bad)
    for (const path of [...bad, 'base/secret.txt', 'in/parent/in/real.txt', 'in/parent/good.txt']) {
      assert.equal(await origin.stat(path), null, path)
      assert.equal(await origin.open(path), null, path)
      assert.equal(await origin.localFile?.(path), null, path)
    }
    const good = await origin.open('good.txt')
    assert.equal(good && (await text(good.body)), 'real')
    assert.equal(await origin.localFile?.('good.txt'), join(root, 'in/real.txt'))
  })

  test('nothing is written through a link', async () => {
    await freshRoot()
    const outside = await mkdtemp(join(base, 'outside-'))
    await symlink(outside, join(root, 'link'))
    await symlink(join(outside, 'new.txt'), join(root, 'dangling.txt'))
    await writeFile(join(root, 'file'), 'x')
    for (const path of ['link/a.txt', 'link/b/c.txt', 'dangling.txt', 'file/below.txt']) {
      const end = openTarget(root).create(path, Readable.from(['x']), { contentType: 'text/plain' })
      await assert.rejects(end, (error) => isFailure(error, 'path_taken'), path)
    }
    assert.deepEqual(await readdir(outside), [])
    assert.deepEqual((await readdir(root)).sort(), ['dangling.txt', 'file', 'link'])
  })

  test('the root may be a link and a missing root is not an empty one', async () => {
    await freshRoot()
    await writeFile(join(root, 'a.txt'), 'x')
    await symlink(root, join(base, 'linked-root'))
    origin = openFolder(join(base, 'linked-root'))
    assert.deepEqual((await listed()).paths, ['a.txt'])
    await rename(root, `${root}-moved`)
    for (const call of [listed, () => origin.stat('a.txt'), () => origin.open('a.txt')]) {
      await assert.rejects(call(), (error) => {
        assert.ok(isFailure(error, 'origin_unreachable'))
        assert.match(error.detail, /linked-root does not exist\./)
        return true
      })
    }
    origin = openFolder(join(`${root}-moved`, 'a.txt'))
    await assert.rejects(listed(), /is not a folder\./)
  })

  test('a root that becomes a link to another folder is followed to what only that has', async () => {
    await freshRoot()
    const other = await mkdtemp(join(base, 'root-'))
    await writeFile(join(root, 'a.txt'), 'x')
    await writeFile(join(other, 'b.txt'), 'y')
    await symlink(root, join(base, 'current'))
    origin = openFolder(join(base, 'current'))
    assert.equal(await origin.localFile?.('a.txt'), join(root, 'a.txt'))
    await rm(join(base, 'current'))
    await symlink(other, join(base, 'current'))
    assert.equal(await origin.localFile?.('b.txt'), join(other, 'b.txt'))
    assert.equal(await origin.localFile?.('a.txt'), null)
  })

  test('pipes and sockets are left out and never waited for', async () => {
    await freshRoot()
    await promisify(execFile)('mkfifo', [join(root, 'pipe')])
    const server = createServer().listen(join(root, 'socket'))
    await writeFile(join(root, 'file'), 'x')
    const { paths, skipped } = await listed()
    assert.deepEqual(paths, ['file'])
    assert.deepEqual(skipped.map((entry) => entry.path).sort(), ['pipe', 'socket'])
    for (const path of ['pipe', 'socket']) {
      assert.equal(await origin.open(path), null)
      assert.equal(await origin.localFile?.(path), null)
    }
    server.close()
  })

  test('names that are not UTF-8 are left out and told', async () => {
    await freshRoot()
    await writeFile(Buffer.concat([Buffer.from(`${root}/bad-`), Buffer.from([0xe9])]), 'x')
    await mkdir(Buffer.concat([Buffer.from(`${root}/dir-`), Buffer.from([0xff])]))
    await writeFile(join(root, 'real-\uFFFD'), 'x')
    const { paths, skipped } = await listed()
    assert.deepEqual(paths, ['real-\uFFFD'])
    const told = skipped.map(({ path, isFolder }) => ({ path, isFolder }))
    assert.deepEqual(
      told.sort((a, b) => a.path.localeCompare(b.path)),
      [
        { path: 'bad-\uFFFD', isFolder: false },
        { path: 'dir-\uFFFD', isFolder: true },
      ],
    )
  })

  test('what lies too deep for the index is left out and told', async () => {
    await freshRoot()
    await writeFile(join(root, 'a.txt'), 'a')
    const folder = Array.from({ length: 9 }, () => 'd'.repeat(240)).join('/')
    await mkdir(join(root, folder), { recursive: true })
    await writeFile(join(root, folder, 'deep.txt'), 'deep')
    const { paths, skipped } = await listed()
    assert.deepEqual(paths, ['a.txt'])
    assert.deepEqual(
      skipped.map(({ path, isFolder }) => [path, isFolder]),
      [[folder, true]],
    )
    await assert.rejects(origin.stat(`${folder}/deep.txt`), { code: 'invalid_path' })
  })

  test('a folder without the right to read it is told, as the root it is a failure', async () => {
    await freshRoot()
    await chmod(base, 0o755)
    await chmod(root, 0o755)
    await mkdir(join(root, 'closed'))
    await writeFile(join(root, 'closed/a.txt'), 'x')
    await writeFile(join(root, 'open.txt'), 'x')
    await chmod(join(root, 'closed'), 0)
    await asNobody(async () => {
      const { paths, skipped } = await listed()
      assert.deepEqual(paths, ['open.txt'])
      assert.deepEqual(
        skipped.map(({ path, isFolder }) => ({ path, isFolder })),
        [{ path: 'closed', isFolder: true }],
      )
      const refused = (error: unknown) => isFailure(error, 'origin_refused')
      await assert.rejects(origin.stat('closed/a.txt'), refused)
      await assert.rejects(origin.open('closed/a.txt'), refused)
      const options = { contentType: 'text/plain' }
      await assert.rejects(
        openTarget(root).create('closed/b.txt', Readable.from(['x']), options),
        refused,
      )
      origin = openFolder(join(root, 'closed'))
      await assert.rejects(listed(), (error) => refused(error) && /closed/.test(String(error)))
    })
    await chmod(join(root, 'closed'), 0o755)
  })

  test('drafts are neither listed nor served, and old ones are removed', async () => {
    await freshRoot()
    const [fresh, old] = [`.vitrine-draft-${'a'.repeat(32)}`, `.vitrine-draft-${'b'.repeat(32)}`]
    await writeFile(join(root, fresh), 'x')
    await writeFile(join(root, old), 'x')
    await utimes(join(root, old), new Date(0), new Date(0))
    await writeFile(join(root, '.hidden'), 'x')
    assert.deepEqual((await listed()).paths, ['.hidden'])
    assert.equal(await origin.stat(fresh), null)
    const end = openTarget(root).create(fresh, Readable.from(['x']), { contentType: 'text/plain' })
    await assert.rejects(end, (error) => isFailure(error, 'invalid_path'))
    assert.deepEqual((await readdir(root)).sort(), ['.hidden', fresh])
  })

  test('a written file is complete, alone in its folder, and no folder is left of a broken one', async () => {
    await freshRoot()
    await openTarget(root).create('a/b/c.txt', Readable.from(['he', 'llo']), {
      contentType: 'text/plain',
    })
    assert.equal(await readFile(join(root, 'a/b/c.txt'), 'utf8'), 'hello')
    assert.deepEqual(await readdir(join(root, 'a/b')), ['c.txt'])
    const broken = Readable.from(['x'])
    broken.destroy(new Error('gone'))
    await assert.rejects(
      openTarget(root).create('n/m/o.txt', broken, { contentType: 'text/plain' }),
    )
    assert.deepEqual(await readdir(root), ['a'])
  })

  test('another file moved onto the path has another etag, also of the same size and age', async () => {
    await freshRoot()
    const then = new Date('2020-02-02')
    for (const name of ['a.txt', 'b.txt']) {
      await writeFile(join(root, name), name)
      await utimes(join(root, name), then, then)
    }
    const first = await origin.stat('a.txt')
    await rename(join(root, 'b.txt'), join(root, 'a.txt'))
    assert.notEqual((await origin.stat('a.txt'))?.etag, first?.etag)
  })

  test('other spellings of a path are not the file', async () => {
    await freshRoot()
    await mkdir(join(root, 'a'))
    await writeFile(join(root, 'a/b.txt'), 'x')
    for (const path of ['a//b.txt', './a/b.txt', 'a/./b.txt', 'a/b.txt/', 'a/b.txt/.']) {
      assert.equal(await origin.stat(path), null, path)
      const end = openTarget(root).create(path, Readable.from(['y']), { contentType: 'text/plain' })
      await assert.rejects(end, (error) => isFailure(error, 'invalid_path'), path)
    }
    const long = openTarget(root).create('x'.repeat(256), Readable.from(['y']), {
      contentType: 'text/plain',
    })
    await assert.rejects(long, (error) => isFailure(error, 'invalid_path'))
  })
})

/** The administrator may read everything, so a test of rights has to be somebody else. */
async function asNobody(use: () => Promise<void>): Promise<void> {
  if (process.getuid?.() !== 0) return use()
  process.seteuid?.(65534)
  try {
    await use()
  } finally {
    process.seteuid?.(0)
  }
}
