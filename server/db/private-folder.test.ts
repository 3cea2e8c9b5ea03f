import assert from 'node:assert/strict'
import { chmod, chown, lstat, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { makePrivateFolder } from './private-folder.ts'

let folder = ''
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vitrine-private-'))
})
after(() => rm(folder, { recursive: true }))

test('is made, and found again', async () => {
  const path = join(folder, 'new')
  assert.equal(await makePrivateFolder(path), path)
  assert.equal((await lstat(path)).mode & 0o777, 0o700)
  assert.equal(await makePrivateFolder(path), path)
})

const taken: [what: string, take: (path: string) => Promise<void>][] = [
  ['a link', async (path) => symlink(await mkdtemp(join(folder, 'target-')), path)],
  [
    'a folder that others may write to',
    async (path) => {
      await mkdir(path)
      await chmod(path, 0o777)
    },
  ],
]
for (const [what, take] of taken) {
  test(`${what} is not taken for it`, async () => {
    const path = join(folder, what)
    await take(path)
    await assert.rejects(makePrivateFolder(path), { code: 'not_ready' })
  })
}

test('somebody else’s folder is not taken for it', {
  skip: process.getuid?.() !== 0 && 'only root can give a folder away',
}, async () => {
  const path = join(folder, 'theirs')
  await mkdir(path, { mode: 0o700 })
  await chown(path, 65534, 65534)
  await assert.rejects(makePrivateFolder(path), { code: 'not_ready' })
})
