import type { FoundTag } from '../../../contract/analysis.ts'

const MAX_TAGS = 30
const MAX_LABEL_LENGTH = 60
const MAX_ALT_TEXT_LENGTH = 500

/** As a share, 0 to 1, with four decimals. */
export function toShare(value: number): number {
  return Math.round(Math.min(1, Math.max(0, value)) * 10_000) / 10_000
}

/** What is not seen, and turns round or hides what stands beside it; joiners are part of many a script. */
const UNSEEN =
  /[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu

/** In one line, composed (NFC), without what no database takes and no reader sees. */
export function cleanText(text: string): string {
  const seen = text.toWellFormed().replace(UNSEEN, '').normalize('NFC')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what has to go
  return seen.replace(/[\u0000-\u0020\u007f-\u009f\u2028\u2029]+/g, ' ').trim()
}

/** Trimmed, in lower case, each label once with the highest confidence; the surest. */
export function cleanTags(tags: Iterable<FoundTag>, limit = MAX_TAGS): FoundTag[] {
  const byLabel = new Map<string, FoundTag>()
  for (const tag of tags) {
    const label = cleanText(tag.label).toLowerCase()
    if (label === '' || label.length > MAX_LABEL_LENGTH) continue
    const confidence = toShare(tag.confidence)
    const present = byLabel.get(label)
    if (!present || present.confidence < confidence) {
      byLabel.set(label, { label, confidence, score: tag.score })
    }
  }
  const surest = [...byLabel.values()].sort((a, b) => b.confidence - a.confidence)
  return surest.slice(0, limit)
}

/** Cut between words where it is too long; null: there is nothing to say. */
export function cleanAltText(text: string): string | null {
  const line = cleanText(text)
  if (line.length <= MAX_ALT_TEXT_LENGTH) return line === '' ? null : line
  const cut = line.slice(0, MAX_ALT_TEXT_LENGTH - 1)
  const lastSpace = cut.lastIndexOf(' ')
  return `${cut.slice(0, lastSpace > 0 ? lastSpace : undefined).toWellFormed()}…`
}
