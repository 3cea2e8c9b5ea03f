import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { describe, test } from 'node:test'
import type { Failure } from '../../lib/failures.ts'
import { openUploadTarget } from '../index.ts'
import { readNetworkAllowList } from '../network-guard.ts'
import type { S3OriginConfig } from '../origin-config.ts'
import { configOf, openTarget, withBucket, withCode, write } from '../s3/fixture.ts'

const GCS = { profile: 'gcs' } as const

function replace(target: { replace: ReturnType<typeof openTarget>['replace'] }, content: string) {
  const options = { contentType: 'image/png', sizeBytes: content.length }
  return target.replace('a.png', Readable.from([Buffer.from(content)]), options)
}

describe('Google Cloud Storage, what goes wrong', () => {
  const settings: [title: string, change: Partial<S3OriginConfig>, detail: RegExp][] = [
    ['a bucket that is not there', { bucket: 'missing' }, /no bucket “missing”/],
    [
      'an unknown access key',
      { credentials: { accessKeyId: 'other', secretAccessKey: 'x' } },
      /does not know the access key/,
    ],
    [
      'a wrong secret key',
      { credentials: { accessKeyId: 'DOUBLEKEY', secretAccessKey: 'x' } },
      /secret key does not belong/,
    ],
  ]
  for (const [title, change, detail] of settings) {
    test(title, () =>
      withBucket(async ({ double }) => {
        const target = openTarget(configOf(double, change))
        const refused = withCode('origin_refused', detail)
        await assert.rejects(target.probe(), refused)
        await assert.rejects(write(target, 'a.png', 'x'), refused)
        await assert.rejects(replace(target, 'x'), refused)
        await assert.rejects(target.cors?.allow('https://a.example') ?? Promise.resolve(), refused)
        await target.close()
      }, GCS),
    )
  }

  const answers: [status: number, code: string, failure: Failure['code'], detail: RegExp][] = [
    [403, 'AccessDenied', 'origin_refused', /refused access/],
    [403, 'UserProjectAccountProblem', 'origin_refused', /suspended/],
    [503, 'ServiceUnavailable', 'origin_unreachable', /status 503/],
    [400, 'SomethingNew', 'origin_refused', /status 400, SomethingNew/],
  ]
  for (const [status, code, failure, detail] of answers) {
    test(`an answer ${status} ${code}`, () =>
      withBucket(async ({ target, double }) => {
        double.faults.push({ answer: { status, code } })
        await assert.rejects(target.probe(), withCode(failure, detail))
        await assert.rejects(replace(target, 'x'), withCode(failure, detail))
      }, GCS))
  }

  test('an answer that is no XML, or too much of it', () =>
    withBucket(async ({ target, double }) => {
      for (const html of ['<html><br>', '<Error>'.repeat(300_000)]) {
        double.faults.splice(0, 1, { answer: { status: 418, html } })
        await assert.rejects(replace(target, 'x'), withCode('origin_refused', /status 418/))
      }
    }, GCS))

  test('CORS rules that are made to be read for ever', () =>
    withBucket(async ({ target, double }) => {
      const much = 150_000
      for (const html of ['<Cors>'.repeat(much), `<Cors><Origin>${' '.repeat(much)}</Cors>`]) {
        double.faults.splice(0, 1, { answer: { status: 200, html } })
        await assert.doesNotReject(target.cors?.allow('https://a.example') ?? Promise.reject())
      }
    }, GCS))

  test('no answer, nobody there, a private network, no key', () =>
    withBucket(
      async ({ double, target }) => {
        double.faults.push({ hangs: true })
        await assert.rejects(replace(target, 'x'), withCode('origin_unreachable', /in time/))
        const config = configOf(double)
        const guarded = openUploadTarget(config, { allowPrivate: readNetworkAllowList('') })
        assert.ok(guarded)
        await assert.rejects(replace(guarded, 'x'), withCode('origin_refused', /private network/))
        await guarded.close()
        const nobody = openTarget({ ...config, endpoint: 'http://127.0.0.1:1' })
        const gone = withCode('origin_unreachable', /refused the connection/)
        await assert.rejects(replace(nobody, 'x'), gone)
        await nobody.close()
        const keyless = () => openTarget({ ...config, credentials: null })
        assert.throws(keyless, withCode('origin_refused', /HMAC key/))
      },
      { ...GCS, idleSeconds: 0.5 },
    ))

  test('a large body that is refused at once', () =>
    withBucket(async ({ target, double, bucket }) => {
      bucket.put('a.bin', Buffer.from('first'), 'a/b')
      // The look before the write is told that there is nothing.
      const answer = { status: 404, code: 'NoSuchKey' }
      double.faults.push({ when: ({ method }) => method === 'HEAD', times: 1, answer })
      double.faults.push({ when: ({ method }) => method === 'GET', times: 1, answer })
      const body = Readable.from(Array.from({ length: 200 }, () => Buffer.alloc(65_536)))
      const options = { contentType: 'a/b', sizeBytes: 200 * 65_536 }
      await assert.rejects(target.create('a.bin', body, options), withCode('path_taken'))
      assert.ok(body.destroyed)
      assert.equal(bucket.find('a.bin')?.sizeBytes, 5)
    }, GCS))
})
