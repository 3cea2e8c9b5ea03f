import assert from 'node:assert/strict'
import { test } from 'node:test'
import { commonFolder, folderOf, otherNames, placeIn, readFolder } from './destination.ts'

test('a folder is read as people type it', () => {
  for (const text of ['travel/alsace', '/travel/alsace/', ' travel // alsace ']) {
    assert.equal(readFolder(text), 'travel/alsace')
  }
  assert.equal(readFolder(' / '), '')
  assert.equal(readFolder('..'), '..', 'the server says what is wrong with it')
})

test('files keep their folders below the destination', () => {
  assert.equal(placeIn('', 'a.jpg'), 'a.jpg')
  assert.equal(placeIn('travel', 'alps/a.jpg'), 'travel/alps/a.jpg')
  assert.equal(folderOf('travel/alps/a.jpg'), 'travel/alps')
  assert.equal(folderOf('a.jpg'), '')
})

const folders: [paths: string[], folder: string][] = [
  [[], ''],
  [['a.jpg', 'x/b.jpg'], ''],
  [['x/a.jpg', 'x/b.jpg'], 'x'],
  [['x/y/a.jpg', 'x/y/z/b.jpg'], 'x/y'],
  [['x/y/a.jpg', 'x/yy/b.jpg'], 'x'],
  [['x/y/z/a.jpg', 'x/b.jpg'], 'x'],
]
for (const [paths, folder] of folders) {
  test(`the folder of ${JSON.stringify(paths)}`, () => assert.equal(commonFolder(paths), folder))
}

const names: [path: string, other: string][] = [
  ['a.jpg', 'a-2.jpg'],
  ['x/a-2.jpg', 'x/a-2-2.jpg'],
  ['IMG-4410.jpg', 'IMG-4410-2.jpg'],
  ['backup.tar.gz', 'backup-2.tar.gz'],
  ['README', 'README-2'],
  ['.env', '.env-2'],
  ['2026-11-22', '2026-11-22-2'],
  ['a.b c.jpg', 'a.b c-2.jpg'],
  ['ünï 🐢.jpg', 'ünï 🐢-2.jpg'],
]
for (const [path, other] of names) {
  test(`instead of ${path}`, () => assert.equal(otherNames(path, 1)[0], other))
}
test('several other names', () => {
  assert.deepEqual(otherNames('x/a.jpg', 3), ['x/a-2.jpg', 'x/a-3.jpg', 'x/a-4.jpg'])
})
