import assert from 'node:assert/strict'
import { test } from 'node:test'
import { floatsOf, readWeights, transpose, type Weight, type WeightSpec } from './tfjs-weights.ts'

const read = (weights: WeightSpec[], bytes: Uint8Array) =>
  readWeights([{ paths: ['a.bin'], weights }], bytes)
const bytesOf = (...parts: NodeJS.TypedArray[]) =>
  Buffer.concat(parts.map((part) => new Uint8Array(part.buffer)))

test('weights of every type are read one after the other, wherever they begin', () => {
  const specs: WeightSpec[] = [
    {
      name: 'bytes',
      shape: [3],
      dtype: 'float32',
      quantization: { dtype: 'uint8', scale: 0.5, min: -1 },
    },
    { name: 'ints', shape: [2], dtype: 'int32' },
    { name: 'halves', shape: [1, 2], dtype: 'float32', quantization: { dtype: 'float16' } },
    { name: 'number', shape: [], dtype: 'float32' },
  ]
  const bytes = bytesOf(
    Uint8Array.of(0, 2, 255),
    Int32Array.of(-5, 2 ** 30),
    Float16Array.of(0.333, -65504),
    Float32Array.of(1.25),
  )
  const weights = read(specs, bytes)
  const floats = Object.fromEntries(
    [...weights].map(([name, weight]) => [name, Array.from(floatsOf(weight))]),
  )
  assert.deepEqual(floats, {
    bytes: [-1, 0, 126.5],
    ints: [-5, 2 ** 30],
    halves: [Math.f16round(0.333), -65504],
    number: [1.25],
  })
  assert.deepEqual(weights.get('halves')?.shape, [1, 2])
})

test('packed bytes are unpacked as TensorFlow.js does it: in 64 bits, then rounded', () => {
  const packing = { scale: 0.0026856216729856004, min: -0.34107395246917127 }
  const [first, last] = floatsOf({ shape: [2], data: Uint8Array.of(127, 255), packing })
  assert.equal(first, Math.fround(127 * packing.scale + packing.min))
  assert.equal(last, Math.fround(255 * packing.scale + packing.min))
})

const FLOATS: WeightSpec = { name: 'w', shape: [2, 2], dtype: 'float32' }
const REFUSED: [name: string, spec: WeightSpec, byteLength: number, reason: RegExp][] = [
  ['truncated', FLOATS, 15, /end before w/],
  ['longer than described', FLOATS, 17, /1 bytes belong to no weight/],
  ['of an unknown type', { ...FLOATS, dtype: 'string' }, 16, /stored as string/],
  [
    'of an unknown packing',
    { ...FLOATS, quantization: { dtype: 'uint16' } },
    8,
    /stored as uint16/,
  ],
  ['packed without a scale', { ...FLOATS, quantization: { dtype: 'uint8' } }, 4, /without a scale/],
]
for (const [name, spec, byteLength, reason] of REFUSED) {
  test(`weights that are ${name} are refused`, () => {
    assert.throws(() => read([spec], new Uint8Array(byteLength)), reason)
  })
}

test('sides change places', () => {
  // Each number says where it is: height, width, channels in, channels out.
  const shape = [2, 3, 4, 5]
  const data = Float32Array.from({ length: 120 }, (_, i) => {
    const [h, w, c, f] = [Math.floor(i / 60), Math.floor(i / 20) % 3, Math.floor(i / 5) % 4, i % 5]
    return h * 1000 + w * 100 + c * 10 + f
  })
  const sorted = transpose({ shape, data }, [3, 2, 0, 1])
  assert.deepEqual(sorted.shape, [5, 4, 2, 3])
  const at = (f: number, c: number, h: number, w: number) =>
    sorted.data[((f * 4 + c) * 2 + h) * 3 + w]
  assert.equal(at(0, 0, 0, 1), 100)
  assert.equal(at(4, 3, 1, 2), 1234)
  assert.equal(at(2, 1, 0, 2), 212)
})

test('packed weights stay packed when their sides change places', () => {
  const packed: Weight = {
    shape: [2, 2],
    data: Uint8Array.of(1, 2, 3, 4),
    packing: { scale: 10, min: 5 },
  }
  const sorted = transpose(packed, [1, 0])
  assert.deepEqual(sorted.data, Uint8Array.of(1, 3, 2, 4))
  assert.deepEqual(Array.from(floatsOf(sorted)), [15, 35, 25, 45])
})
