import assert from 'node:assert/strict'
import { test } from 'node:test'
import { matchFiles } from './upload-notes.ts'

const order = (localPath: string, bytes: number, lastModified: number) => ({
  sourceId: 's',
  path: `to/${localPath}`,
  localPath,
  bytes,
  lastModified,
  contentType: '',
  trace: null,
})
const chosen = (path: string, text: string, lastModified: number) => ({
  path,
  file: new File([text], path, { lastModified }),
})

test('files that are chosen again are known by name, size and date', () => {
  const lost = [
    { id: '1', order: order('a.jpg', 3, 10) },
    { id: '2', order: order('x/same.jpg', 3, 20) },
    { id: '3', order: order('y/same.jpg', 3, 30) },
    { id: '4', order: order('changed.jpg', 3, 40) },
    { id: '5', order: order('grown.jpg', 3, 50) },
    { id: '6', order: order('folder/loose.jpg', 3, 60) },
  ]
  const found = matchFiles(lost, [
    chosen('a.jpg', 'abc', 10),
    chosen('y/same.jpg', 'yyy', 30),
    chosen('x/same.jpg', 'xxx', 20),
    chosen('changed.jpg', 'abc', 41),
    chosen('grown.jpg', 'abcd', 50),
    chosen('loose.jpg', 'abc', 60),
    chosen('other.jpg', 'abc', 70),
  ])
  assert.deepEqual(
    found.map(({ id, file }) => [id, file.name]),
    [
      ['1', 'a.jpg'],
      ['2', 'x/same.jpg'],
      ['3', 'y/same.jpg'],
      ['6', 'loose.jpg'],
    ],
  )
})
