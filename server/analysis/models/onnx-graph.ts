import { type Attribute, encodeModel, encodeNode, encodeTensor, type Port } from './onnx-writer.ts'
import type { Encoded } from './protobuf.ts'
import { floatsOf, transpose, type Weight } from './tfjs-weights.ts'

/** Smaller ones are not worth the operators that unpack them. */
const PACKED_NUMBERS = 1024
const FLOAT_32 = 1

export interface Convolution {
  strides: readonly number[]
  padding: 'SAME' | 'VALID'
  /** One filter for each channel. */
  depthwise?: boolean
}

/** Pixels of a model's input: sRGB from 0 to 255, rows from the top, channels last. */
export interface PixelInput {
  side: number
  /** What the network was trained on: value · scale + offset. */
  scale: number
  offset: number
}

/**
 * A graph of ONNX that grows operator by operator; values are names. Pictures are N, height, width, channels as in
 * TensorFlow, while ONNX wants channels first: each operator that minds is put between two Transposes, which the
 * runtime's optimiser takes out again.
 */
export class OnnxGraph {
  readonly #nodes: Encoded[] = []
  readonly #constants: Encoded[] = []
  readonly #known = new Set<string>()
  #count = 0

  op(
    type: string,
    inputs: readonly string[],
    attributes: Record<string, Attribute> = {},
    output = this.#fresh(),
  ): string {
    this.#nodes.push(encodeNode(type, inputs, output, attributes))
    return output
  }

  float(value: number): string {
    const name = this.#fresh()
    this.#constants.push(encodeTensor(name, { shape: [], data: Float32Array.of(value) }))
    return name
  }

  /** A shape, a list of sides or of lengths. */
  integers(values: readonly number[]): string {
    const name = this.#fresh()
    const data = BigInt64Array.from(values, BigInt)
    this.#constants.push(encodeTensor(name, { shape: [values.length], data }))
    return name
  }

  /**
   * Packed weights stay packed in the file; the runtime unpacks them once, when it loads it. min / scale is a whole number
   * for nearly all: shifted before they are scaled, they are rounded once, as TensorFlow.js rounds them.
   */
  constant(name: string, weight: Weight): string {
    if (this.#known.has(name)) return name
    this.#known.add(name)
    const { shape, data, packing } = weight
    if (data instanceof Int32Array || data instanceof Float32Array) {
      this.#constants.push(encodeTensor(name, { shape, data }))
    } else if (data.length <= PACKED_NUMBERS) {
      this.#constants.push(encodeTensor(name, { shape, data: floatsOf(weight) }))
    } else {
      this.#constants.push(encodeTensor(`${name}/packed`, { shape, data }))
      const floats = this.op(
        'Cast',
        [`${name}/packed`],
        { to: FLOAT_32 },
        packing ? undefined : name,
      )
      if (packing) {
        const shifted = this.op('Add', [floats, this.float(packing.min / packing.scale)])
        this.op('Mul', [shifted, this.float(packing.scale)], {}, name)
      }
    }
    return name
  }

  pixels({ scale, offset }: PixelInput): string {
    const scaled = this.op('Mul', ['input', this.float(scale)])
    return offset === 0 ? scaled : this.op('Add', [scaled, this.float(offset)])
  }

  channelsFirst(value: string): string {
    return this.op('Transpose', [value], { perm: [0, 3, 1, 2] })
  }

  channelsLast(value: string): string {
    return this.op('Transpose', [value], { perm: [0, 2, 3, 1] })
  }

  /** @param kernel height, width, channels in, channels out; of a depthwise one: channels, filters for each */
  convolution(
    value: string,
    kernel: { name: string; weight: Weight },
    bias: string | null,
    { strides, padding, depthwise = false }: Convolution,
  ): string {
    const [height = 1, width = 1, channels = 1, filters = 1] = kernel.weight.shape
    const order = depthwise ? [2, 3, 0, 1] : [3, 2, 0, 1]
    const shape = depthwise
      ? [channels * filters, 1, height, width]
      : [filters, channels, height, width]
    const weight = { ...transpose(kernel.weight, order), shape }
    const inputs = [this.channelsFirst(value), this.constant(`${kernel.name}/kernel`, weight)]
    const output = this.op('Conv', bias === null ? inputs : [...inputs, bias], {
      strides,
      group: depthwise ? channels : 1,
      kernel_shape: [height, width],
      ...paddingOf(padding),
    })
    return this.channelsLast(output)
  }

  pooling(
    type: 'MaxPool' | 'AveragePool',
    value: string,
    window: { sides: readonly number[]; strides: readonly number[]; padding: 'SAME' | 'VALID' },
  ): string {
    const attributes = {
      kernel_shape: window.sides,
      strides: window.strides,
      ...paddingOf(window.padding),
    }
    return this.channelsLast(this.op(type, [this.channelsFirst(value)], attributes))
  }

  /** @param name as TensorFlow calls it, in lower case */
  activation(value: string, name: string): string {
    if (name === 'linear') return value
    if (name === 'relu6') return this.op('Clip', [value, this.float(0), this.float(6)])
    if (name === 'relu') return this.op('Relu', [value])
    if (name === 'sigmoid') return this.op('Sigmoid', [value])
    if (name === 'softmax') return this.op('Softmax', [value], { axis: -1 })
    throw new Error(`activation ${name} is not known`)
  }

  /** @param outputs name → value */
  encode(input: PixelInput, outputs: Record<string, string>): Encoded {
    for (const [name, value] of Object.entries(outputs)) this.op('Identity', [value], {}, name)
    const ports = Object.keys(outputs).map((name): Port => ({ name, type: 'float32' }))
    const shape = [1, input.side, input.side, 3]
    return encodeModel({
      nodes: this.#nodes,
      constants: this.#constants,
      inputs: [{ name: 'input', type: 'float32', shape }],
      outputs: ports,
    })
  }

  #fresh(): string {
    return `v${this.#count++}`
  }
}

function paddingOf(padding: 'SAME' | 'VALID') {
  return { auto_pad: padding === 'SAME' ? 'SAME_UPPER' : 'VALID' }
}
