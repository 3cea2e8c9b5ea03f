import { OnnxGraph, type PixelInput } from './onnx-graph.ts'
import type { Encoded } from './protobuf.ts'
import { readWeights, type Weight, type WeightGroup, type Weights } from './tfjs-weights.ts'

/** A graph model of TensorFlow.js, as its JSON file has it. */
export interface GraphModel {
  modelTopology: { node: GraphNode[] }
  weightsManifest: WeightGroup[]
}

interface GraphNode {
  name: string
  op: string
  input?: string[]
  attr?: Record<
    string,
    { s?: string; i?: string; b?: boolean; list?: { s?: string[]; i?: string[] } }
  >
}

interface Conversion {
  node: GraphNode
  graph: OnnxGraph
  /** The value of the node's n-th input. */
  value(n: number): string
  /** The n-th input, which has to be a weight. */
  weight(n: number): Weight
}

type Operator = (conversion: Conversion) => string

const OPERATORS: Record<string, Operator> = {
  Identity: ({ value }) => value(0),
  Mul: same('Mul'),
  Add: same('Add'),
  AddV2: same('Add'),
  Relu: ({ graph, value }) => graph.activation(value(0), 'relu'),
  Relu6: ({ graph, value }) => graph.activation(value(0), 'relu6'),
  Sigmoid: ({ graph, value }) => graph.activation(value(0), 'sigmoid'),
  Conv2D: convolution,
  _FusedConv2D: convolution,
  DepthwiseConv2dNative: convolution,
  FusedDepthwiseConv2dNative: convolution,
  MaxPool: maxPool,
  Mean: mean,
  ResizeBilinear: resizeBilinear,
  ConcatV2: concat,
  Reshape: ({ graph, value, weight }) =>
    graph.op('Reshape', [value(0), graph.integers(integersOf(weight(1)))]),
  Pad: pad,
}

/** @param outputs name in ONNX → name of the node */
export function graphToOnnx(
  model: GraphModel,
  bytes: Uint8Array,
  input: PixelInput,
  outputs: Record<string, string>,
): Encoded {
  const graph = new OnnxGraph()
  const weights = readWeights(model.weightsManifest, bytes)
  const nodes = new Map(model.modelTopology.node.map((node) => [node.name, node]))
  const valueFor = converter(graph, nodes, weights, graph.pixels(input))
  const values = Object.entries(outputs).map(([name, node]) => [name, valueFor(node)] as const)
  return graph.encode(input, Object.fromEntries(values))
}

/** Converts what a value is made of, and that once. */
function converter(
  graph: OnnxGraph,
  nodes: ReadonlyMap<string, GraphNode>,
  weights: Weights,
  pixels: string,
): (reference: string) => string {
  const done = new Map<string, string>()
  const convert = (name: string): string => {
    const weight = weights.get(name)
    if (weight) return graph.constant(name, weight)
    const node = nodes.get(name)
    if (node?.op === 'Placeholder') return pixels
    const operator = node && OPERATORS[node.op]
    if (!operator) throw new Error(`${name} is of a kind that is not known: ${node?.op}`)
    return operator({
      node,
      graph,
      value: (n) => valueFor(inputOf(node, n)),
      weight: (n) => {
        const found = weights.get(nameOf(inputOf(node, n)))
        if (!found) throw new Error(`input ${n} of ${name} is no weight`)
        return found
      },
    })
  }
  const valueFor = (reference: string): string => {
    const name = nameOf(reference)
    const value = done.get(name) ?? convert(name)
    done.set(name, value)
    return value
  }
  return valueFor
}

function same(type: string): Operator {
  return ({ graph, value }) => graph.op(type, [value(0), value(1)])
}

/** Batch norm has been folded into the weights before; what is fused is a bias and an activation. */
function convolution({ node, graph, value, weight }: Conversion): string {
  const fused = textsOf(node, 'fused_ops')
  const output = graph.convolution(
    value(0),
    { name: inputOf(node, 1), weight: weight(1) },
    fused.includes('BiasAdd') ? value(2) : null,
    {
      strides: numbersOf(node, 'strides').slice(1, 3),
      padding: paddingOf(node),
      depthwise: node.op.includes('Depthwise'),
    },
  )
  const activations = fused.filter((name) => name !== 'BiasAdd')
  return activations.reduce((sum, name) => graph.activation(sum, name.toLowerCase()), output)
}

function maxPool({ node, graph, value }: Conversion): string {
  return graph.pooling('MaxPool', value(0), {
    sides: numbersOf(node, 'ksize').slice(1, 3),
    strides: numbersOf(node, 'strides').slice(1, 3),
    padding: paddingOf(node),
  })
}

function mean({ node, graph, value, weight }: Conversion): string {
  const axes = integersOf(weight(1))
  return graph.op('ReduceMean', [value(0)], { axes, keepdims: node.attr?.keep_dims?.b ? 1 : 0 })
}

function resizeBilinear({ node, graph, value, weight }: Conversion): string {
  if (node.attr?.align_corners?.b || node.attr?.half_pixel_centers?.b) {
    throw new Error(`${node.name} places pixels in a way that is not known`)
  }
  const picture = graph.channelsFirst(value(0))
  const batchAndChannels = graph.op('Slice', [
    graph.op('Shape', [picture]),
    graph.integers([0]),
    graph.integers([2]),
  ])
  const sides = graph.integers(integersOf(weight(1)))
  const sizes = graph.op('Concat', [batchAndChannels, sides], { axis: 0 })
  const attributes = { mode: 'linear', coordinate_transformation_mode: 'asymmetric' }
  return graph.channelsLast(graph.op('Resize', [picture, '', '', sizes], attributes))
}

function concat({ node, graph, value, weight }: Conversion): string {
  const last = (node.input?.length ?? 0) - 1
  const values = Array.from({ length: last }, (_, n) => value(n))
  return graph.op('Concat', values, { axis: integersOf(weight(last))[0] ?? 0 })
}

/** TensorFlow has before and after of each side; ONNX all before, then all after. */
function pad({ graph, value, weight }: Conversion): string {
  const pairs = integersOf(weight(1))
  const before = pairs.filter((_, i) => i % 2 === 0)
  const after = pairs.filter((_, i) => i % 2 === 1)
  return graph.op('Pad', [value(0), graph.integers([...before, ...after])])
}

function inputOf({ name, input }: GraphNode, n: number): string {
  const reference = input?.[n]
  if (reference === undefined) throw new Error(`${name} has no input ${n}`)
  return nameOf(reference)
}

/** References may name an output of a node; those of ours have one. */
function nameOf(reference: string): string {
  return reference.replace(/:0$/, '')
}

function integersOf({ data }: Weight): number[] {
  return Array.from(data, Number)
}

function numbersOf(node: GraphNode, name: string): number[] {
  return (node.attr?.[name]?.list?.i ?? []).map(Number)
}

function textsOf(node: GraphNode, name: string): string[] {
  return (node.attr?.[name]?.list?.s ?? []).map(fromBase64)
}

function paddingOf(node: GraphNode): 'SAME' | 'VALID' {
  const padding = fromBase64(node.attr?.padding?.s ?? '')
  if (padding !== 'SAME' && padding !== 'VALID') throw new Error(`${node.name}: padding ${padding}`)
  return padding
}

function fromBase64(text: string): string {
  return Buffer.from(text, 'base64').toString()
}
