import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Folder, FolderList } from '../lib/vocabulary.ts'
import { ancestorsOf, planTree, planTreeKey } from './folder-tree.ts'

const folder = (path: string, has_children = false) => ({
  path,
  name: path.slice(path.lastIndexOf('/') + 1),
  asset_count: 1,
  has_children,
})
const whole = (...folders: Folder[]): FolderList => ({ folders, after: null })
const children = new Map([
  ['', whole(folder('/a', true), folder('/b'))],
  ['/a', whole(folder('/a/x'))],
])
const foldersOf = (all: ReturnType<typeof planTree>) => all.filter((row) => row.kind === 'folder')
const rows = foldersOf(planTree(children, new Set(['/a'])))

test('an open folder is followed by its children', () => {
  assert.deepEqual(
    rows.map((row) => [row.folder.path, row.level]),
    [
      ['/a', 1],
      ['/a/x', 2],
      ['/b', 1],
    ],
  )
  assert.deepEqual(
    foldersOf(planTree(children, new Set())).map((row) => row.folder.path),
    ['/a', '/b'],
  )
  assert.deepEqual(ancestorsOf('/a/b/c'), ['/a', '/a/b'])
})

test('where folders are missing, a row stands for them, and nobody knows how many they are', () => {
  const more = new Map(children).set('/a', { folders: [folder('/a/x')], after: 'x' })
  const all = planTree(more, new Set(['/a']))
  assert.deepEqual(
    all.map((row) => (row.kind === 'rest' ? `rest of ${row.parent}` : row.folder.path)),
    ['/a', '/a/x', 'rest of /a', '/b'],
  )
  assert.deepEqual(
    foldersOf(all).map(({ siblings }) => siblings),
    [2, -1, 2],
  )
})

const keys: [at: number, key: string, result: unknown][] = [
  [0, 'ArrowDown', { focus: '/a/x' }],
  [0, 'ArrowUp', null],
  [0, 'ArrowRight', { focus: '/a/x' }],
  [0, 'ArrowLeft', { toggle: '/a' }],
  [1, 'ArrowLeft', { focus: '/a' }],
  [1, 'End', { focus: '/b' }],
  [2, 'ArrowRight', null],
]
for (const [at, key, result] of keys) {
  test(`${key} on row ${at}`, () => assert.deepEqual(planTreeKey(rows, at, key), result))
}
