import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RawFace } from '../judging/builtin-raw.ts'
import { findCrowd } from './find-crowd.ts'
import type { Nets } from './nets.ts'

const still = { data: new Uint8Array(40 * 30 * 3), width: 40, height: 30 }

/** Looks at nothing, and finds nothing. */
function watchNets() {
  let looks = 0
  const nets = {
    pathOf: () => '',
    run: async () => {
      looks += 1
      const nothing = { data: new Float32Array(), dims: [] }
      return { boxes: nothing, logits: nothing, anchors: nothing }
    },
  } as unknown as Nets // answers as the only net that is asked
  return { nets, looks: () => looks }
}

function faces(count: number, { side = 0.03, score = 0.5 } = {}): RawFace[] {
  return Array.from({ length: count }, (_, at) => ({ score, box: [at / 20, 0.5, side, side] }))
}

const cases: [what: string, found: RawFace[], looks: number][] = [
  ['nobody', [], 0],
  ['a few small faces', faces(7), 0],
  ['many small faces', faces(8), 4],
  ['many that are hardly faces', faces(12, { score: 0.3 }), 0],
  ['many large faces', faces(8, { side: 0.049 }), 0],
  ['a few of them small', [...faces(8), ...faces(9, { side: 0.049 })], 0],
]
for (const [what, found, looks] of cases) {
  test(`parts of a picture are looked at for crowds alone: ${what}`, async () => {
    const watched = watchNets()
    const all = await findCrowd(watched.nets, still, found)
    assert.equal(watched.looks(), looks)
    if (looks === 0) assert.deepEqual(all, found)
    else assert.equal(all.length, found.length)
  })
}
