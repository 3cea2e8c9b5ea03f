import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TileAsset } from '../lib/assets.ts'
import type { Folder, FolderList } from '../lib/vocabulary.ts'
import { ancestorsOf, planTree, planTreeKey } from './folder-tree.ts'
import { planMonths } from './months.ts'

const noon = (date: string) => Date.parse(`${date}T12:00:00Z`) / 1000
const assets = ['2026-11-20', '2026-11-03', '2026-10-09'].map(
  (date) => ({ date_created: noon(date), date_modified: noon(date) }) as TileAsset,
)

test('a month is counted only when it has ended', () => {
  assert.deepEqual(planMonths(assets, 'date_created', false), [
    { start: 0, title: 'November 2026', count: 2 },
    { start: 2, title: 'October 2026', count: null },
  ])
  assert.equal(planMonths(assets, 'date_modified', true)[1]?.count, 1)
  assert.deepEqual(planMonths(assets, 'file_size', true), [])
})

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
