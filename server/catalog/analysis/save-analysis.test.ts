import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { editTag } from '../asset-records.ts'
import { analysisStatusOf } from './analysis-status.ts'
import { ALL, found, startTestPictures, type TestPictures, tags } from './test-pictures.ts'

let pictures: TestPictures

before(async () => {
  pictures = await startTestPictures()
})
after(() => pictures.close())

describe('what analysis finds', () => {
  test('is on the asset, with who has said so', async () => {
    await pictures.begin({ keywords: ['Rex'] })
    assert.equal(analysisStatusOf(await pictures.asset()), 'waiting')
    assert.equal(await pictures.look(ALL), 1)
    const one = await pictures.asset()
    assert.deepEqual(one.tags, { Rex: 1, dog: 0.9, animal: 0.9, grass: 0.3 })
    assert.deepEqual([one.face_count, one.warning_adult, one.warning_racy], [1, 1, 2])
    // Nobody has looked: that is not doubtful.
    assert.deepEqual([one.warning_violence, one.warning_spoof], [null, null])
    assert.deepEqual([one.alt_text, one.alt_text_source], ['Photo of a dog.', 'analysis'])
    assert.deepEqual([one.text_in_image, one.analysis_status], ['NO DOGS', 'done'])
    const [note, ...others] = one.analysis ?? []
    assert.deepEqual(others, [])
    assert.deepEqual(note?.tag_scores, { dog: 0.45, animal: 0.45, grass: 0.15 })
    assert.deepEqual(note?.alert_scores, { adult: 0.02, racy: 0.4 })
    assert.deepEqual(
      [note?.provider, note?.model, note?.capabilities.length],
      ['builtin', 'test', 6],
    )
    const vector = await pictures.db
      .selectFrom('asset_embeddings')
      .selectAll()
      .where('asset_id', '=', one.id)
      .executeTakeFirstOrThrow()
    const values = [...new Int8Array(vector.vector)].map((byte) => byte * vector.scale)
    assert.ok(Math.abs((values[0] ?? 0) - 0.6) < 0.01 && Math.abs((values[1] ?? 0) + 0.8) < 0.01)
    assert.deepEqual(await pictures.claim(), [])
  })

  test('is ignored for a file that is another by now', async () => {
    await pictures.begin()
    const claimed = await pictures.claim()
    await pictures.read('2')
    assert.equal(await pictures.save(claimed, found(ALL)), 0)
    assert.equal((await pictures.asset()).face_count, null)
    assert.equal(await pictures.look(ALL), 1)
  })

  test('does not come between what somebody is writing and saving', async () => {
    await pictures.begin({ keywords: ['Rex'] })
    const seen = editTag(await pictures.asset())
    await pictures.look(ALL)
    await pictures.edit({ description: 'On the beach', tags: { Holiday: 1 } }, seen)
    const one = await pictures.asset()
    assert.equal(one.description, 'On the beach')
    assert.deepEqual(one.tags, { Rex: 1, dog: 0.9, animal: 0.9, grass: 0.3, Holiday: 1 })
    await assert.rejects(pictures.edit({ name: 'Rex' }, seen), /Somebody else/)
  })

  test('is kept once, however many processes have looked', async () => {
    await pictures.begin()
    const claimed = await pictures.claim()
    const kept = await Promise.all([
      pictures.save(claimed, found(ALL)),
      pictures.save(claimed, found(ALL)),
    ])
    assert.deepEqual(kept.sort(), [0, 1])
  })

  test('of a look before somebody asked for another one is ignored', async () => {
    await pictures.begin()
    const claimed = await pictures.claim()
    await pictures.ask()
    assert.equal(analysisStatusOf(await pictures.asset()), 'waiting')
    assert.equal(await pictures.save(claimed, found(ALL)), 0)
    assert.equal(await pictures.look(ALL), 1)
  })

  for (const [next, kept, status] of [
    [{ keywords: ['Rex'] }, { Rex: 1 }, 'waiting'],
    [{ pixels: null }, {}, 'none'],
    ['broken', { Rex: 1 }, 'none'],
  ] as const) {
    test(`goes when the content is another: ${JSON.stringify(next)}`, async () => {
      await pictures.begin({ keywords: ['Rex'] })
      await pictures.look(ALL)
      await pictures.edit({ warning_racy: 5 })
      await pictures.read('2', next === 'broken' ? next : { ...next })
      const one = await pictures.asset()
      assert.deepEqual(one.tags, kept)
      assert.deepEqual([one.face_count, one.alt_text, one.text_in_image], [null, null, null])
      assert.deepEqual([one.warning_adult, one.warning_racy, one.analysis], [null, 5, []])
      assert.equal(analysisStatusOf(one), status)
      assert.equal((await pictures.claim()).length, status === 'waiting' ? 1 : 0)
    })
  }
})

describe('tags', () => {
  test('that are found no longer go, keywords and those that people have set stay', async () => {
    await pictures.begin({ keywords: ['grass', 'Dog'] })
    await pictures.look({ tags: tags({ dog: 0.9, grass: 0.4, cat: 0.5, cow: 0.5 }) })
    // Other letters do not make another tag.
    assert.deepEqual((await pictures.asset()).tags, { grass: 1, Dog: 1, cat: 0.5, cow: 0.5 })
    await pictures.edit({ tags: { cow: 1 } })
    await pictures.lookAgain({ tags: tags({ horse: 0.6 }) })
    assert.deepEqual((await pictures.asset()).tags, { grass: 1, Dog: 1, cow: 1, horse: 0.6 })
  })

  test('that a person has removed stay removed', async () => {
    await pictures.begin()
    await pictures.look({ tags: tags({ dog: 0.9, cat: 0.5 }) })
    await pictures.edit({ tags: { dog: 0 } })
    await pictures.lookAgain({ tags: tags({ dog: 0.9, cat: 0.7 }) })
    assert.deepEqual((await pictures.asset()).tags, { dog: 0, cat: 0.7 })
    await pictures.lookAgain({ tags: [] })
    assert.deepEqual((await pictures.asset()).tags, { dog: 0 })
  })

  test('become keywords when the file says them, too', async () => {
    await pictures.begin()
    await pictures.look({ tags: tags({ dog: 0.9, cat: 0.5 }) })
    await pictures.read('1', { keywords: ['dog'] })
    assert.deepEqual((await pictures.asset()).tags, { dog: 1, cat: 0.5 })
    await pictures.lookAgain({ tags: tags({ dog: 0.9 }) })
    assert.deepEqual((await pictures.asset()).tags, { dog: 1 })
  })

  test('are called what a person can send back', async () => {
    await pictures.begin()
    const named = { label: '__proto__', confidence: 0.9, score: null }
    await pictures.look({ tags: [named, ...tags({ constructor: 0.8, ' ': 0.7 })] })
    assert.deepEqual((await pictures.asset()).tags, { constructor: 0.8 })
  })

  test('are as many and as sure as an asset may have them', async () => {
    await pictures.begin()
    const many = Object.fromEntries(Array.from({ length: 80 }, (_, at) => [`t${at}`, 0.5]))
    await pictures.look({ tags: tags({ ...many, sure: 1, Sure: 0.4, 'a\0b': 0.9, '  ': 0.9 }) })
    const found = (await pictures.asset()).tags
    assert.equal(Object.keys(found).length, 50)
    assert.deepEqual([found.sure, found.ab], [0.99, 0.9])
  })
})

describe('alerts', () => {
  test('that a person has set stay, until they are given back', async () => {
    await pictures.begin()
    await pictures.look(ALL)
    await pictures.edit({ warning_adult: 4, warning_violence: 3, warning_racy: 2 })
    await pictures.lookAgain({
      alerts: { adult: { level: 2, score: 0.2 }, racy: { level: 3, score: 0.5 } },
    })
    const set = await pictures.asset()
    assert.deepEqual([set.warning_adult, set.warning_violence, set.warning_racy], [4, 3, 3])
    assert.deepEqual(set.warnings_by_person, ['adult', 'violence'])
    await pictures.edit({ warning_adult: null, warning_violence: null })
    const given = await pictures.asset()
    assert.deepEqual([given.warning_adult, given.warning_violence], [2, null])
    assert.deepEqual(given.warnings_by_person, [])
  })

  test('are told by several, each by the one whose word counts', async () => {
    await pictures.begin()
    const answers = [
      ...found({ alerts: { violence: { level: 4, score: null } } }, 'openai').answers,
      ...found({ alerts: { adult: { level: 1, score: 0.1 } } }).answers,
    ]
    const chosen_alerts = { violence: 0, adult: 1 }
    await pictures.save(await pictures.claim(), {
      answers,
      chosen: { alerts: 0 },
      chosen_alerts,
      troubles: [],
    })
    await pictures.lookAgain({ alerts: { adult: { level: 2, score: 0.2 } } })
    const one = await pictures.asset()
    assert.deepEqual([one.warning_violence, one.warning_adult], [4, 2])
    assert.deepEqual(
      one.analysis?.map(({ provider, capabilities }) => [provider, capabilities]),
      [
        ['builtin', ['alerts']],
        ['openai', ['alerts']],
      ],
    )
    await pictures.edit({ warning_violence: 1 })
    await pictures.edit({ warning_violence: null })
    assert.equal((await pictures.asset()).warning_violence, 4)
  })
})

describe('alt text', () => {
  const ALT = { alt_text: { text: 'Photo of a dog.', weak: true } }

  test('of a person stays, an empty one, too', async () => {
    for (const text of ['Rex', null]) {
      await pictures.begin()
      await pictures.look(ALT)
      await pictures.edit({ alt_text: text })
      await pictures.lookAgain(ALT)
      const one = await pictures.asset()
      assert.deepEqual([one.alt_text, one.alt_text_source], [text, 'person'])
    }
  })

  test('of the file stays', async () => {
    await pictures.begin({ altText: 'Rex' })
    await pictures.look(ALT)
    const one = await pictures.asset()
    assert.deepEqual([one.alt_text, one.alt_text_source], ['Rex', 'file'])
  })

  test('of analysis follows analysis', async () => {
    await pictures.begin()
    await pictures.look(ALT)
    assert.equal((await pictures.asset()).alt_text_is_weak, true)
    await pictures.lookAgain({ alt_text: { text: 'Two dogs.', weak: false } }, 'openai')
    const one = await pictures.asset()
    assert.deepEqual([one.alt_text, one.alt_text_is_weak], ['Two dogs.', false])
    const counts = one.analysis?.map(({ provider, capabilities }) => [provider, capabilities])
    assert.deepEqual(counts, [
      ['openai', ['alt_text']],
      ['builtin', []],
    ])
    await pictures.lookAgain({ alt_text: null })
    const none = await pictures.asset()
    assert.deepEqual([none.alt_text, none.alt_text_source], [null, null])
  })
})
