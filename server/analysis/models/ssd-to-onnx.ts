import { OnnxGraph, type PixelInput } from './onnx-graph.ts'
import type { Encoded } from './protobuf.ts'
import { floatsOf, readWeights, type Weight, type WeightGroup } from './tfjs-weights.ts'

/** What TensorFlow's slim adds to the variance. */
const BATCH_NORM_EPSILON = 0.0010000000474974513
const BACKBONE_LAYERS = 13
/** Backbone layers that halve the picture, as the first convolution does. */
const HALVING = new Set([2, 4, 6, 12])
/** The backbone layer from which the smallest faces are read. */
const SMALL_FACES_LAYER = 11
/** Strides of the layers that follow the backbone; faces are read after every second one. */
const EXTRA_STRIDES = [1, 2, 1, 2, 1, 2, 1, 2]

/**
 * The face detector of face-api, whose package has weights but no graph: MobileNetV1, then eight convolutions, with six
 * heads. `boxes` (1 × 5118 × 4) and `logits` (1 × 5118 × 3) are as the heads give them, `anchors` (5118 × 4: top, left,
 * bottom, right) what boxes are relative to.
 */
export function ssdToOnnx(
  manifest: readonly WeightGroup[],
  bytes: Uint8Array,
  input: PixelInput,
): Encoded {
  const graph = new OnnxGraph()
  const weights = readWeights(manifest, bytes)
  const weight = (name: string): Weight => {
    const found = weights.get(name)
    if (!found) throw new Error(`there is no ${name}`)
    return found
  }
  const net = new SsdLayers(graph, weight)
  const maps = featureMaps(net, graph.pixels(input))
  const heads = maps.map((map, n) => ({
    boxes: net.head(map, `Prediction/BoxPredictor_${n}/BoxEncodingPredictor`, 4),
    logits: net.head(map, `Prediction/BoxPredictor_${n}/ClassPredictor`, 3),
  }))
  const join = (values: string[]) => graph.op('Concat', values, { axis: 1 })
  return graph.encode(input, {
    boxes: join(heads.map(({ boxes }) => boxes)),
    logits: join(heads.map(({ logits }) => logits)),
    anchors: graph.constant('anchors/values', weight('Output/extra_dim')),
  })
}

/** From fine to coarse. */
function featureMaps(net: SsdLayers, pixels: string): string[] {
  const maps: string[] = []
  let value = net.pointwise(pixels, 'MobilenetV1/Conv2d_0_pointwise', 2)
  for (let n = 1; n <= BACKBONE_LAYERS; n++) {
    value = net.depthwise(value, `MobilenetV1/Conv2d_${n}_depthwise`, HALVING.has(n) ? 2 : 1)
    value = net.pointwise(value, `MobilenetV1/Conv2d_${n}_pointwise`, 1)
    if (n === SMALL_FACES_LAYER) maps.push(value)
  }
  maps.push(value)
  for (const [n, stride] of EXTRA_STRIDES.entries()) {
    value = net.pointwise(value, `Prediction/Conv2d_${n}_pointwise`, stride)
    if (n % 2 === 1) maps.push(value)
  }
  return maps
}

class SsdLayers {
  readonly #graph: OnnxGraph
  readonly #weight: (name: string) => Weight

  constructor(graph: OnnxGraph, weight: (name: string) => Weight) {
    this.#graph = graph
    this.#weight = weight
  }

  pointwise(value: string, name: string, stride: number): string {
    const output = this.#convolution(
      value,
      `${name}/weights`,
      `${name}/convolution_bn_offset`,
      stride,
    )
    return this.#graph.activation(output, 'relu6')
  }

  /** Batch norm goes into the filters: they are multiplied by what it multiplies with, and its shift is the bias. */
  depthwise(value: string, name: string, stride: number): string {
    const filters = this.#weight(`${name}/depthwise_weights`)
    const [gamma, beta, mean, variance] = ['gamma', 'beta', 'moving_mean', 'moving_variance'].map(
      (part) => floatsOf(this.#weight(`${name}/BatchNorm/${part}`)),
    ) as [Float32Array, Float32Array, Float32Array, Float32Array] // one for each of four
    const factors = Array.from(
      gamma,
      (g, c) => g / Math.sqrt((variance[c] ?? 0) + BATCH_NORM_EPSILON),
    )
    const bias = beta.map((b, c) => b - (mean[c] ?? 0) * (factors[c] ?? 0))
    const data = floatsOf(filters).map((f, i) => f * (factors[i % factors.length] ?? 0))
    const output = this.#graph.convolution(
      value,
      { name, weight: { shape: filters.shape, data } },
      this.#graph.constant(`${name}/bias`, { shape: [bias.length], data: bias }),
      { strides: [stride, stride], padding: 'SAME', depthwise: true },
    )
    return this.#graph.activation(output, 'relu6')
  }

  /** One row for each place and anchor. */
  head(value: string, name: string, columns: number): string {
    const output = this.#convolution(value, `${name}/weights`, `${name}/biases`, 1)
    return this.#graph.op('Reshape', [output, this.#graph.integers([1, -1, columns])])
  }

  #convolution(value: string, weights: string, bias: string, stride: number): string {
    return this.#graph.convolution(
      value,
      { name: weights, weight: this.#weight(weights) },
      this.#graph.constant(bias, this.#weight(bias)),
      { strides: [stride, stride], padding: 'SAME' },
    )
  }
}
