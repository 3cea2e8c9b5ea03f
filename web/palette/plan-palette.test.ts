import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type PaletteGroup, type PaletteItem, planPalette } from './plan-palette.ts'

const item = (
  group: PaletteGroup,
  label: string,
  more: Partial<PaletteItem> = {},
): PaletteItem => ({
  id: `${group}:${label}`,
  group,
  label,
  ...more,
})

const ITEMS = [
  item('commands', 'Open advanced filters'),
  item('commands', 'Upload'),
  item('settings', 'Sources'),
  item('folders', '/travel/alps'),
  item('folders', '/food'),
  item('assets', 'vineyard.jpg'),
  item('tags', 'Alps'),
  item('search', 'Search everything'),
]

function show(typed: string, options: { recent?: string[]; only?: PaletteGroup } = {}): string[] {
  const { recent = [], only = null } = options
  return planPalette({ items: ITEMS, typed, recent, only }).map(
    ({ group, items }) => `${group}: ${items.map(({ label }) => label).join(', ')}`,
  )
}

describe('what the palette shows', () => {
  test('at rest: what was used last, then what can be done; nothing that could be thousands', () => {
    assert.deepEqual(show('', { recent: ['tags:Alps', 'commands:gone', 'commands:Upload'] }), [
      'recent: Alps, Upload',
      'commands: Open advanced filters',
      'settings: Sources',
    ])
  })

  test('the best of each kind; scattered letters come after real matches, the search last', () => {
    assert.deepEqual(show('al'), [
      'folders: /travel/alps',
      'assets: vineyard.jpg',
      'tags: Alps',
      'commands: Open advanced filters',
      'search: Search everything',
    ])
  })

  test('what was used before comes first among equals', () => {
    const items = [item('commands', 'Sort by name'), item('commands', 'Sort by size')]
    const recent = ['commands:Sort by size']
    const [group] = planPalette({ items, typed: 'sort', recent, only: null })
    assert.deepEqual(
      group?.items.map(({ label }) => label),
      ['Sort by size', 'Sort by name'],
    )
  })

  test('only one kind, and all of it', () => {
    assert.deepEqual(show('', { only: 'folders' }), ['folders: /travel/alps, /food'])
    assert.deepEqual(show('foo', { only: 'folders' }), ['folders: /food'])
  })

  test('many of one kind leave room for the others', () => {
    const items = Array.from({ length: 40 }, (_, i) => item('tags', `sky ${i}`))
    const [group] = planPalette({ items, typed: 'sky', recent: [], only: null })
    assert.equal(group?.items.length, 5)
  })
})
