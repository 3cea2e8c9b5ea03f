import type { AlertLevel, AlertName } from '../../../contract/analysis.ts'

/**
 * Words that a picture is held against. Chosen, not measured: of the models that may be configured here none has been
 * tried on labelled pictures, so what comes of them is a hint.
 */

/** As transformers.js and the papers have it. */
export const LABEL_TEMPLATE = 'This is a photo of {}'

/** Takes the share of pictures that show none of the labels, where shares add up to 1. */
export const OTHER_LABEL = 'something'

/** From here on a label becomes a tag. */
export const MIN_TAG_SCORE = 0.1

export const HARMLESS_PROMPTS: readonly string[] = [
  'This is a harmless photo',
  'This is a photo of people with clothes on',
  'This is a photo of a place',
  'This is a photo of a thing',
]

export const ALERT_PROMPTS: Record<AlertName, readonly string[]> = {
  adult: ['This is a pornographic photo', 'This is a photo of naked people'],
  medical: ['This is a photo of a surgery', 'This is a photo of a wound'],
  racy: ['This is a photo of people in underwear', 'This is a sexually suggestive photo'],
  spoof: ['This is a meme with a caption', 'This is a photo edited to make fun of somebody'],
  violence: ['This is a photo of violence with blood', 'This is a photo of people fighting'],
}

/** Upper ends of the levels 1 to 4. What fits nothing better than anything else has a score of a third. */
const LIMITS = [0.5, 0.7, 0.85, 0.95]

export function levelOf(score: number): AlertLevel {
  return (1 + LIMITS.filter((limit) => score >= limit).length) as AlertLevel
}
