import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type CodedBlock, findRanks, type Ranked } from './place-order.ts'
import { BLOCK_ASSETS, noBits, setBit } from './place-sets.ts'

/** Two blocks of which most fit; their codes as `codeOf` says. */
function makeBlocks(codeOf: (id: number) => number): { blocks: CodedBlock[]; all: Ranked[] } {
  const all: Ranked[] = []
  const blocks = [3, 70_000].map((block) => {
    const [bits, codes] = [noBits(), new Uint32Array(BLOCK_ASSETS)]
    let assets = 0
    for (let place = 0; place < 20_000; place += 1) {
      const id = block * BLOCK_ASSETS + place
      codes[place] = codeOf(id)
      if (place % 5 === 0) continue
      setBit(bits, place)
      assets += 1
      all.push({ id, code: codes[place] as number })
    }
    return { block, bits, codes, assets }
  })
  return { blocks, all }
}

const CODES: Record<string, (id: number) => number> = {
  'all different': (id) => (id * 2_654_435_761) % 4_294_967_296,
  'some equal': (id) => (id * 7919) % 5000,
  'all equal': () => 4_294_967_295,
  'mostly near each other': (id) => (id % 1000 === 0 ? 4e9 : 1000 + (id % 100)),
}

for (const [name, codeOf] of Object.entries(CODES)) {
  test(`who is at some ranks is found, with those equal to them: ${name}`, () => {
    const { blocks, all } = makeBlocks(codeOf)
    const others = [
      { id: 5, code: 0 },
      { id: 6, code: 2500 },
    ]
    const codeOfAll = new Map(all.map(({ id, code }) => [id, code]))
    for (const descending of [false, true]) {
      const step = descending ? -1 : 1
      const sorted = [...all, ...others].sort((one, other) => step * (one.code - other.code))
      for (const from of [0, 40, 3000, 31_990, 40_000]) {
        const asked = { descending, behind: null, from, to: from + 25 }
        const { ids, skip } = findRanks(blocks, others, asked)
        const right = sorted.slice(from, from + 25).map(({ code }) => code)
        const codes = new Map(sorted.map(({ id, code }) => [id, code]))
        const found = ids
          .map((id) => codes.get(id) ?? assert.fail())
          .sort((one, other) => step * (one - other))
        assert.deepEqual(found.slice(skip, skip + 25), right)
        // All of the same code are there, so that others can tell them apart.
        const ends = new Set([right[0], right.at(-1)])
        const equal = sorted.filter(({ code }) => ends.has(code))
        const those = new Set(ids)
        assert.ok(equal.every(({ id }) => those.has(id)))
        assert.ok(ids.length <= 25 + equal.length)
      }
      const behind = sorted[500]?.code ?? 0
      const { ids } = findRanks(blocks, others, { descending, behind, from: 0, to: 25 })
      const beyond = new Set(ids)
      const next = sorted.filter(({ code }) => step * (code - behind) > 0).slice(0, 25)
      assert.ok(next.every(({ id }) => beyond.has(id)))
      assert.ok(ids.every((id) => step * ((codeOfAll.get(id) ?? 0) - behind) >= 0 || id < 10))
    }
  })
}
