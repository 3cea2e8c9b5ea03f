import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { createTestDatabase, type TestDatabase } from '../../db/test-database.ts'
import { ensureAssets } from '../assets.ts'
import { makeFacts, makeSource } from '../fixtures.ts'
import { saveReads } from '../save-reads.ts'
import { coarseCells, fineCells, nearCells } from './color-cells.ts'
import { readAssetFilter } from './filter.ts'
import { colorDistance, type Lab, toLab } from './lab.ts'
import { searchAssets } from './search.ts'
import { readAssetSort } from './sort.ts'

type Palette = Record<string, number>

let seed = 20261122
function random(): number {
  seed = (seed + 0x6d2b79f5) | 0
  let value = Math.imul(seed ^ (seed >>> 15), 1 | seed)
  value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value
  return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32
}

const toHex = (rgb: number[]) =>
  `#${rgb
    .map((value) =>
      Math.round(Math.min(255, Math.max(0, value)))
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`
const anyColor = () => [random() * 255, random() * 255, random() * 255]

/** Three to six colours that belong together, as those of pictures do. */
function anyPalette(): Palette {
  const main = anyColor()
  const count = 3 + Math.floor(random() * 4)
  const weights = Array.from({ length: count }, () => random() ** 3 + 0.01)
  const sum = weights.reduce((one, other) => one + other)
  return Object.fromEntries(
    weights.map((weight) => {
      const spread = random() < 0.7 ? 90 : 400
      const hex = toHex(main.map((value) => value + (random() - 0.5) * spread))
      return [hex, weight / sum]
    }),
  )
}

/** What covers a fifth has the whole tolerance, from a twentieth on three quarters of it, else half. */
const reachOf = (share: number) => (share >= 0.2 ? 1 : share >= 0.05 ? 0.75 : 0.5)
/** How far the nearest colour is beyond what its share allows; negative: it is near. */
function excess(palette: readonly (readonly [Lab, number])[], color: Lab, tolerance: number) {
  const distances = palette.map(
    ([lab, share]) => colorDistance(color, lab) - tolerance * reachOf(share),
  )
  return Math.min(...distances)
}

let database: TestDatabase
let source: Awaited<ReturnType<typeof makeSource>>
const palettes = Array.from({ length: 2000 }, anyPalette)
const labs = palettes.map((palette) =>
  Object.entries(palette).map(([hex, share]) => [toLab(hex), share] as const),
)

before(async () => {
  database = await createTestDatabase()
  const { db } = database
  source = await makeSource(db)
  const modifiedAt = new Date()
  const files = palettes.map((_, at) => ({ path: `${at}`, etag: 'e', sizeBytes: 1, modifiedAt }))
  const pixels = { namedColors: {}, averageLuminance: 0.5, blurhash: '', perceptualHash: null }
  const reads = palettes.map((palette, at) => {
    const colors = Object.entries(palette).map(([hex, share]) => ({ hex, share }))
    return { path: `${at}`, etag: 'e', facts: makeFacts({ pixels: { ...pixels, colors } }) }
  })
  await ensureAssets(db, { sourceId: source.id, files })
  await saveReads(db, { sourceId: source.id, reads })
})
after(() => database.close())

async function find(given: [string, string][]): Promise<Set<number>> {
  const { assets } = await searchAssets(database.db, {
    source,
    filter: readAssetFilter(given),
    sort: readAssetSort('file_size'),
    page: { limit: palettes.length, offset: 0 },
    exactTotal: false,
    withMetadata: false,
  })
  return new Set(assets.map(({ origin_path }) => Number(origin_path)))
}

/** How far a colour of a cell may be from the middle, which stands for all of it. */
const CELL = 2.5

describe('2,000 palettes, against a look at each', () => {
  for (const tolerance of [undefined, 3, 8, 25, 50]) {
    test(`tolerance ${tolerance ?? '15, which is meant when nothing is said'}`, async (t) => {
      const allowed = tolerance ?? 15
      const seen = { right: 0, extra: 0, missed: 0, far: 0 }
      for (let round = 0; round < 10; round++) {
        const hex = toHex(anyColor())
        const given: [string, string][] = [['colors', hex]]
        if (tolerance) given.push(['color_tolerance', `${tolerance}`])
        const found = await find(given)
        for (const [at, palette] of labs.entries()) {
          const beyond = excess(palette, toLab(hex), allowed)
          const fits = beyond <= 0
          if (found.has(at)) seen[fits ? 'right' : 'extra']++
          else if (fits) seen.missed++
          if (found.has(at) !== fits && Math.abs(beyond) > CELL) seen.far++
        }
      }
      t.diagnostic(JSON.stringify(seen))
      assert.ok(seen.extra + seen.missed < seen.right * (allowed < 8 ? 0.8 : 0.2))
      // CIEDE2000 itself jumps where hues are opposite.
      assert.ok(seen.far <= seen.right * 0.002, `${seen.far}`)
    })
  }

  test('each palette is found by its own colours, however small the tolerance', async () => {
    for (const [at, palette] of palettes.slice(0, 25).entries()) {
      const given = Object.keys(palette).slice(0, 6).join(',')
      assert.ok(
        (
          await find([
            ['colors', given],
            ['color_tolerance', '1'],
          ])
        ).has(at),
      )
    }
  })

  test('several colours have to be there all', async () => {
    const [one, other] = ['#c03020', '#204080']
    const both = await find([['colors', `${one},${other}`]])
    const [ones, others] = [await find([['colors', one]]), await find([['colors', other]])]
    assert.deepEqual(both, new Set([...ones].filter((at) => others.has(at))))
    assert.ok(both.size < ones.size)
  })
})

test('what covers little has to be nearer', () => {
  const near = nearCells('#5b86b8', 15)
  const isNear = (hex: string, share: number) =>
    fineCells({ [hex]: share }).some((bit) => ((near.fine[bit >> 3] ?? 0) >> (bit & 7)) & 1)
  const cases: [hex: string, ...shares: [share: number, near: boolean][]][] = [
    ['#5b86b8', [1, true], [0.01, true]],
    ['#6699cc', [1, true], [0.1, true], [0.01, true]],
    ['#7fb0dc', [0.3, true], [0.1, false], [0.01, false]],
    ['#b8865b', [1, false]],
  ]
  for (const [hex, ...shares] of cases) {
    const distance = colorDistance(toLab('#5b86b8'), toLab(hex)).toFixed(1)
    for (const [share, expected] of shares) {
      assert.equal(isNear(hex, share), expected, `${hex} at ${share}, distance ${distance}`)
    }
  }
})

test('a question to the index stays short, and covers what is near', () => {
  for (const tolerance of [1, 5, 15, 30, 50]) {
    for (let round = 0; round < 20; round++) {
      const { coarse } = nearCells(toHex(anyColor()), tolerance)
      assert.ok(coarse.length <= 300, `${coarse.length} cells at ${tolerance}`)
    }
  }
  const { coarse } = nearCells('#ffffff', 1)
  assert.deepEqual(coarse, coarseCells({ '#ffffff': 1 }))
})

test('colours that are none are left out, and more than six', () => {
  assert.deepEqual(fineCells({ red: 0.5, '#12345': 0.5 }), [])
  const many = Array.from({ length: 9 }, (_, at) => [`#${at}${at}0000`, at / 45] as const)
  assert.equal(fineCells(Object.fromEntries(many)).length, 6)
})
