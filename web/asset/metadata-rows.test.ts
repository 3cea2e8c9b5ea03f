import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AssetAttributes } from '../../contract/resources.ts'
import { planMetadataGroups, planMetadataRows } from './metadata-rows.ts'

const photo = {
  origin_path: '/travel/colmar.jpg',
  content_type: 'image/jpeg',
  file_size: 2_190_390,
  media_width: 3072,
  media_height: 2304,
  media_kind: 'IMAGE',
  dpi_width: 72,
  dpi_height: 72,
  duration_seconds: null,
  has_frames: false,
  frame_count: 1,
  analyzed_faces: true,
  face_count: 0,
  date_taken: null,
  date_created: 0,
  date_modified: 0,
  location: { latitude: 48.1, longitude: 7.35 },
  uploaded_by: null,
  metadata: {
    exif: {
      Make: 'Casio',
      Model: 'EX-Z750',
      ExposureTime: 0.0125,
      FNumber: 4,
      FocalLength: '7.9 mm',
    },
    iptc: {},
    xmp: { Subject: ['canal', 'house'] },
  },
} as unknown as AssetAttributes

const cases: [label: string, value: string | undefined][] = [
  ['File name', 'colmar.jpg'],
  ['File size', '2.2 MB'],
  ['Dimensions', '3,072 × 2,304 px'],
  ['Faces', 'None found'],
  ['Camera', 'Casio EX-Z750'],
  ['Exposure', '1/80 s, f/4, 7.9 mm'],
  ['Location', '48.10000, 7.35000'],
  ['Duration', undefined],
  ['Uploaded by', undefined],
]
const NOW = new Date('2026-11-22T12:00:00Z')
const SHOWN = { isShown: true, isOn: true }
const rows = new Map(planMetadataRows(photo, SHOWN, NOW).map((row) => [row.label, row.value]))
for (const [label, value] of cases) {
  test(`${label}: ${value ?? 'left out'}`, () => assert.equal(rows.get(label), value))
}

const waiting = { ...photo, analyzed_faces: false, face_count: null, analysis_status: 'waiting' }
const faces: [what: string, part: object, shown: typeof SHOWN, value: string | undefined][] = [
  ['not looked for yet', {}, SHOWN, 'Not analysed yet'],
  ['not looked for at all', {}, { isShown: true, isOn: false }, 'Analysis is off'],
  ['not wanted', {}, { isShown: false, isOn: false }, undefined],
  [
    'not found out',
    { analysis_status: 'failed', analysis_error: 'It hangs.' },
    SHOWN,
    'Could not be analysed: It hangs.',
  ],
]
for (const [what, part, shown, value] of faces) {
  test(`faces that were ${what}`, () => {
    const row = planMetadataRows({ ...waiting, ...part } as AssetAttributes, shown, NOW)
    assert.equal(row.find(({ label }) => label === 'Faces')?.value, value)
  })
}

test('what changed today is told by its age, with the exact time at hand', () => {
  const date_modified = NOW.getTime() / 1000 - 240
  const row = planMetadataRows({ ...photo, date_modified }, SHOWN, NOW)
  const updated = row.find(({ label }) => label === 'Updated')
  assert.equal(updated?.value, '4 min ago')
  assert.match(updated?.exact ?? '', /^22 Nov 2026/)
})

test('only standards that say something have a group', () => {
  const groups = planMetadataGroups(photo.metadata)
  assert.deepEqual(
    groups.map(({ title, rows }) => [title, rows.length]),
    [
      ['EXIF', 5],
      ['XMP', 1],
    ],
  )
  assert.equal(groups[1]?.rows[0]?.value, 'canal, house')
})
