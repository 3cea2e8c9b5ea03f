import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { DuplicateAsset, EarlierDecision } from '../../contract/searching.ts'
import { ApiFailure } from '../lib/api.ts'
import { describeReason, formatGroupCount, formatLikeness, nameReason } from '../lib/duplicates.ts'
import { decideAll, planCalls, planWish, suggestCopy } from './decide-many.ts'
import type { Group } from './duplicate-calls.ts'
import { describeDecision, describeDone, findLargest, nameBulk } from './duplicate-words.ts'
import { planGroupKey } from './group-keys.ts'

const copy = (path: string, facts: Partial<DuplicateAsset> = {}): DuplicateAsset => ({
  origin_path: path,
  etag: '1a-2b',
  file_size: 10,
  media_width: 40,
  media_height: 30,
  content_type: 'image/jpeg',
  date_created: 0,
  distance: 0,
  duplicate_of: null,
  warning_adult: null,
  warning_violence: null,
  ...facts,
})

function makeGroup(id: string, facts: Partial<Group['attributes']> = {}): Group {
  const assets = [copy(`/${id}/a.jpg`), copy(`/${id}/b.jpg`)]
  const attributes = { likeness: 'same', source_id: 's', assets, asset_count: 2 } as const
  return {
    id,
    type: 'duplicate_groups',
    attributes: { ...attributes, spare_bytes: 10, decisions: [], ...facts },
  }
}

const earlier = (id: string, preferred: string | null, date: number): EarlierDecision => ({
  id,
  decision: preferred === null ? 'keep_all' : 'preferred',
  origin_paths: [],
  preferred,
  decided_by: null,
  date_created: date,
})

describe('what is proposed', () => {
  test('the first one, unless another is in use already and still there', () => {
    assert.equal(suggestCopy(makeGroup('1')), '/1/a.jpg')
    const decisions = [
      earlier('7', '/gone.jpg', 9),
      earlier('8', '/1/b.jpg', 5),
      earlier('9', null, 8),
    ]
    assert.equal(suggestCopy(makeGroup('1', { decisions })), '/1/b.jpg')
  })

  test('largest is only what is larger than all others', () => {
    const [a, b] = [copy('/a.jpg'), copy('/b.jpg')]
    assert.equal(findLargest([a, b]), null)
    assert.equal(findLargest([{ ...a, media_width: 41 }, b]), '/a.jpg')
    assert.equal(findLargest([{ ...a, file_size: 11 }, b]), '/a.jpg')
    assert.equal(findLargest([a]), null)
  })
})

describe('what is sent', () => {
  const wish = { decision: 'preferred', chosen: '/1/b.jpg', isMerging: true } as const

  test('exactly the assets that were seen, and the decisions that were told', () => {
    const group = makeGroup('1', { decisions: [earlier('8', null, 5)] })
    assert.deepEqual(planWish(group, wish).decision, {
      decision: 'preferred',
      origin_paths: ['/1/a.jpg', '/1/b.jpg'],
      preferred: '/1/b.jpg',
      merge_metadata: true,
      replaces: ['8'],
    })
  })

  test('of more than are shown the whole group; no preferred one where there is none', () => {
    const group = makeGroup('1', { asset_count: 21 })
    assert.deepEqual(planWish(group, { ...wish, decision: 'different' }).decision, {
      decision: 'different',
      group: '1',
      replaces: [],
    })
  })

  test('in calls that are not too large', () => {
    const wishes = Array.from({ length: 250 }, (_, i) => planWish(makeGroup(String(i)), wish))
    assert.deepEqual(
      planCalls(wishes).map((call) => call.length),
      [100, 100, 50],
    )
    const large = planWish(makeGroup('1', { asset_count: 6000 }), wish)
    assert.deepEqual(
      planCalls([large, large, large]).map((call) => call.length),
      [1, 1, 1],
    )
  })
})

describe('deciding about many', () => {
  const wishes = ['1', '2', '3'].map((id) =>
    planWish(makeGroup(id), { decision: 'keep_all', chosen: '', isMerging: false }),
  )
  const refusal = (status: number, at: number) =>
    new ApiFailure(status, 'POST', { source: { pointer: `/data/attributes/decisions/${at}` } })

  test('what is refused stands aside; the rest is decided', async () => {
    const answers: (ApiFailure | string[])[] = [refusal(409, 1), refusal(404, 0), ['30']]
    const sent: number[] = []
    const progress: number[] = []
    const outcome = await decideAll(
      wishes,
      async (decisions) => {
        sent.push(decisions.length)
        const answer = answers.shift()
        if (answer instanceof ApiFailure) throw answer
        return answer ?? []
      },
      (done) => progress.push(done),
    )
    const idsOf = (all: { wish: { group: Group } }[]) => all.map(({ wish }) => wish.group.id)
    assert.deepEqual([sent, progress], [[3, 2, 1], [3]])
    assert.deepEqual(idsOf(outcome.conflicts), ['2'])
    assert.deepEqual(idsOf(outcome.lost), ['1'])
    assert.deepEqual(
      outcome.made.map(({ wish, id }) => [wish.group.id, id]),
      [['3', '30']],
    )
    assert.equal(outcome.failure, null)
  })

  test('another failure stops it, and what was made before is told', async () => {
    const many = Array.from({ length: 3 }, () => wishes)
      .flat()
      .concat(Array.from({ length: 95 }, () => wishes[0] ?? assert.fail()))
    let calls = 0
    const outcome = await decideAll(
      many,
      async (decisions) => {
        calls += 1
        if (calls > 1) throw new ApiFailure(500, 'POST')
        return decisions.map((_, i) => String(i))
      },
      () => {},
    )
    assert.deepEqual([outcome.made.length, outcome.failure instanceof ApiFailure], [100, true])
  })
})

describe('words', () => {
  test('numbers stand in them', () => {
    assert.equal(nameBulk('preferred', 40, true), 'Use the largest of each of 40 groups')
    assert.equal(nameBulk('preferred', 1, false), 'Use the chosen one of 1 group')
    assert.equal(nameBulk('keep_all', 1200, false), 'Keep all of 1,200 groups')
    assert.equal(
      describeDecision({ decision: 'preferred', preferred: '/x/a.jpg', count: 3 }),
      'Use \u2068a.jpg\u2069, 2 copies of it',
    )
    const counts = { groups: 38, assets: 90, lost: 2 }
    assert.equal(
      describeDone('keep_all', counts),
      'Kept all in 38 groups. No file was touched. 2 groups had changed meanwhile and stayed.',
    )
    assert.deepEqual(
      [formatLikeness(0), formatLikeness(2), formatLikeness(40)],
      ['100 %', '94 %', '0 %'],
    )
    assert.deepEqual([formatGroupCount(9999), formatGroupCount(10_000)], ['9,999', '10,000+'])
    assert.equal(describeReason({ by: 'bytes', similarity: 1 }), 'a copy of the same file')
    assert.equal(
      describeReason({ by: 'look', similarity: 0.938 }),
      'nearly the same picture, 94 % alike',
    )
    assert.equal(describeReason({ by: 'content', similarity: 0.61 }), 'similar content, 61 % alike')
    assert.equal(nameReason({ by: 'content' }), 'Similar')
  })
})

const press = { ctrlKey: false, metaKey: false, altKey: false, target: null }
const keys: [key: string, plan: unknown][] = [
  ['ArrowDown', { kind: 'move', by: 1 }],
  ['ArrowUp', { kind: 'move', by: -1 }],
  ['2', { kind: 'choose', index: 1 }],
  ['3', null],
  ['x', { kind: 'toggle' }],
  ['Enter', { kind: 'use' }],
  ['a', null],
]
for (const [key, plan] of keys) {
  test(`${key} in a group of two`, () => {
    assert.deepEqual(planGroupKey({ ...press, key }, 2), plan)
    assert.equal(planGroupKey({ ...press, key, ctrlKey: true }, 2), null)
  })
}
