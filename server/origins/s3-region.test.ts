import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { guardedAgents } from './network-guard.ts'
import { PRIVATE, withBucket, withCode } from './s3-fixture.ts'
import { regionOf } from './s3-region.ts'

describe('the region of a bucket at AWS', () => {
  const agents = guardedAgents(PRIVATE, { maxSockets: 1 })

  test('is told to anybody, and asked for once', () =>
    withBucket(async ({ double }) => {
      const { endpoint } = double
      const headers = { 'x-amz-bucket-region': 'eu-south-2' }
      double.faults.push({ answer: { status: 403, html: '', headers } })
      const find = regionOf('pictures', { agents, timeoutSeconds: 5, endpoint })
      assert.deepEqual(await Promise.all([find(), find()]), ['eu-south-2', 'eu-south-2'])
      assert.deepEqual(
        double.requests.map(({ method, bucket }) => `${method} ${bucket}`),
        ['HEAD pictures'],
      )
    }))

  test('a bucket that is not there has none', () =>
    withBucket(async ({ double }) => {
      double.faults.push({ answer: { status: 404, html: '' } })
      const { endpoint } = double
      const find = regionOf('missing', { agents, timeoutSeconds: 5, endpoint })
      await assert.rejects(find(), withCode('origin_refused', /no bucket “missing”/))
    }))
})
