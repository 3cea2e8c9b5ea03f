import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { ALL, found, startTestPictures, type TestPictures } from './test-pictures.ts'

let pictures: TestPictures

before(async () => {
  pictures = await startTestPictures()
})
after(() => pictures.close())

describe('what could not be told', () => {
  const trouble = (retryAfterSeconds: number | null) => {
    const detail = 'The provider does not answer.'
    return {
      provider: 'openai' as const,
      capabilities: ['alt_text' as const],
      detail,
      retryAfterSeconds,
    }
  }

  test('is tried again later, for that alone', async () => {
    await pictures.begin()
    const { alt_text: _, ...rest } = ALL
    await pictures.save(await pictures.claim(), { ...found(rest), troubles: [trouble(10)] })
    const one = await pictures.asset()
    assert.deepEqual([one.analysis_status, one.analysis_error], ['partial', trouble(10).detail])
    assert.equal(one.face_count, 1)
    const row = await pictures.queued()
    assert.deepEqual([row?.wanted, row?.attempts, row?.isOver], [['alt_text'], 1, false])
    assert.ok(row && row.wait > 55 && row.wait < 75, `${row?.wait}`)
    await pictures.makeDue()
    const [again] = await pictures.claim()
    assert.deepEqual(again?.wanted, ['alt_text'])
    await pictures.save(again ? [again] : [], found({ alt_text: { text: 'A dog.', weak: false } }))
    const whole = await pictures.asset()
    assert.deepEqual([whole.analysis_status, whole.analysis_error], ['done', null])
    assert.deepEqual([whole.face_count, whole.alt_text], [1, 'A dog.'])
    assert.equal(whole.analysis?.[0]?.capabilities.length, 6)
  })

  test('is given up after eight tries, or at once when there is no use in it', async () => {
    for (const [retryAfterSeconds, tries] of [
      [1, 8],
      [null, 1],
    ] as const) {
      await pictures.begin()
      for (let attempt = 1; attempt <= tries; attempt += 1) {
        await pictures.makeDue()
        assert.equal((await pictures.asset()).analysis_status, attempt === 1 ? null : 'waiting')
        await pictures.save(await pictures.claim(), {
          ...found({}),
          troubles: [trouble(retryAfterSeconds)],
        })
      }
      assert.equal((await pictures.asset()).analysis_status, 'failed')
      assert.equal((await pictures.queued())?.isOver, true)
      assert.deepEqual(await pictures.claim(), [])
    }
  })

  test('is no failed try when a budget is used up', async () => {
    await pictures.begin()
    await pictures.save(await pictures.claim(), { ...found({}), troubles: [trouble(7200)] })
    const row = await pictures.queued()
    assert.equal(row?.attempts, 0)
    assert.ok(row && row.wait > 7000, `${row?.wait}`)
  })

  test('is no trouble when another one could tell it, or nobody ever can', async () => {
    await pictures.begin()
    await pictures.save(await pictures.claim(), { ...found(ALL), troubles: [trouble(10)] })
    assert.deepEqual(
      [(await pictures.asset()).analysis_status, await pictures.queued()],
      ['done', undefined],
    )
    await pictures.begin()
    await pictures.look({ tags: [] })
    assert.equal((await pictures.asset()).analysis_status, 'done')
  })
})
