import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { sql } from 'kysely'
import type { AnalysisTrouble } from '../../../contract/analysis.ts'
import { retryAfterChange } from './progress.ts'
import { ANALYSIS_PRIORITY } from './queue.ts'
import { ALL, found, startTestPictures, type TestPictures } from './test-pictures.ts'

let pictures: TestPictures

before(async () => {
  pictures = await startTestPictures()
})
after(() => pictures.close())

describe('what could not be told', () => {
  const SAID = 'The OpenAI-compatible endpoint could not look: It does not answer.'
  const trouble = (retryAfterSeconds: number | null): AnalysisTrouble => ({
    provider: 'openai',
    capabilities: ['alt_text'],
    detail: 'It does not answer.',
    retryAfterSeconds,
  })

  test('is tried again later, for that alone', async () => {
    await pictures.begin()
    const { alt_text: _, ...rest } = ALL
    await pictures.save(await pictures.claim(), { ...found(rest), troubles: [trouble(10)] })
    const one = await pictures.asset()
    assert.deepEqual([one.analysis_status, one.analysis_error], ['partial', SAID])
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
    const used = (after: number): AnalysisTrouble => ({ ...trouble(after), isLimit: true })
    await pictures.begin()
    await pictures.save(await pictures.claim(), { ...found({}), troubles: [used(7200)] })
    const row = await pictures.queued()
    assert.equal(row?.attempts, 0)
    assert.ok(row && row.wait > 7000, `${row?.wait}`)
    await pictures.makeDue()
    // Right before midnight: a minute at least, so that nothing goes round and round.
    await pictures.save(await pictures.claim(), { ...found({}), troubles: [used(1)] })
    const again = await pictures.queued()
    assert.equal(again?.attempts, 0)
    assert.ok(again && again.wait > 55 && again.wait < 75, `${again?.wait}`)
  })

  /** By which transactions the asset and what finds it were written last. */
  async function writtenBy(id: number) {
    const { rows } = await sql`
      select a.xmin::text as asset, s.xmin::text as search
      from assets a join asset_search s on s.asset_id = a.id where a.id = ${id}`.execute(
      pictures.db,
    )
    return rows
  }

  test('is asked of who could not look, even when another one has told it', async () => {
    await pictures.begin()
    await pictures.save(await pictures.claim(), { ...found(ALL), troubles: [trouble(10)] })
    const one = await pictures.asset()
    assert.deepEqual([one.analysis_status, one.analysis_error], ['partial', SAID])
    assert.equal(one.alt_text, 'Photo of a dog.')
    const row = await pictures.queued()
    assert.deepEqual(
      [row?.wanted, row?.providers, row?.priority, row?.isOver],
      [['alt_text'], ['openai'], ANALYSIS_PRIORITY.old, false],
    )
    // Down once more: what the other one has said stays.
    await pictures.makeDue()
    const [again] = await pictures.claim()
    assert.deepEqual([again?.wanted, again?.providers], [['alt_text'], ['openai']])
    const written = await writtenBy(one.id)
    const nothing = { ...found({}), answers: [], troubles: [trouble(10)] }
    assert.equal(await pictures.save(again ? [again] : [], nothing), 1)
    assert.equal((await pictures.asset()).alt_text, 'Photo of a dog.')
    // A million of these come back every day while a budget is used up.
    assert.deepEqual(await writtenBy(one.id), written)
    assert.equal((await pictures.queued())?.attempts, 2)
    await pictures.makeDue()
    const better = { alt_text: { text: 'A dog on a beach.', weak: false } }
    assert.equal(await pictures.look(better, 'openai'), 1)
    const whole = await pictures.asset()
    assert.deepEqual(
      [whole.analysis_status, whole.analysis_error, whole.alt_text, whole.face_count],
      ['done', null, 'A dog on a beach.', 1],
    )
    assert.equal(await pictures.queued(), undefined)
  })

  test('is not asked of who never can, until the settings change', async () => {
    await pictures.begin()
    await pictures.save(await pictures.claim(), { ...found(ALL), troubles: [trouble(null)] })
    assert.equal((await pictures.asset()).analysis_status, 'partial')
    const { db, source } = pictures
    const { id } = await pictures.asset()
    await sql`delete from analysis_queue where asset_id <> ${id}`.execute(db)
    const change = (settings: number) => retryAfterChange(db, { sourceId: source.id, settings })
    await sql`insert into analysis_walks (source_id, wanted, settings_version)
      values (${source.id}, 'x', 1)`.execute(db)
    await change(1)
    assert.deepEqual([(await pictures.queued())?.isOver, await pictures.claim()], [true, []])
    await change(2)
    const [again] = await pictures.claim()
    assert.deepEqual([again?.wanted, again?.providers], [['alt_text'], ['openai']])
    await change(2)
    assert.deepEqual(await pictures.claim(), [])
  })

  test('is no trouble when nobody ever can', async () => {
    await pictures.begin()
    await pictures.look({ tags: [] })
    assert.deepEqual(
      [(await pictures.asset()).analysis_status, await pictures.queued()],
      ['done', undefined],
    )
  })
})
