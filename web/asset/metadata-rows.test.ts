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
const rows = new Map(planMetadataRows(photo).map((row) => [row.label, row.value]))
for (const [label, value] of cases) {
  test(`${label}: ${value ?? 'left out'}`, () => assert.equal(rows.get(label), value))
}

test('faces that were not looked for are not "none"', () => {
  const row = planMetadataRows({ ...photo, analyzed_faces: false, face_count: null })
  assert.equal(row.find(({ label }) => label === 'Faces')?.value, 'Not analysed yet')
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
