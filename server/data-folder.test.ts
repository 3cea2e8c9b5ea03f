import assert from 'node:assert/strict'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { makeDataFolder } from './data-folder.ts'

let folder = ''
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vitrine-data-'))
})
after(() => rm(folder, { recursive: true }))

test('nobody else can list the data or read the cache', async () => {
  const data = join(folder, 'a', 'data')
  await makeDataFolder(data)
  await makeDataFolder(data)
  assert.equal((await stat(data)).mode & 0o066, 0)
  assert.equal((await stat(join(data, 'cache'))).mode & 0o077, 0)
})
