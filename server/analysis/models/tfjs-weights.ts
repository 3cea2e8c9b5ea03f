/** Weights as TensorFlow.js keeps them: all in one row of bytes, described one by one. */
export interface WeightSpec {
  name: string
  shape: number[]
  dtype: string
  quantization?: { dtype: string; scale?: number; min?: number }
}

export interface WeightGroup {
  paths: string[]
  weights: WeightSpec[]
}

export interface Weight {
  shape: readonly number[]
  data: Float32Array | Float16Array | Int32Array | Uint8Array
  /** What a byte stands for: byte · scale + min. With Uint8Array alone. */
  packing?: { scale: number; min: number }
}

export type Weights = ReadonlyMap<string, Weight>

/**
 * @param bytes the files of all groups, one after the other
 * @throws Error when there are more or fewer bytes than the description says, or a type that is not known
 */
export function readWeights(groups: readonly WeightGroup[], bytes: Uint8Array): Weights {
  const weights = new Map<string, Weight>()
  let offset = 0
  for (const spec of groups.flatMap((group) => group.weights)) {
    const length = spec.shape.reduce((product, side) => product * side, 1)
    const byteLength = length * bytesEach(spec)
    if (offset + byteLength > bytes.length) throw new Error(`weights end before ${spec.name}`)
    weights.set(
      spec.name,
      readWeight(spec, new Uint8Array(bytes.subarray(offset, offset + byteLength))),
    )
    offset += byteLength
  }
  if (offset !== bytes.length) throw new Error(`${bytes.length - offset} bytes belong to no weight`)
  return weights
}

/** The numbers themselves, unpacked. */
export function floatsOf({ data, packing }: Weight): Float32Array {
  if (data instanceof Float32Array) return data
  if (!packing) return Float32Array.from(data)
  return Float32Array.from(data, (byte) => byte * packing.scale + packing.min)
}

/** The same numbers with other sides first: `order[0]` is the old side that becomes the first, and so on. */
export function transpose(weight: Weight, order: readonly number[]): Weight {
  const { shape, data } = weight
  const strides = shape.map((_, side) => shape.slice(side + 1).reduce((a, b) => a * b, 1))
  const lengths = order.map((side) => shape[side] ?? 1)
  const steps = order.map((side) => strides[side] ?? 0)
  const sorted = data.slice()
  let to = 0
  const copy = (depth: number, from: number) => {
    const length = lengths[depth] ?? 1
    const step = steps[depth] ?? 0
    if (depth < lengths.length - 1) {
      for (let i = 0; i < length; i++) copy(depth + 1, from + i * step)
      return
    }
    for (let i = 0; i < length; i++) sorted[to++] = data[from + i * step] as number
  }
  copy(0, 0)
  return { ...weight, shape: lengths, data: sorted }
}

function bytesEach({ name, dtype, quantization }: WeightSpec): number {
  const stored = quantization?.dtype ?? dtype
  const sizes: Record<string, number> = { uint8: 1, float16: 2, float32: 4, int32: 4 }
  const size = sizes[stored]
  if (size === undefined) throw new Error(`${name} is stored as ${stored}`)
  return size
}

/** @param bytes a copy, which starts where any type of number may start */
function readWeight({ shape, dtype, quantization }: WeightSpec, bytes: Uint8Array): Weight {
  const { scale, min } = quantization ?? {}
  if (quantization?.dtype === 'uint8') {
    if (scale === undefined || min === undefined) throw new Error('bytes without a scale')
    return { shape, data: bytes, packing: { scale, min } }
  }
  const buffer = bytes.buffer as ArrayBuffer // of a slice, hence never shared
  if (quantization?.dtype === 'float16') return { shape, data: new Float16Array(buffer) }
  return { shape, data: dtype === 'int32' ? new Int32Array(buffer) : new Float32Array(buffer) }
}
