import assert from 'node:assert/strict'
import { test } from 'node:test'
import ExifReader from 'exifreader'
import { type About, CAMERAS } from './about.ts'
import { encodePicture } from './encode.ts'

const about: About = {
  title: '富士山 & more',
  description: 'Façade <east>',
  keywords: ['façade', 'a < b'],
  camera: CAMERAS.street,
  place: { city: 'São Paulo', country: 'Brazil', latitude: -23.5505, longitude: -46.6333 },
  rating: 4,
}

test('EXIF, IPTC and XMP of a JPEG say the same as the table', async () => {
  const picture = { width: 2, height: 2, channels: 3 as const, bytes: new Uint8Array(12) }
  const takenAt = new Date('2024-05-06T07:08:09Z')
  const bytes = await encodePicture(picture, { path: 'a.jpg', takenAt, about })
  const { exif, iptc, xmp, gps } = ExifReader.load(bytes, { expanded: true })
  assert.equal(exif?.DateTimeOriginal?.description, '2024:05:06 07:08:09')
  assert.equal(exif?.Model?.description, CAMERAS.street.model)
  assert.equal(exif?.ImageDescription?.description, 'Facade <east>')
  assert.equal(gps?.Latitude?.toFixed(4), '-23.5505')
  assert.equal(gps?.Longitude?.toFixed(4), '-46.6333')
  assert.equal(iptc?.['Object Name']?.description, about.title)
  assert.equal(iptc?.['Caption/Abstract']?.description, about.description)
  assert.equal(xmp?.title?.description, about.title)
  assert.equal(xmp?.subject?.description, about.keywords.join(', '))
  assert.equal(xmp?.Rating?.description, '4')
})
