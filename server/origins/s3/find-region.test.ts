import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { readNetworkAllowList } from '../network-guard.ts'
import { findBucketRegion } from './find-region.ts'

const answers: Record<string, [status: number, region?: string]> = {
  '/mine': [200, 'eu-west-3'],
  '/of-somebody': [403, 'us-gov-west-1'],
  '/moved': [301, 'ap-south-1'],
  '/none': [404],
  '/hostile': [200, 'eu.evil.example/'],
}

test('the region of a bucket is what its provider says', async () => {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url} ${request.headers.authorization ?? ''}`)
    const [status, region] = answers[request.url ?? ''] ?? [500]
    response.writeHead(status, region === undefined ? {} : { 'x-amz-bucket-region': region }).end()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const allowPrivate = readNetworkAllowList('127.0.0.1')
  const find = (bucket: string) => findBucketRegion(bucket, { allowPrivate, endpoint })
  assert.equal(await find('mine'), 'eu-west-3')
  assert.equal(await find('of-somebody'), 'us-gov-west-1')
  assert.equal(await find('moved'), 'ap-south-1')
  assert.equal(await find('none'), null)
  assert.equal(await find('hostile'), null)
  assert.deepEqual(asked[0], 'HEAD /mine ')
  const guarded = { allowPrivate: readNetworkAllowList(''), endpoint }
  assert.equal(await findBucketRegion('mine', guarded), null)
  assert.equal(asked.length, 5)
  server.close()
  await once(server, 'close')
  assert.equal(await find('mine'), null)
})
