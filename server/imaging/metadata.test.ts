import assert from 'node:assert/strict'
import { test } from 'node:test'
import sharp from 'sharp'
import { presentMetadata } from './metadata.ts'
import { parseTags } from './tags.ts'

interface Written {
  exif?: Record<string, Record<string, string>>
  xmp?: string
}

async function present({ exif, xmp }: Written) {
  let image = sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } })
  if (exif) image = image.withExif(exif)
  if (xmp) image = image.withXmp(xmp)
  return presentMetadata(parseTags(await image.jpeg().toBuffer()))
}

function packet(body: string): string {
  return `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/">${body}</rdf:Description></rdf:RDF></x:xmpmeta>`
}

const dates: [date: string, zone: string | null, moment: string | null][] = [
  ['2021:06:05 10:20:30', null, '2021-06-05T10:20:30.000Z'],
  ['2021:06:05 10:20:30', '+02:00', '2021-06-05T08:20:30.000Z'],
  ['0000:00:00 00:00:00', null, null],
  ['2021:02:30 10:20:30', null, null],
  ['2021:06:05 25:20:30', null, null],
  ['    :  :     :  :  ', null, null],
]
for (const [date, zone, moment] of dates) {
  test(`taken at "${date}" ${zone ?? 'without a zone'}`, async () => {
    const fields: Record<string, string> = { DateTimeOriginal: date }
    if (zone) fields.OffsetTimeOriginal = zone
    const { takenAt } = await present({ exif: { IFD2: fields } })
    assert.equal(takenAt?.toISOString() ?? null, moment)
  })
}

const places: [latitude: string, longitude: string, expected: object | null][] = [
  ['48/1 30/1 0/1', '2/1 15/1 0/1', { latitude: -48.5, longitude: -2.25 }],
  ['91/1 0/1 0/1', '2/1 0/1 0/1', null],
  ['0/0 0/0 0/0', '2/1 0/1 0/1', null],
]
for (const [latitude, longitude, expected] of places) {
  test(`position ${latitude}, ${longitude}`, async () => {
    const gps = {
      GPSLatitude: latitude,
      GPSLatitudeRef: 'S',
      GPSLongitude: longitude,
      GPSLongitudeRef: 'W',
    }
    assert.deepEqual((await present({ exif: { IFD3: gps } })).location, expected)
  })
}

test('what people wrote is told, what cameras write is not', async () => {
  const camera = await present({ exif: { IFD0: { ImageDescription: 'OLYMPUS DIGITAL CAMERA' } } })
  assert.equal(camera.description, null)
  assert.equal(camera.metadata.exif.ImageDescription, 'OLYMPUS DIGITAL CAMERA')
  const person = await present({ exif: { IFD0: { ImageDescription: 'Our garden' } } })
  assert.equal(person.description, 'Our garden')
})

test('title, description and keywords come from XMP, before EXIF', async () => {
  const list = (...words: string[]) =>
    `<rdf:Bag>${words.map((word) => `<rdf:li>${word}</rdf:li>`).join('')}</rdf:Bag>`
  const text = (value: string) =>
    `<rdf:Alt><rdf:li xml:lang="x-default">${value}</rdf:li></rdf:Alt>`
  const facts = await present({
    exif: { IFD0: { ImageDescription: 'from EXIF' } },
    xmp: packet(
      `<dc:title>${text('A title')}</dc:title><dc:description>${text('Grüße 🌍')}</dc:description>` +
        `<dc:subject>${list('Sea', 'sea', 'Sun')}</dc:subject>`,
    ),
  })
  assert.equal(facts.title, 'A title')
  assert.equal(facts.description, 'Grüße 🌍')
  assert.deepEqual(facts.keywords, ['Sea', 'Sun'])
  assert.deepEqual(facts.metadata.xmp.subject, ['Sea', 'sea', 'Sun'])
})

test('values are bounded, and fit for JSON of PostgreSQL', async () => {
  const fields = Array.from(
    { length: 600 },
    (_, i) => `<photoshop:Field${i}>x</photoshop:Field${i}>`,
  )
  const { metadata } = await present({
    exif: { IFD0: { Artist: 'a\u0001b', Copyright: 'long '.repeat(1000) } },
    xmp: packet(fields.join('')),
  })
  assert.ok(Object.keys(metadata.xmp).length <= 300)
  assert.ok(String(metadata.exif.Copyright).length <= 2000)
  assert.doesNotMatch(JSON.stringify(metadata), /\\u0000|\\u0001|\\ud[89a-f]/)
})

test('damaged metadata is no metadata', () => {
  for (const bytes of [
    '',
    'ffd8',
    'ffd8ffe1ffff4578696600004d4d002a00000008ffff',
    '49492a00ffffffff',
  ]) {
    const { metadata, takenAt, keywords } = presentMetadata(parseTags(Buffer.from(bytes, 'hex')))
    assert.deepEqual([metadata.exif, takenAt, keywords], [{}, null, []])
  }
})
