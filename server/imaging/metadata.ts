import type { MediaFacts } from '../../contract/media-facts.ts'
import type { AssetMetadata, MetadataValue } from '../../contract/resources.ts'
import { isDefaultText } from './default-text.ts'
import { cleanText, findTag, type Tags, tagNumber, tagText, toNumber } from './tags.ts'
import { readTakenAt } from './taken-at.ts'

const MAX_ENTRIES = 300
const MAX_LIST = 200

type MetadataFacts = Pick<
  MediaFacts,
  'takenAt' | 'location' | 'title' | 'description' | 'keywords' | 'metadata'
>

/** What people and cameras wrote into the file. Everything is bounded and fit to be stored as JSON. */
export function presentMetadata(tags: Tags): MetadataFacts {
  return {
    takenAt: readTakenAt(tags),
    location: readLocation(tags),
    title: firstWritten([
      tagText(tags.iptc, 'Object Name'),
      tagText(tags.xmp, 'title'),
      tagText(tags.exif, 'XPTitle'),
    ]),
    description: firstWritten([
      tagText(tags.iptc, 'Caption/Abstract'),
      tagText(tags.xmp, 'description'),
      tagText(tags.exif, 'ImageDescription'),
      tagText(tags.exif, 'XPComment'),
    ]),
    keywords: readKeywords(tags),
    metadata: presentGroups(tags),
  }
}

function firstWritten(texts: readonly (string | null)[]): string | null {
  return texts.find((text) => text && !isDefaultText(text)) ?? null
}

function readLocation({ gps }: Tags): MediaFacts['location'] {
  const { Latitude: latitude, Longitude: longitude } = gps ?? {}
  if (typeof latitude !== 'number' || typeof longitude !== 'number') return null
  // NaN fails both comparisons
  const exists = Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180
  return exists ? { latitude, longitude } : null
}

/** Of all three kinds together, each word once. */
function readKeywords(tags: Tags): string[] {
  const written = [
    ...readList(findTag(tags.iptc, 'Keywords')),
    ...readList(findTag(tags.xmp, 'subject')),
    ...(tagText(tags.exif, 'XPKeywords')?.split(';') ?? []),
  ]
  const byLowerCase = new Map<string, string>()
  for (const word of written) {
    const keyword = cleanText(word, 100)
    if (keyword && !byLowerCase.has(keyword.toLowerCase())) {
      byLowerCase.set(keyword.toLowerCase(), keyword)
    }
  }
  return [...byLowerCase.values()].slice(0, MAX_LIST)
}

function readList(tag: ReturnType<typeof findTag>): string[] {
  const items = Array.isArray(tag) ? tag : Array.isArray(tag?.value) ? tag.value : tag ? [tag] : []
  return items
    .slice(0, MAX_LIST)
    .map((item) => cleanText(typeof item === 'string' ? item : item?.description))
    .filter((text) => text !== '')
}

function presentGroups(tags: Tags): AssetMetadata {
  return {
    exif: presentGroup(tags.exif),
    iptc: presentGroup(tags.iptc),
    xmp: presentGroup(tags.xmp),
  }
}

/** Pointers, blobs and raw copies: nothing a person reads. */
const UNREADABLE =
  /^(_raw|about)$|Pointer$|^(MakerNote|PrintIM|Padding|OffsetSchema|JPEGInterchange.*|.*Offsets|.*ByteCounts|JPEGTables|XMLPacket|ImageSourceData|Photoshop.*|InterColorProfile|IPTC-NAA|ComponentsConfiguration|undefined-.*)$/

function presentGroup(group: object | undefined): Record<string, MetadataValue> {
  const entries: [string, MetadataValue][] = []
  for (const name of Object.keys(group ?? {})) {
    if (UNREADABLE.test(name) || entries.length >= MAX_ENTRIES) continue
    const key = cleanText(name, 100)
    const value = presentValue(group, name)
    if (key && value !== null) entries.push([key, value])
  }
  return Object.fromEntries(entries)
}

function presentValue(group: object | undefined, name: string): MetadataValue | null {
  const tag = findTag(group, name)
  const value = Array.isArray(tag) ? tag : tag?.value
  const isList = Array.isArray(value) && value.some((item) => typeof item?.description === 'string')
  if (isList) {
    const list = readList(tag)
    return list.length > 1 ? list : (list[0] ?? null)
  }
  // long rows of numbers are tables or bytes
  if (Array.isArray(value) && value.length > 64 && typeof value[0] === 'number') return null
  const text = tagText(group, name)
  const number = tagNumber(group, name)
  if (text !== null && number !== null && Number(text) === number) return roundNumber(number)
  return text?.startsWith('[Raw') ? null : (text ?? toNumber(value))
}

function roundNumber(value: number): number {
  return Number(value.toPrecision(8))
}
