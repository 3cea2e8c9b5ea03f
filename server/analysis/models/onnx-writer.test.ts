import assert from 'node:assert/strict'
import { test } from 'node:test'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { encodeModel, encodeNode, encodeTensor, type ModelParts } from './onnx-writer.ts'
import { bytesField, floatField, intField, message, messageField, textField } from './protobuf.ts'

const hex = (encoded: { pieces: readonly Uint8Array[] }) =>
  Buffer.concat(encoded.pieces).toString('hex')

/** The first three are the examples of protobuf.dev/programming-guides/encoding. */
const FIELDS: [name: string, encoded: ReturnType<typeof message>, bytes: string][] = [
  ['a number', intField(1, 150), '089601'],
  ['a text', textField(2, 'testing'), '120774657374696e67'],
  ['a message in a message', messageField(3, intField(1, 150)), '1a03089601'],
  ['zero', intField(1, 0), '0800'],
  ['a negative number', intField(1, -2), '08feffffffffffffffff01'],
  ['a number of 64 bits', intField(1, 2n ** 63n - 1n), '08ffffffffffffffff7f'],
  ['a field above 15', intField(20, 7), 'a00107'],
  ['a float', floatField(2, 1.5), '150000c03f'],
  ['no bytes', bytesField(9, new Uint8Array()), '4a00'],
  ['a text beyond ASCII', textField(1, 'é'), '0a02c3a9'],
]
for (const [name, encoded, bytes] of FIELDS) {
  test(`${name} in protobuf`, () => {
    assert.equal(hex(encoded), bytes)
    assert.equal(encoded.byteLength, bytes.length / 2)
  })
}

test('parts of a message follow one another', () => {
  const both = message(intField(1, 1), textField(2, 'a'))
  assert.equal(hex(both), '0801120161')
  assert.equal(both.byteLength, 5)
})

test('the runtime reads constants of every type, and every kind of attribute', async () => {
  const constants = {
    bytes: { shape: [2], data: Uint8Array.of(1, 255) },
    halves: { shape: [2], data: Float16Array.of(0.5, -2) },
    ints: { shape: [2], data: Int32Array.of(-3, 7) },
    longs: { shape: [2], data: BigInt64Array.of(-4n, 9n) },
    floats: { shape: [1, 2], data: Float32Array.of(0.25, 8) },
    scalar: { shape: [], data: Float32Array.of(10) },
  }
  const toFloat = (name: string) => encodeNode('Cast', [name], `${name}_float`, { to: 1 })
  const names = ['bytes', 'halves', 'ints', 'longs']
  const answer = await run({
    nodes: [
      ...names.map(toFloat),
      encodeNode('Sum', [...names.map((name) => `${name}_float`), 'input'], 'sum'),
      encodeNode('Add', ['sum', 'scalar'], 'sum_and_scalar'),
      encodeNode('Transpose', ['floats'], 'column', { perm: [1, 0] }),
      encodeNode('LeakyRelu', ['column'], 'leaky', { alpha: { float: 0.5 } }),
      encodeNode('MatMul', ['sum_and_scalar', 'leaky'], 'product'),
      encodeNode('Pad', ['product', 'longs_pad'], 'output', { mode: 'edge' }),
    ],
    constants: [
      ...Object.entries(constants).map(([name, tensor]) => encodeTensor(name, tensor)),
      encodeTensor('longs_pad', { shape: [4], data: BigInt64Array.of(0n, 0n, 0n, 1n) }),
    ],
    inputs: [{ name: 'input', type: 'float32', shape: [1, 2] }],
    outputs: [{ name: 'output', type: 'float32' }],
  })
  // 1 + 0.5 - 3 - 4 + 100 + 10 and 255 - 2 + 7 + 9 + 200 + 10, times 0.25 and 8
  assert.deepEqual(answer, { shape: [1, 2], data: [3858.125, 3858.125] })
})

async function run(parts: ModelParts) {
  const model = Buffer.concat(encodeModel(parts).pieces)
  const session = await InferenceSession.create(model, { intraOpNumThreads: 1 })
  const input = new Tensor('float32', Float32Array.of(100, 200), [1, 2])
  const { output } = await session.run({ input })
  await session.release()
  assert.ok(output)
  return { shape: [...output.dims], data: Array.from(output.data, Number) }
}
