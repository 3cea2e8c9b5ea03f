import sharp, { type Metadata, type Sharp } from 'sharp'
import { encode, type Timing } from './encode.ts'
import type { Plan } from './plan.ts'
import { background } from './steps/background.ts'
import { blur } from './steps/blur.ts'
import { border } from './steps/border.ts'
import { cut, smartCut } from './steps/cut.ts'
import { pixelate } from './steps/pixelate.ts'
import { cutSource, scale, turn } from './steps/scale.ts'
import { sharpen } from './steps/sharpen.ts'
import { fromPixels, type Pixels, type Step, toPixels } from './steps/step.ts'
import { straighten } from './steps/straighten.ts'
import { surround } from './steps/surround.ts'
import { text } from './steps/text.ts'
import { tone } from './steps/tone.ts'

/**
 * The order in which parameters take effect; the order in the URL never matters. sharp has an order of its
 * own and resizes once: what has to come after it is in a later pass. A pass that has nothing to do is
 * skipped, so a common request is one pass.
 */
const PASSES: readonly (readonly Step[])[] = [
  [cutSource, scale, turn, cut],
  [smartCut],
  [straighten],
  [tone, blur],
  [sharpen, background],
  [pixelate],
  [surround],
  [border],
  [text],
]

/** Makes a sharp of the source, reading `pages` frames from `page`. */
export type OpenFrames = (frames: { page: number; pages: number }) => Sharp

/** @param metadata of the source, as sharp reads it */
export async function renderPlan(
  open: OpenFrames,
  plan: Plan,
  { delay, loop, orientation = 1 }: Metadata,
): Promise<Buffer> {
  const passes = PASSES.map((steps) => steps.filter((step) => step.needed(plan)))
  const [first = [], ...rest] = passes
  const later = rest.filter((steps) => steps.length > 0)
  const opened = open({ page: plan.firstFrame, pages: plan.frames })
  const turned = await runSteps(opened, first, plan)
  // The AVIF encoder would write the orientation of the source once more; plain pixels have none.
  const forgets = plan.output.format === 'avif' && orientation > 1 && plan.frames === 1
  const image = forgets ? fromPixels(await toPixels(turned)) : turned
  const timing: Timing = plan.frames > 1 ? { delay, loop } : { delay: undefined, loop: undefined }
  if (later.length === 0) return encode(image, plan.output, timing)
  if (plan.frames === 1) return encode(await runPasses(image, later, plan), plan.output, timing)
  return encode(await runOnFrames(image, later, plan), plan.output, timing)
}

async function runPasses(image: Sharp, passes: Step[][], plan: Plan): Promise<Sharp> {
  let current = image
  for (const steps of passes) {
    current = await runSteps(fromPixels(await toPixels(current)), steps, plan)
  }
  return current
}

async function runSteps(image: Sharp, steps: Step[], plan: Plan): Promise<Sharp> {
  let current = image
  for (const step of steps) current = await step.apply(current, plan)
  return current
}

/** sharp keeps the frames of an animation below each other in one tall picture; here each is one again. */
async function runOnFrames(image: Sharp, passes: Step[][], plan: Plan): Promise<Sharp> {
  const roll = await toPixels(image)
  const height = roll.height / plan.frames
  const bytes = roll.data.length / plan.frames
  const done: Pixels[] = []
  for (let frame = 0; frame < plan.frames; frame += 1) {
    const data = roll.data.subarray(frame * bytes, (frame + 1) * bytes)
    const one = fromPixels({ ...roll, height, data })
    done.push(await toPixels(await runPasses(one, passes, plan)))
  }
  const { width = 0, height: pageHeight = 0, channels = 4 } = done[0] ?? {}
  return sharp(Buffer.concat(done.map(({ data }) => data)), {
    raw: { width, height: pageHeight * plan.frames, channels, pageHeight },
    limitInputPixels: false,
  })
}
