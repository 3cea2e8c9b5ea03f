import { findTag, type Tags, tagText } from './tags.ts'

/**
 * The moment a picture was taken: EXIF, then XMP, then IPTC. A time without a zone is taken as UTC, so that
 * it is shown as the clock of the camera showed it.
 */
export function readTakenAt(tags: Tags): Date | null {
  const { exif, xmp, iptc } = tags
  const candidates = [
    exifDate(exif, 'DateTimeOriginal', 'OffsetTimeOriginal', 'SubSecTimeOriginal'),
    exifDate(exif, 'DateTimeDigitized', 'OffsetTimeDigitized', 'SubSecTimeDigitized'),
    tagText(xmp, 'DateTimeOriginal'),
    tagText(xmp, 'DateCreated'),
    tagText(xmp, 'CreateDate'),
    iptcDate(iptc),
  ]
  for (const candidate of candidates) {
    const date = candidate === null ? null : parseDate(candidate)
    if (date) return date
  }
  return null
}

function exifDate(
  exif: object | undefined,
  name: string,
  offsetName: string,
  fractionName: string,
): string | null {
  const date = rawText(exif, name)
  if (!date) return null
  const fraction = rawText(exif, fractionName)
  const digits = fraction && /^\d+$/.test(fraction) ? `.${fraction.slice(0, 3)}` : ''
  return `${date}${digits}${rawText(exif, offsetName) ?? ''}`
}

/** As written in the file: descriptions of dates are made for reading. */
function rawText(group: object | undefined, name: string): string | null {
  const tag = findTag(group, name)
  const value = tag && !Array.isArray(tag) ? tag.value : null
  const text = Array.isArray(value) ? value[0] : value
  return typeof text === 'string' ? text.trim() : null
}

function iptcDate(iptc: object | undefined): string | null {
  const date = tagText(iptc, 'Date Created')
  return date && `${date} ${tagText(iptc, 'Time Created') ?? ''}`.trim()
}

const DATE =
  /^(\d{4})[:/.-](\d\d)[:/.-](\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)? ?(Z|[+-]\d\d:?\d\d)?/

/** null for dates that do not exist, such as the zeros of a camera whose clock was never set. */
function parseDate(text: string): Date | null {
  const match = DATE.exec(text)
  if (!match) return null
  const [
    ,
    year,
    month,
    day,
    hour = '00',
    minute = '00',
    second = '00',
    fraction = '0',
    zone = 'Z',
  ] = match
  const offset = zone === 'Z' ? 'Z' : `${zone.slice(0, 3)}:${zone.slice(-2)}`
  const millis = fraction.padEnd(3, '0').slice(0, 3)
  const midnight = new Date(`${year}-${month}-${day}T00:00:00Z`)
  // JavaScript would turn 31 February into 3 March
  if (Number.isNaN(midnight.getTime()) || midnight.getUTCDate() !== Number(day)) return null
  const date = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}.${millis}${offset}`)
  return Number.isNaN(date.getTime()) || Number(year) < 1800 ? null : date
}
