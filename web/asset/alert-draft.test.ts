import assert from 'node:assert/strict'
import { test } from 'node:test'
import { giveBack, planAlertPatch, readAlert } from './alert-draft.ts'

const asset = {
  warning_adult: 2,
  warning_violence: null,
  warning_medical: null,
  warning_racy: 4,
  warning_spoof: null,
  warnings_by_person: ['racy' as const],
}

test('an alert is what was drafted, else what it was', () => {
  assert.deepEqual(readAlert(asset, {}, 'adult'), { level: 2, isByPerson: false })
  assert.deepEqual(readAlert(asset, { adult: 5 }, 'adult'), { level: 5, isByPerson: true })
  assert.deepEqual(readAlert(asset, {}, 'racy'), { level: 4, isByPerson: true })
  assert.deepEqual(readAlert(asset, { racy: null }, 'racy'), { level: null, isByPerson: false })
})

test('giving back undoes a draft, and takes a saved word away', () => {
  assert.deepEqual(giveBack(asset, { adult: 5, spoof: 1 }, 'adult'), { spoof: 1 })
  assert.deepEqual(giveBack(asset, {}, 'racy'), { racy: null })
})

test('only what changes is sent; confirming the level of analysis makes it a person’s', () => {
  assert.equal(planAlertPatch(asset, {}), null)
  assert.equal(planAlertPatch(asset, { racy: 4 }), null)
  assert.deepEqual(planAlertPatch(asset, { adult: 2, racy: null }), {
    warning_adult: 2,
    warning_racy: null,
  })
})
