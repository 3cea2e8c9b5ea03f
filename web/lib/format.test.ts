import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as format from './format.ts'

const cases: [got: string, wanted: string][] = [
  [format.formatNumber(48213), '48,213'],
  [format.formatTotal(48213, false), '48,213'],
  [format.formatTotal(1_204_118, true), 'about 1.2 M'],
  [format.formatTotal(31_000, true), 'about 31 k'],
  [format.formatShort(1_204_118, true), '~1.2 M'],
  [format.formatShort(1_204, false), '1,204'],
  [format.formatShort(0, true), '0'],
  [format.formatBytes(1), '1 byte'],
  [format.formatBytes(999), '999 bytes'],
  [format.formatBytes(2_190_390), '2.2 MB'],
  [format.formatBytes(48_300), '48 kB'],
  [format.formatBytes(5e12), '5.0 TB'],
  [format.formatLimit(5e9), '5 GB'],
  [format.formatLimit(4.99e9), '4.99 GB'],
  [format.formatLimit(30e6), '30 MB'],
  [format.formatPercent(0.618), '62 %'],
  [format.formatDuration(5), '0:05'],
  [format.formatDuration(0.2), '0:01'],
  [format.formatDuration(3723), '1:02:03'],
  [format.formatTimeLeft(12), 'less than a minute left'],
  [format.formatTimeLeft(372), 'about 6 min left'],
  [format.formatWhen(1000, new Date(1_240_000)), '4 min ago'],
  [format.cutMiddle('colmar-petite-venise.jpg', 20), 'colmar-pet…enise.jpg'],
  [format.cutMiddle('short.jpg', 20), 'short.jpg'],
]
for (const [got, wanted] of cases) test(wanted, () => assert.equal(got, wanted))
