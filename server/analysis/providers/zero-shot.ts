import type { RawImage, Tensor } from '@huggingface/transformers'
import type { AlertName } from '../../../contract/analysis.ts'
import type { ModelPlace } from './model-folder.ts'
import { ProviderFailure } from './provider-failure.ts'
import { type LoadOptions, loadModel, type Runtime } from './transformers-models.ts'
import type { TransformersFindings, ZeroShotWants } from './transformers-task.ts'
import {
  ALERT_PROMPTS,
  HARMLESS_PROMPTS,
  LABEL_TEMPLATE,
  OTHER_LABEL,
} from './zero-shot-prompts.ts'

/** CLIP or SigLIP: how well words fit a picture. */
export interface ZeroShot {
  look(
    image: RawImage,
    labels: readonly string[],
    wants: ZeroShotWants,
  ): Promise<TransformersFindings>
  /** The place of words among pictures, of length 1. */
  placeWords(words: string): Promise<number[]>
}

/** @throws ProviderFailure for a model that can't be opened */
export async function openZeroShot(
  runtime: Runtime,
  model: ModelPlace,
  threads: number,
): Promise<ZeroShot> {
  const pipeline = await loadModel(model, threads, (id: string, options: LoadOptions) =>
    runtime.pipeline('zero-shot-image-classification', id, options),
  )
  const isSiglip = pipeline.model.config.model_type === 'siglip'

  async function compare(image: RawImage, texts: readonly string[]): Promise<Compared> {
    const { pixel_values } = await pipeline.processor(image)
    const tokens = pipeline.tokenizer([...texts], {
      padding: isSiglip ? 'max_length' : true,
      truncation: true,
    })
    const output = await pipeline.model({ ...tokens, pixel_values })
    if (!output.image_embeds || !output.text_embeds || !output.logits_per_image) {
      const detail = `The model “${model.name}” is not of the kind of CLIP or SigLIP.`
      throw new ProviderFailure('files', detail)
    }
    const compared = {
      picture: rowsOf(output.image_embeds)[0] ?? [],
      texts: rowsOf(output.text_embeds),
      fits: rowsOf(output.logits_per_image)[0] ?? [],
    }
    // as models of 16 bits do on processors that calculate with 32
    if (![...compared.picture, ...compared.fits, ...compared.texts.flat()].every(Number.isFinite)) {
      throw new ProviderFailure(
        'unusable',
        `The model “${model.name}” answers with what are no numbers.`,
      )
    }
    return compared
  }

  const measure = rememberTexts(compare)
  const blank = new runtime.RawImage(new Uint8ClampedArray(8 * 8 * 3), 8, 8, 3)
  return {
    look: async (image, labels, wants) => {
      const prompts = promptsFor(labels, wants)
      const { picture, fits } = await measure(image, prompts)
      const fit = new Map(prompts.map((prompt, at) => [prompt, fits[at] ?? 0]))
      return {
        ...(wants.labels && { labelScores: scoreLabels(labels, fit, isSiglip) }),
        ...(wants.alerts && { alertScores: scoreAlerts(fit) }),
        ...(wants.vector && { vector: toLengthOne(picture) }),
      }
    },
    placeWords: async (words) => toLengthOne((await compare(blank, [words])).texts[0] ?? []),
  }
}

function promptsFor(labels: readonly string[], wants: ZeroShotWants): string[] {
  const ofLabels = wants.labels ? [...labels, OTHER_LABEL].map(labelPrompt) : []
  const ofAlerts = wants.alerts ? [...HARMLESS_PROMPTS, ...Object.values(ALERT_PROMPTS).flat()] : []
  return [...new Set([...ofLabels, ...ofAlerts])]
}

function labelPrompt(label: string): string {
  // a function, since labels may hold what stands for something in a replacement
  return LABEL_TEMPLATE.replace('{}', () => label)
}

function scoreLabels(
  labels: readonly string[],
  fit: ReadonlyMap<string, number>,
  isSiglip: boolean,
): number[] {
  const fits = [...labels, OTHER_LABEL].map((label) => fit.get(labelPrompt(label)) ?? 0)
  const scores = isSiglip ? fits.map((value) => 1 / (1 + Math.exp(-value))) : softmax(fits)
  return scores.slice(0, labels.length)
}

/** Each alert against what is harmless: the others take nothing from it. */
function scoreAlerts(fit: ReadonlyMap<string, number>): Record<AlertName, number> {
  const fitsOf = (prompts: readonly string[]) => prompts.map((prompt) => fit.get(prompt) ?? 0)
  const scores = Object.entries(ALERT_PROMPTS).map(([name, prompts]) => {
    const shares = softmax([...fitsOf(prompts), ...fitsOf(HARMLESS_PROMPTS)])
    return [name, shares.slice(0, prompts.length).reduce((sum, share) => sum + share, 0)]
  })
  return Object.fromEntries(scores)
}

interface Compared {
  picture: number[]
  texts: number[][]
  /** The model's own words for how well each text fits: logits. */
  fits: number[]
}

type Measured = Pick<Compared, 'picture' | 'fits'>

const MAX_TEXTS_AT_ONCE = 64
const MAX_KNOWN_TEXTS = 2000

/**
 * The same without reading texts for every picture: their places depend on no picture, and
 * fit = scale · (picture · text) + bias with two numbers of the model that show in the first comparison.
 */
function rememberTexts(
  compare: (image: RawImage, texts: readonly string[]) => Promise<Compared>,
): (image: RawImage, texts: readonly string[]) => Promise<Measured> {
  const known = new Map<string, number[]>()
  let law: Law | null = null

  return async (image, texts) => {
    if (law !== null && texts.every((text) => known.has(text))) {
      const { scale, bias } = law
      const { picture } = await compare(image, [OTHER_LABEL])
      const fits = texts.map((text) => scale * dot(picture, known.get(text) ?? []) + bias)
      return { picture, fits }
    }
    if (known.size > MAX_KNOWN_TEXTS) known.clear()
    const compared: Compared = { picture: [], texts: [], fits: [] }
    for (let at = 0; at < texts.length || at === 0; at += MAX_TEXTS_AT_ONCE) {
      const part = texts.slice(at, at + MAX_TEXTS_AT_ONCE)
      const found = await compare(image, part.length > 0 ? part : [OTHER_LABEL])
      compared.picture = found.picture
      compared.texts.push(...found.texts)
      compared.fits.push(...found.fits)
    }
    texts.forEach((text, at) => {
      known.set(text, compared.texts[at] ?? [])
    })
    law ??= findLaw(compared)
    return compared
  }
}

interface Law {
  scale: number
  bias: number
}

/** null: the texts fit too alike to tell. */
function findLaw({ picture, texts, fits }: Compared): Law | null {
  const points = texts.map((text, at) => ({ near: dot(picture, text), fit: fits[at] ?? 0 }))
  const [least, ...others] = points.sort((a, b) => a.near - b.near)
  const most = others.at(-1)
  if (!least || !most || most.near - least.near < 1e-3) return null
  const scale = (most.fit - least.fit) / (most.near - least.near)
  return { scale, bias: most.fit - scale * most.near }
}

function rowsOf({ dims, data }: Tensor): number[][] {
  const width = dims.at(-1) ?? 0
  const numbers = Array.from(data as Float32Array)
  const count = width === 0 ? 0 : numbers.length / width
  return Array.from({ length: count }, (_, at) => numbers.slice(at * width, (at + 1) * width))
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0)
}

function toLengthOne(vector: readonly number[]): number[] {
  const length = Math.hypot(...vector)
  return vector.map((value) => value / (length || 1))
}

function softmax(values: readonly number[]): number[] {
  const top = Math.max(...values)
  const powers = values.map((value) => Math.exp(value - top))
  const sum = powers.reduce((total, power) => total + power, 0)
  return powers.map((power) => power / sum)
}
