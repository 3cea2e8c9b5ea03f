import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  describePace,
  describeTimeLeft,
  describeTotals,
  planAnnouncement,
  SpeedMeter,
  sentShare,
  type UploadTotals,
} from './progress.ts'

const totals = (part: Partial<UploadTotals>): UploadTotals => ({
  count: 12,
  done: 7,
  problems: 0,
  uploading: 5,
  bytes: 182e6,
  sentBytes: 116.5e6,
  ...part,
})

test('speed is a mean over the last seconds', () => {
  const meter = new SpeedMeter()
  assert.equal(meter.bytesPerSecond(), null)
  for (let second = 0; second <= 20; second++) meter.note(second * 1000, second * 100)
  assert.equal(meter.bytesPerSecond(), 100)
  for (let second = 21; second <= 40; second++) meter.note(second * 1000, 2000 + second * 900)
  assert.equal(meter.bytesPerSecond(), 900, 'what was long ago does not count')
  meter.note(41_000, 0)
  assert.equal(meter.bytesPerSecond(), null, 'a file that starts again is no negative speed')
})

test('the share goes by bytes, and is whole only at the end', () => {
  assert.equal(describeTotals(totals({})), '7 of 12 done, 64 %')
  assert.equal(describeTotals(totals({ done: 11, sentBytes: 182e6 - 1 })), '11 of 12 done, 99 %')
  assert.equal(describeTotals(totals({ done: 12, sentBytes: 182e6 })), '12 of 12 done, 100 %')
  assert.equal(sentShare(totals({ bytes: 0, sentBytes: 0, done: 3 })), 0.25, 'empty files')
  assert.equal(sentShare(totals({ count: 0, done: 0, bytes: 0, sentBytes: 0 })), 0)
})

test('amount, speed and time left', () => {
  assert.equal(describePace(totals({}), 6.2e6), '117 MB of 182 MB, 6.2 MB/s, about 11 seconds left')
  assert.equal(describePace(totals({}), null), '117 MB of 182 MB')
  assert.equal(describePace(totals({ uploading: 0 }), 6.2e6), '117 MB of 182 MB')
})

const times: [seconds: number, text: string][] = [
  [0.2, 'about 1 second left'],
  [11.4, 'about 11 seconds left'],
  [33, 'about 35 seconds left'],
  [59, 'about 1 minute left'],
  [150, 'about 3 minutes left'],
  [3_590, 'about 1 hour left'],
  [20_000, 'about 6 hours left'],
]
for (const [seconds, text] of times) {
  test(text, () => assert.equal(describeTimeLeft(seconds), text))
}

test('read out: every ten per cent, each failure at once, and the end', () => {
  let announced = { percent: 0, problems: 0, text: '' }
  const texts: string[] = []
  const hear = (part: Partial<UploadTotals>) => {
    const next = planAnnouncement(announced, totals({ bytes: 100, sentBytes: 0, ...part }))
    if (next.text !== announced.text) texts.push(next.text)
    announced = next
  }
  for (let done = 0; done < 12; done++) hear({ count: 40, done, sentBytes: done * 2.5 })
  hear({ count: 40, done: 12, sentBytes: 29, problems: 1 })
  hear({ count: 40, done: 12, sentBytes: 29.5, problems: 1 })
  hear({ count: 40, done: 39, sentBytes: 98, problems: 1, uploading: 0 })
  assert.deepEqual(texts, [
    '4 of 40 files uploaded.',
    '8 of 40 files uploaded.',
    '12 of 40 files uploaded. 1 problem.',
    '39 of 40 files uploaded. 1 problem.',
  ])
})
