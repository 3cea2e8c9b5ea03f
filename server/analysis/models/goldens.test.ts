import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import type { ConvertedModel } from './convert-model.ts'
import { ensureModels } from './ensure-models.ts'
import { GOLDENS, type Golden } from './tfjs-goldens.ts'

/**
 * The goldens are not ours: they are what TensorFlow.js 4.22.0 itself (WebAssembly) makes of the very files of the packages,
 * by `loadGraphModel` and `loadLayersModel`, and face-api 1.7.15 by `ssdMobilenetv1.forwardInput`. All outputs whole, on
 * this pattern and on a photo of a group, differed from ours by 2e-5 of their largest number at most.
 */
const SIDES: Record<ConvertedModel, number> = {
  centernet: 512,
  blazeface: 256,
  ssd_face: 512,
  nsfw_mobilenet: 224,
  nsfw_inception: 299,
}
const TOLERANCE = 1e-3
/** Kept from run to run. */
const FOLDER = join(import.meta.dirname, '../../../node_modules/.cache/vitrine-models')

type Outputs = Record<string, Float32Array>

for (const [name, side] of Object.entries(SIDES) as [ConvertedModel, number][]) {
  test(`${name} says what TensorFlow.js says`, async () => {
    const outputs = await run(name, side)
    const goldens = GOLDENS[name] ?? {}
    const answer = name === 'ssd_face' ? decode(outputs) : outputs
    assert.deepEqual(Object.keys(answer).sort(), Object.keys(goldens).sort())
    for (const [output, golden] of Object.entries(goldens)) {
      compare(output, answer[output] ?? new Float32Array(), golden)
    }
  })
}

async function run(name: ConvertedModel, side: number): Promise<Outputs> {
  const { [name]: path } = await ensureModels(FOLDER, [name])
  const options = { intraOpNumThreads: 1, enableCpuMemArena: false }
  const session = await InferenceSession.create(path, options)
  const input = new Tensor('float32', pattern(side), [1, side, side, 3])
  const outputs = Object.entries(await session.run({ input }))
  await session.release()
  return Object.fromEntries(
    outputs.map(([output, { data }]) => {
      assert.ok(data instanceof Float32Array)
      return [output, data]
    }),
  )
}

/** Red, green and blue from 0 to 255, slopes and noise; whole numbers, the same everywhere. */
function pattern(side: number): Float32Array {
  const pixels = new Float32Array(side * side * 3)
  for (let i = 0; i < pixels.length; i++) {
    const c = i % 3
    const x = Math.floor(i / 3) % side
    const y = Math.floor(i / 3 / side)
    pixels[i] = (x * (c + 1) + y * (3 - c) + ((x * y) >> 6) * 5) % 256
  }
  return pixels
}

/** A thousandth of what is large in this output: small scores have to be as exact as large distances. */
function compare(output: string, actual: Float32Array, { mean, max, samples }: Golden): void {
  const tolerance = TOLERANCE * Math.max(...samples.map(Math.abs))
  const close = (found: number, expected: number, what: string) =>
    assert.ok(
      Math.abs(found - expected) <= tolerance,
      `${what} of ${output} is ${found} instead of ${expected}`,
    )
  close(actual.reduce((sum, value) => sum + value, 0) / actual.length, mean, 'the mean')
  close(
    actual.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY),
    max,
    'the maximum',
  )
  for (const [k, expected] of samples.entries()) {
    close(actual[(k * 104729) % actual.length] ?? Number.NaN, expected, `number ${k}`)
  }
}

/** As the package's own code does it after the net: top, left, bottom, right; the score of a face. */
function decode({ boxes = empty, logits = empty, anchors = empty }: Outputs): Outputs {
  const corners = new Float32Array(boxes.length)
  for (let i = 0; i < boxes.length; i += 4) {
    const [top = 0, left = 0, bottom = 0, right = 0] = anchors.subarray(i, i + 4)
    const [dy = 0, dx = 0, dh = 0, dw = 0] = boxes.subarray(i, i + 4)
    const [height, width] = [bottom - top, right - left]
    const y = top + height / 2 + (dy / 10) * height
    const x = left + width / 2 + (dx / 10) * width
    const [h, w] = [(Math.exp(dh / 5) * height) / 2, (Math.exp(dw / 5) * width) / 2]
    corners.set([y - h, x - w, y + h, x + w], i)
  }
  const scores = Float32Array.from({ length: boxes.length / 4 }, (_, i) => {
    return 1 / (1 + Math.exp(-(logits[i * 3 + 1] ?? 0)))
  })
  return { boxes: corners, scores }
}

const empty = new Float32Array()
