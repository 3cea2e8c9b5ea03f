import { OnnxGraph, type PixelInput } from './onnx-graph.ts'
import type { Encoded } from './protobuf.ts'
import {
  floatsOf,
  readWeights,
  type Weight,
  type WeightGroup,
  type Weights,
} from './tfjs-weights.ts'

/** A functional Keras model, as TensorFlow.js keeps it. */
export interface KerasModel {
  modelTopology: { model_config: { config: { layers: KerasLayer[] } } }
  weightsManifest: WeightGroup[]
}

interface KerasLayer {
  class_name: string
  name: string
  config: {
    activation?: string
    use_bias?: boolean
    strides?: number[]
    padding?: 'same' | 'valid' | number[][]
    pool_size?: number[]
    epsilon?: number
    max_value?: number | null
  }
  /** One list for each use of the layer; of each input its layer's name first. */
  inbound_nodes: [string, ...unknown[]][][]
}

interface Conversion {
  layer: KerasLayer
  graph: OnnxGraph
  inputs: string[]
  first: string
  weight(name: string): Weight
  has(name: string): boolean
}

type LayerKind = (conversion: Conversion) => string

const LAYERS: Record<string, LayerKind> = {
  Conv2D: (conversion) => convolution(conversion, 'kernel'),
  DepthwiseConv2D: (conversion) => convolution(conversion, 'depthwise_kernel'),
  BatchNormalization: batchNormalization,
  ReLU: ({ layer, graph, first }) =>
    graph.activation(first, layer.config.max_value === 6 ? 'relu6' : 'relu'),
  Activation: ({ layer, graph, first }) => graph.activation(first, layer.config.activation ?? ''),
  ZeroPadding2D: zeroPadding,
  Add: ({ graph, inputs }) => graph.op('Add', inputs),
  Concatenate: ({ graph, inputs }) => graph.op('Concat', inputs, { axis: 3 }),
  MaxPooling2D: (conversion) => pooling(conversion, 'MaxPool'),
  AveragePooling2D: (conversion) => pooling(conversion, 'AveragePool'),
  Flatten: ({ graph, first }) => graph.op('Flatten', [first], { axis: 1 }),
  Dropout: ({ first }) => first,
  Dense: dense,
}

/** @param outputs name in ONNX → name of the layer */
export function kerasToOnnx(
  model: KerasModel,
  bytes: Uint8Array,
  input: PixelInput,
  outputs: Record<string, string>,
): Encoded {
  const graph = new OnnxGraph()
  const weights = readWeights(model.weightsManifest, bytes)
  const values = new Map<string, string>()
  const pixels = graph.pixels(input)
  for (const layer of model.modelTopology.model_config.config.layers) {
    const isInput = layer.class_name === 'InputLayer'
    values.set(layer.name, isInput ? pixels : convertLayer(layer, graph, weights, values))
  }
  const wanted = Object.entries(outputs).map(([name, layer]) => [name, valueFor(values, layer)])
  return graph.encode(input, Object.fromEntries(wanted))
}

function convertLayer(
  layer: KerasLayer,
  graph: OnnxGraph,
  weights: Weights,
  values: ReadonlyMap<string, string>,
): string {
  const kind = LAYERS[layer.class_name]
  if (!kind) throw new Error(`${layer.name} is of a kind that is not known: ${layer.class_name}`)
  const inputs = (layer.inbound_nodes[0] ?? []).map(([name]) => valueFor(values, name))
  const [first = ''] = inputs
  return kind({
    layer,
    graph,
    inputs,
    first,
    weight: (name) => {
      const weight = weights.get(`${layer.name}/${name}`)
      if (!weight) throw new Error(`${layer.name} has no ${name}`)
      return weight
    },
    has: (name) => weights.has(`${layer.name}/${name}`),
  })
}

function convolution({ layer, graph, first, weight }: Conversion, kernel: string): string {
  const { strides = [1, 1], activation = 'linear' } = layer.config
  const output = graph.convolution(
    first,
    { name: layer.name, weight: weight(kernel) },
    layer.config.use_bias ? graph.constant(`${layer.name}/bias`, weight('bias')) : null,
    { strides, padding: paddingOf(layer), depthwise: kernel !== 'kernel' },
  )
  return graph.activation(output, activation)
}

function batchNormalization({ layer, graph, first, weight, has }: Conversion): string {
  const beta = weight('beta')
  const ones = { shape: beta.shape, data: floatsOf(beta).map(() => 1) }
  const constant = (name: string, value: Weight) => graph.constant(`${layer.name}/${name}`, value)
  const output = graph.op(
    'BatchNormalization',
    [
      graph.channelsFirst(first),
      constant('gamma', has('gamma') ? weight('gamma') : ones),
      constant('beta', beta),
      constant('moving_mean', weight('moving_mean')),
      constant('moving_variance', weight('moving_variance')),
    ],
    { epsilon: { float: layer.config.epsilon ?? 0.001 } },
  )
  return graph.channelsLast(output)
}

function zeroPadding({ layer, graph, first }: Conversion): string {
  const { padding } = layer.config
  if (!Array.isArray(padding)) throw new Error(`${layer.name} has no padding`)
  const [[top = 0, bottom = 0] = [], [left = 0, right = 0] = []] = padding
  return graph.op('Pad', [first, graph.integers([0, top, left, 0, 0, bottom, right, 0])])
}

function pooling({ layer, graph, first }: Conversion, type: 'MaxPool' | 'AveragePool'): string {
  const { pool_size: sides = [2, 2], strides = sides } = layer.config
  return graph.pooling(type, first, { sides, strides, padding: paddingOf(layer) })
}

function dense({ layer, graph, first, weight }: Conversion): string {
  const output = graph.op('Gemm', [
    first,
    graph.constant(`${layer.name}/kernel`, weight('kernel')),
    graph.constant(`${layer.name}/bias`, weight('bias')),
  ])
  return graph.activation(output, layer.config.activation ?? 'linear')
}

function paddingOf({ config }: KerasLayer): 'SAME' | 'VALID' {
  return config.padding === 'same' ? 'SAME' : 'VALID'
}

function valueFor(values: ReadonlyMap<string, string>, layer: string): string {
  const value = values.get(layer)
  if (value === undefined) throw new Error(`there is no layer ${layer}`)
  return value
}
