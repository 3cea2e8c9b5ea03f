import {
  bytesField,
  type Encoded,
  floatField,
  intField,
  message,
  messageField,
  textField,
} from './protobuf.ts'

/** Numbers by field and type: onnx.proto3 of github.com/onnx/onnx. */
const ELEMENT = { float32: 1, uint8: 2, int32: 6, int64: 7, float16: 10 } as const
const ATTRIBUTE = { float: 1, int: 2, string: 3, ints: 7 } as const
const IR_VERSION = 8
const OPSET = 17

export type TensorData = Float32Array | Float16Array | Int32Array | BigInt64Array | Uint8Array

export interface Tensor {
  /** Empty for a single number. */
  shape: readonly number[]
  /** Row by row. */
  data: TensorData
}

/** A whole number is an int; a float says so. */
export type Attribute = number | string | readonly number[] | { float: number }

export interface Port {
  name: string
  type: keyof typeof ELEMENT
  /** Absent where the runtime works it out. */
  shape?: readonly number[]
}

export interface ModelParts {
  nodes: Encoded[]
  constants: Encoded[]
  inputs: Port[]
  outputs: Port[]
}

export function encodeModel({ nodes, constants, inputs, outputs }: ModelParts): Encoded {
  const graph = message(
    ...nodes.map((node) => messageField(1, node)),
    textField(2, 'vitrine'),
    ...constants.map((constant) => messageField(5, constant)),
    ...inputs.map((port) => messageField(11, encodePort(port))),
    ...outputs.map((port) => messageField(12, encodePort(port))),
  )
  const opset = message(textField(1, ''), intField(2, OPSET))
  return message(
    intField(1, IR_VERSION),
    textField(2, 'vitrine'),
    messageField(7, graph),
    messageField(8, opset),
  )
}

/** @param inputs names; an empty one is an optional input that is left out */
export function encodeNode(
  type: string,
  inputs: readonly string[],
  output: string,
  attributes: Record<string, Attribute> = {},
): Encoded {
  return message(
    ...inputs.map((name) => textField(1, name)),
    textField(2, output),
    textField(4, type),
    ...Object.entries(attributes).map((entry) => messageField(5, encodeAttribute(...entry))),
  )
}

export function encodeTensor(name: string, { shape, data }: Tensor): Encoded {
  return message(
    ...shape.map((length) => intField(1, length)),
    intField(2, elementOf(data)),
    textField(8, name),
    bytesField(9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength)),
  )
}

function elementOf(data: TensorData): number {
  if (data instanceof Float32Array) return ELEMENT.float32
  if (data instanceof Uint8Array) return ELEMENT.uint8
  if (data instanceof Int32Array) return ELEMENT.int32
  if (data instanceof BigInt64Array) return ELEMENT.int64
  return ELEMENT.float16
}

function encodeAttribute(name: string, value: Attribute): Encoded {
  const named = textField(1, name)
  if (typeof value === 'number')
    return message(named, intField(3, value), intField(20, ATTRIBUTE.int))
  if (typeof value === 'string')
    return message(named, textField(4, value), intField(20, ATTRIBUTE.string))
  if ('float' in value)
    return message(named, floatField(2, value.float), intField(20, ATTRIBUTE.float))
  return message(named, ...value.map((n) => intField(8, n)), intField(20, ATTRIBUTE.ints))
}

function encodePort({ name, type, shape }: Port): Encoded {
  const dimensions = shape?.map((length) => messageField(1, intField(1, length)))
  const tensor = message(
    intField(1, ELEMENT[type]),
    ...(dimensions ? [messageField(2, message(...dimensions))] : []),
  )
  return message(textField(1, name), messageField(2, messageField(1, tensor)))
}
