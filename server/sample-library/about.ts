/** What is written into a sample's metadata. */
export interface About {
  title: string
  description: string
  keywords: string[]
  camera?: Camera
  place?: Place
  credit?: string
  /** 0 to 5 stars. */
  rating?: number
}

export interface Place {
  city: string
  country: string
  latitude: number
  longitude: number
}

export interface Camera {
  make: string
  model: string
  lens: string
  focalLengthMm: number
  aperture: number
  exposure: string
  iso: number
}

/** Cameras nobody can buy: the pictures are drawn, and no maker should be named for them. */
const HALDEN = { make: 'Halden', model: 'Halden 67' }
const ORRERY = { make: 'Orrery', model: 'Orrery M35' }

export const CAMERAS = {
  wide: shot(HALDEN, 'Halden 45 mm f/4', {
    focalLengthMm: 45,
    aperture: 11,
    exposure: '1/125',
    iso: 64,
  }),
  normal: shot(HALDEN, 'Halden 90 mm f/2.8', {
    focalLengthMm: 90,
    aperture: 8,
    exposure: '1/250',
    iso: 100,
  }),
  night: shot(ORRERY, 'Orrery 20 mm f/1.8', {
    focalLengthMm: 20,
    aperture: 1.8,
    exposure: '15/1',
    iso: 3200,
  }),
  street: shot(ORRERY, 'Orrery 35 mm f/2', {
    focalLengthMm: 35,
    aperture: 5.6,
    exposure: '1/500',
    iso: 200,
  }),
  studio: shot(HALDEN, 'Halden 120 mm f/4 Macro', {
    focalLengthMm: 120,
    aperture: 16,
    exposure: '1/160',
    iso: 50,
  }),
} satisfies Record<string, Camera>

type Shot = Pick<Camera, 'focalLengthMm' | 'aperture' | 'exposure' | 'iso'>

function shot(body: { make: string; model: string }, lens: string, settings: Shot): Camera {
  return { ...body, lens, ...settings }
}

const DEFAULT_CREDIT = 'Vitrine'
const RIGHTS = 'Drawn by Vitrine, free of rights (CC0 1.0)'

/** EXIF the way sharp takes it: one table of texts per directory. */
export function writeExif(about: About, takenAt: Date): Record<string, Record<string, string>> {
  const moment = takenAt.toISOString().slice(0, 19).replaceAll('-', ':').replace('T', ' ')
  const { camera, place } = about
  return {
    IFD0: {
      ImageDescription: toAscii(about.description),
      Artist: about.credit ?? DEFAULT_CREDIT,
      Copyright: about.credit ?? RIGHTS,
      DateTime: moment,
      ...(camera && { Make: camera.make, Model: camera.model }),
    },
    IFD2: {
      DateTimeOriginal: moment,
      DateTimeDigitized: moment,
      ...(camera && {
        ExposureTime: camera.exposure,
        FNumber: `${Math.round(camera.aperture * 10)}/10`,
        ISOSpeedRatings: String(camera.iso),
        FocalLength: `${camera.focalLengthMm}/1`,
        LensModel: camera.lens,
      }),
    },
    ...(place && { IFD3: writeGps(place) }),
  }
}

function writeGps({ latitude, longitude }: Place): Record<string, string> {
  return {
    GPSLatitudeRef: latitude < 0 ? 'S' : 'N',
    GPSLatitude: toDegrees(latitude),
    GPSLongitudeRef: longitude < 0 ? 'W' : 'E',
    GPSLongitude: toDegrees(longitude),
  }
}

function toDegrees(angle: number): string {
  const hundredths = Math.round(Math.abs(angle) * 360_000)
  const degrees = Math.floor(hundredths / 360_000)
  const minutes = Math.floor((hundredths % 360_000) / 6000)
  return `${degrees}/1 ${minutes}/1 ${hundredths % 6000}/100`
}

/** EXIF texts are ASCII; XMP and IPTC carry the real ones. */
function toAscii(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[^\x20-\x7e]/g, '-')
}

export function writeXmp(about: About, takenAt: Date): string {
  const { place } = about
  const items = about.keywords.map((keyword) => `<rdf:li>${escapeXml(keyword)}</rdf:li>`).join('')
  const localized = (text: string) =>
    `<rdf:Alt><rdf:li xml:lang="x-default">${escapeXml(text)}</rdf:li></rdf:Alt>`
  return `<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"
 xmp:Rating="${about.rating ?? 0}" xmp:CreateDate="${takenAt.toISOString().slice(0, 19)}Z">
<dc:title>${localized(about.title)}</dc:title>
<dc:description>${localized(about.description)}</dc:description>
<dc:creator><rdf:Seq><rdf:li>${escapeXml(about.credit ?? DEFAULT_CREDIT)}</rdf:li></rdf:Seq></dc:creator>
<dc:rights>${localized(about.credit ?? RIGHTS)}</dc:rights>
<dc:subject><rdf:Bag>${items}</rdf:Bag></dc:subject>
${place ? `<photoshop:City>${escapeXml(place.city)}</photoshop:City><photoshop:Country>${escapeXml(place.country)}</photoshop:Country>` : ''}
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>`
}

function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`)
}

/** Puts IPTC (IIM in a Photoshop APP13 segment) into a JPEG, which sharp cannot. */
export function insertIptc(jpeg: Buffer, about: About): Buffer {
  const { place } = about
  const records = Buffer.concat([
    // 1:90 says that all texts are UTF-8.
    dataset(1, 90, Buffer.from('\x1b%G', 'latin1')),
    dataset(2, 5, Buffer.from(about.title)),
    ...about.keywords.map((keyword) => dataset(2, 25, Buffer.from(keyword))),
    dataset(2, 80, Buffer.from(about.credit ?? DEFAULT_CREDIT)),
    ...(place ? [dataset(2, 90, Buffer.from(place.city))] : []),
    ...(place ? [dataset(2, 101, Buffer.from(place.country))] : []),
    dataset(2, 120, Buffer.from(about.description)),
  ])
  const resource = Buffer.concat([
    Buffer.from('Photoshop 3.0\x008BIM\x04\x04\x00\x00', 'latin1'),
    uint32(records.length),
    records,
    Buffer.alloc(records.length % 2),
  ])
  const head = Buffer.alloc(4)
  head.writeUInt16BE(0xffed)
  head.writeUInt16BE(resource.length + 2, 2)
  const at = endOfApplicationSegments(jpeg)
  return Buffer.concat([jpeg.subarray(0, at), head, resource, jpeg.subarray(at)])
}

function endOfApplicationSegments(jpeg: Buffer): number {
  let at = 2
  while (jpeg[at] === 0xff && (jpeg[at + 1] ?? 0) >> 4 === 0xe) at += 2 + jpeg.readUInt16BE(at + 2)
  return at
}

function dataset(record: number, number: number, content: Buffer): Buffer {
  const head = Buffer.from([0x1c, record, number, 0, 0])
  head.writeUInt16BE(content.length, 3)
  return Buffer.concat([head, content])
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}
