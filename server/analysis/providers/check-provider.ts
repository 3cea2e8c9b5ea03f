import sharp from 'sharp'
import type { AnalysisCheck, Findings } from '../../../contract/analysis.ts'
import { isFailure } from '../../lib/failures.ts'
import type { AnalysisProvider, Picture } from '../provider.ts'
import { adviceFor } from './provider-failure.ts'

/**
 * Lets a provider look at a picture of ours at everything that it can tell. It counts as a picture of its budget.
 * @throws the signal's reason when aborted
 */
export async function checkProvider(
  provider: AnalysisProvider,
  signal: AbortSignal,
): Promise<AnalysisCheck> {
  const picture = await drawPicture()
  const start = performance.now()
  const done = (part: Omit<AnalysisCheck, 'provider' | 'milliseconds'>): AnalysisCheck => ({
    provider: provider.name,
    milliseconds: Math.round(performance.now() - start),
    ...part,
  })
  if (provider.capabilities.size === 0) {
    return done({
      ok: false,
      detail: 'No model is chosen, so there is nothing that it can tell.',
      advice: 'Name a model for captions, or one for zero-shot tags together with labels.',
    })
  }
  try {
    const { findings } = await provider.analyze(picture, provider.capabilities, signal)
    const told = sayFindings(findings)
    if (told !== null) return done({ ok: true, detail: told, advice: null })
    return done({
      ok: false,
      detail: 'It answers, and tells nothing.',
      advice: 'Choose another model.',
    })
  } catch (error) {
    signal.throwIfAborted()
    if (!isFailure(error)) throw error
    return done({ ok: false, detail: error.detail, advice: adviceFor(error) })
  }
}

const WIDTH = 640
const HEIGHT = 480

/** A red ball on green grass under a blue sky. */
async function drawPicture(): Promise<Picture> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}">
    <rect width="640" height="330" fill="#7db7e8"/>
    <rect y="330" width="640" height="150" fill="#4c9a3f"/>
    <ellipse cx="330" cy="400" rx="120" ry="16" fill="#35702c"/>
    <circle cx="320" cy="290" r="110" fill="#c9302c"/>
    <circle cx="285" cy="250" r="22" fill="#e88"/>
  </svg>`
  const still = await sharp(Buffer.from(svg)).flatten().jpeg({ quality: 90 }).toBuffer()
  const facts = {
    width: WIDTH,
    height: HEIGHT,
    mediaKind: 'IMAGE',
    hasAlpha: false,
    title: null,
    description: null,
    keywords: [],
    colors: [],
  }
  return { still, facts }
}

const SHOWN_TAGS = 5

/** null: nothing. */
function sayFindings({ tags, faces, alerts, alt_text, text, embedding }: Findings): string | null {
  const labels = tags?.slice(0, SHOWN_TAGS).map(({ label }) => label) ?? []
  const found = [
    tags && count(tags.length, 'tag') + (labels.length > 0 ? ` (${labels.join(', ')})` : ''),
    faces && count(faces.length, 'face'),
    alerts && `levels of ${count(Object.keys(alerts).length, 'content alert')}`,
    text && `${count(text.lines.length, 'line')} of text`,
    embedding && 'a place among similar pictures',
  ].filter((part) => part !== undefined)
  const said = alt_text ? [`It says: “${alt_text.text}”`] : []
  const sentences = [...(found.length > 0 ? [`It found ${found.join(', ')}.`] : []), ...said]
  return sentences.length > 0 ? sentences.join(' ') : null
}

function count(number: number, noun: string): string {
  return `${number === 0 ? 'no' : number} ${noun}${number === 1 ? '' : 's'}`
}
