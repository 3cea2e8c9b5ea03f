import ExifReader, { type ExpandedTags } from 'exifreader'
import type { FileBytes } from './file-bytes.ts'
import { collectMetadataBytes } from './metadata-bytes.ts'
import { readRawProfiles } from './png.ts'
import { wrapMetadata } from './wrap-metadata.ts'

export type Tags = ExpandedTags

/** All tags of a file; none when it has none or they are too damaged to be read. */
export async function readTags(bytes: FileBytes, format: string): Promise<Tags> {
  try {
    const part = await collectMetadataBytes(bytes, format)
    const tags = part ? parseTags(part) : {}
    if (format !== 'png') return tags
    return { ...parseTags(wrapMetadata(await readRawProfiles(bytes))), ...tags }
  } catch (error) {
    // a length that leads out of its block
    if (error instanceof RangeError) return {}
    throw error
  }
}

/** All tags of a file in memory; none when it has none or they are too damaged to be read. */
export function parseTags(part: Buffer): Tags {
  try {
    // not `async`: compressed text, which could be a bomb, is then left alone
    return ExifReader.load(part, { expanded: true, async: false })
  } catch {
    // damaged metadata is no reason to refuse a picture
    return {}
  }
}

interface PlainTag {
  value?: unknown
  description?: unknown
}

/** One tag by its name, whatever the library's types know of it. */
export function findTag(
  group: object | undefined,
  name: string,
): PlainTag | PlainTag[] | undefined {
  return (group as Record<string, PlainTag | PlainTag[]> | undefined)?.[name]
}

/** The text of a tag as a person reads it; null when there is none. */
export function tagText(group: object | undefined, name: string): string | null {
  const tag = findTag(group, name)
  const first = Array.isArray(tag) ? tag[0] : tag
  return cleanText(first?.description) || null
}

/** The number in a tag, also of a fraction. */
export function tagNumber(group: object | undefined, name: string): number | null {
  const tag = findTag(group, name)
  return tag && !Array.isArray(tag) ? toNumber(tag.value) : null
}

export function toNumber(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  if (!Array.isArray(value)) return null
  const [first, second] = value
  if (Array.isArray(first)) return value.length === 1 ? toNumber(first) : null
  if (value.length === 1) return toNumber(first)
  if (value.length !== 2 || typeof first !== 'number' || typeof second !== 'number') return null
  return second === 0 ? null : first / second
}

/**
 * Text that PostgreSQL and a browser take: without NUL and other control characters, without halves of
 * surrogate pairs, at most `maxLength` long. '' for what is no text.
 */
export function cleanText(value: unknown, maxLength = 2000): string {
  if (typeof value !== 'string') return ''
  const text = value
    .slice(0, maxLength)
    .toWellFormed()
    .replace(/[^\P{Cc}\n\t]|[\ufffe\uffff]/gu, '')
    .trim()
  // what could not be decoded is not worth showing
  return /^\ufffd*$/.test(text) ? '' : text
}
