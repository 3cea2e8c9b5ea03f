import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AltTextSource } from '../../contract/resources.ts'
import { assetAddress, readAssetPath } from './addresses.ts'
import {
  applyPatch,
  describePart,
  describePatch,
  isUntouched,
  planMerge,
  planTagPatch,
  planUndo,
  sortTags,
} from './asset-edits.ts'
import {
  altText,
  describeAltSource,
  describeAsset,
  fileName,
  folderOf,
  tileBadge,
} from './asset-words.ts'
import { readBlurhash, toDataUrl } from './blurhash.ts'
import { EMPTY_QUERY } from './browse-query.ts'

const before = {
  name: 'Colmar',
  description: null,
  alt_text: null,
  categories: ['Hero'],
  custom_fields: { Shoot: '12' },
  tags: { Canal: 0.9, Car: 0 },
  warning_adult: 4,
  warning_medical: null,
  warning_racy: 2,
  warning_spoof: null,
  warning_violence: null,
  warnings_by_person: ['adult' as const],
}

test('undo puts back exactly what the patch changed', () => {
  assert.deepEqual(planUndo(before, { description: 'x' }), { description: null })
  assert.deepEqual(planUndo(before, { categories: [], name: null }), {
    name: 'Colmar',
    categories: ['Hero'],
  })
  // A name that every object has is no tag of every asset.
  assert.deepEqual(planUndo(before, { tags: { constructor: 1 } }), { tags: { constructor: 0 } })
  assert.deepEqual(planUndo(before, { tags: { Canal: 0, New: 1 } }), {
    tags: { Canal: 0.9, New: 0 },
  })
})

test('two edits at once are both kept', () => {
  const theirs = {
    ...before,
    categories: ['Hero', 'Theirs'],
    custom_fields: { Shoot: '12', By: 'J' },
  }
  assert.deepEqual(planMerge(before, { categories: ['Mine'] }, theirs), {
    categories: ['Theirs', 'Mine'],
  })
  assert.deepEqual(planMerge(before, { custom_fields: { Shoot: '13', New: 'x' } }, theirs), {
    custom_fields: { Shoot: '13', By: 'J', New: 'x' },
  })
  assert.deepEqual(planMerge(before, { custom_fields: {} }, theirs), { custom_fields: { By: 'J' } })
})

test('only an edit of the same part has to be decided about', () => {
  const theirs = { ...before, name: 'Theirs', tags: { Car: 0, Canal: 0.9, New: 1 } }
  assert.ok(isUntouched(before, theirs, { description: 'x', tags: { Canal: 0 } }))
  assert.ok(
    isUntouched(before, { ...theirs, custom_fields: { Shoot: '12' } }, { custom_fields: {} }),
  )
  assert.equal(isUntouched(before, theirs, { name: 'Mine', description: 'x' }), false)
  assert.equal(isUntouched(before, theirs, { tags: { New: 0.5 } }), false)
  assert.equal(isUntouched(before, { ...theirs, categories: [] }, { categories: ['A'] }), false)
})

test('a patch replaces lists and changes only the given tags', () => {
  const after = applyPatch(before, { categories: [], tags: { Canal: 0 } })
  assert.deepEqual([after.categories, after.tags], [[], { Canal: 0, Car: 0 }])
  assert.equal(describePatch({ tags: {}, name: null }), 'name and tags')
})

test('an alert that a person sets is theirs, and undo gives it back to whom it was', () => {
  const patch = { warning_adult: null, warning_racy: 5 }
  assert.deepEqual(planUndo(before, patch), { warning_adult: 4, warning_racy: null })
  const after = applyPatch(before, patch)
  assert.deepEqual(after.warnings_by_person, ['racy'])
  assert.deepEqual([after.warning_adult, after.warning_racy], [4, 5])
  assert.equal(describePatch(patch), 'content alerts')
  assert.equal(describePart(after, 'warning_racy'), 'Racy: Probable')
  assert.equal(describePart(after, 'warning_spoof'), 'Spoof: Not analysed')
})

test('only changed tags are sent', () => {
  assert.deepEqual(planTagPatch(before.tags, { Canal: 0, Car: 0 }), { tags: { Canal: 0 } })
  assert.equal(planTagPatch(before.tags, before.tags), null)
})

test('tags stand by confidence, removed ones last', () => {
  assert.deepEqual(
    sortTags({ a: 0, b: 0.5, c: 0.9 }).map((tag) => tag.label),
    ['c', 'b', 'a'],
  )
  assert.equal(describePart(before, 'tags'), 'Canal')
  assert.equal(describePart(before, 'description'), 'empty')
})

for (const path of ['/a/b.jpg', '/100%/ä b#?.jpg', '/a%2Fb.jpg', '/a\\b//c.jpg']) {
  test(`the address of ${path} leads back to it`, () => {
    const address = assetAddress('5ae5', path, { ...EMPTY_QUERY, q: 'x' })
    assert.equal(readAssetPath(new URL(address, 'http://localhost').pathname), path)
  })
}

test('a broken address has no path', () => {
  assert.equal(readAssetPath('/s/1/asset/%E0%A4%A'), null)
  assert.equal(readAssetPath('/s/1'), null)
})

test('badges and words', () => {
  const asset = {
    media_kind: 'VIDEO' as const,
    content_type: 'video/mp4',
    duration_seconds: 5,
    media_width: 960,
    media_height: 540,
    origin_path: '/a/b.mp4',
  }
  assert.equal(tileBadge(asset), '0:05')
  assert.equal(tileBadge({ ...asset, media_kind: 'VECTOR', content_type: 'image/svg+xml' }), 'SVG')
  assert.equal(tileBadge({ ...asset, media_kind: 'IMAGE' }), null)
  assert.equal(describeAsset(asset), 'b.mp4, video 0:05, 960 by 540')
  assert.equal(fileName('/a/b.jpg'), 'b.jpg')
  assert.equal(folderOf('/b.jpg'), '/')
})

test('a blurhash becomes a tiny picture', () => {
  // One component only: its colour everywhere.
  const red = readBlurhash('00TI:j', 2, 2)
  assert.deepEqual([...(red?.rgb ?? [])].slice(0, 3), [...(red?.rgb ?? [])].slice(9, 12))
  assert.equal((red?.rgb[0] ?? 0) > 200 && (red?.rgb[2] ?? 255) < 60, true)
  assert.equal(readBlurhash('LEHV6nWB2yk8pyo0adR*.7kCMdnj', 4, 3)?.rgb.length, 36)
  assert.equal(readBlurhash('not a hash', 4, 3), null)
  assert.match(
    toDataUrl({ width: 1, height: 1, rgb: Uint8Array.of(1, 2, 3) }),
    /^data:image\/bmp;base64,Qk/,
  )
})

test('what stands for a picture: its alt text, else its description, else its name', () => {
  const asset = { origin_path: '/a/b.jpg', description: null, alt_text: null }
  assert.equal(altText(asset), 'b.jpg')
  assert.equal(altText({ ...asset, description: 'A lake' }), 'A lake')
  assert.equal(altText({ ...asset, description: 'A lake', alt_text: 'Water' }), 'Water')
})

const sources: [text: string | null, source: AltTextSource | null, words: string | null][] = [
  ['Water', 'person', 'written by a person'],
  [null, 'person', 'left empty by a person'],
  ['Water', 'file', 'from the file'],
  ['Water', 'analysis', 'from analysis'],
  [null, null, null],
]
for (const [alt_text, alt_text_source, words] of sources) {
  test(`an alt text ${words ?? 'of nobody'}`, () => {
    const asset = { alt_text, alt_text_source, alt_text_is_weak: false }
    assert.equal(describeAltSource(asset), words)
  })
}

test('a weak alt text is worth a look', () => {
  const asset = { alt_text: 'Green', alt_text_source: 'analysis' as const, alt_text_is_weak: true }
  assert.equal(describeAltSource(asset), 'from analysis, weak: worth a look')
})
