import assert from 'node:assert/strict'
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { removeOldCopies } from './local-copy.ts'

test('copies that a killed process left behind go after a day, and nothing else', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'vitrine-copies-'))
  const { TMPDIR } = process.env
  process.env.TMPDIR = folder
  t.after(async () => {
    if (TMPDIR === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = TMPDIR
    await rm(folder, { recursive: true })
  })
  const daysAgo = (days: number) => new Date(Date.now() - days * 24 * 3_600_000)
  const folders: [name: string, days: number][] = [
    ['vitrine-read-old', 1.1],
    ['vitrine-read-new', 0.9],
    ['somebody-elses', 400],
  ]
  for (const [name, days] of folders) {
    await mkdir(join(folder, name))
    await writeFile(join(folder, name, 'original'), 'x')
    await utimes(join(folder, name), daysAgo(days), daysAgo(days))
  }
  await removeOldCopies()
  assert.deepEqual((await readdir(folder)).sort(), ['somebody-elses', 'vitrine-read-new'])
})
