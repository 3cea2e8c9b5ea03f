import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import type { RightCheck } from '../../contract/resources.ts'
import { checkReading, checkWriting } from './check-rights.ts'
import { openOrigin, openUploadTarget } from './index.ts'
import { readNetworkAllowList } from './network-guard.ts'
import type { Origin } from './origin.ts'
import { checkPreflight } from './preflight.ts'
import { PRIVATE, withBucket, withCode } from './s3/fixture.ts'
import type { UploadTarget } from './upload-target.ts'

const PAGE = 'https://assets.example.com'
const OPTIONS = { pageOrigin: PAGE, needsCors: true, allowPrivate: PRIVATE }

function statesOf(checks: RightCheck[]): string[] {
  for (const { detail, milliseconds } of checks) {
    assert.match(detail, /\.$/)
    assert.ok(milliseconds === null || Number.isInteger(milliseconds))
  }
  return checks.map(({ right, state }) => `${right} ${state}`)
}

const RULE = {
  allowedOrigins: [PAGE],
  allowedMethods: ['PUT'],
  allowedHeaders: ['Content-Type', 'If-None-Match'],
  exposeHeaders: [],
}

describe('the test of reading', () => {
  test('lists, and reads the beginning of the first file', () =>
    withBucket(async ({ origin, bucket, double }) => {
      bucket.put('a.jpg', Buffer.alloc(5000), 'image/jpeg')
      const checks = await checkReading(origin)
      assert.deepEqual(statesOf(checks), ['list ok', 'read ok'])
      assert.match(checks[0]?.detail ?? '', /“a\.jpg”/)
      assert.equal(double.requests.at(-1)?.headers.range, 'bytes=0-1023')
    }))

  test('an empty file is read, too', () =>
    withBucket(async ({ origin, bucket }) => {
      bucket.put('a.jpg', Buffer.alloc(0), 'image/jpeg')
      assert.deepEqual(statesOf(await checkReading(origin)), ['list ok', 'read ok'])
    }))

  test('without a file there is nothing to read', () =>
    withBucket(async ({ origin }) => {
      assert.deepEqual(statesOf(await checkReading(origin)), ['list ok', 'read unknown'])
    }))

  test('says which right is missing, and what to do', () =>
    withBucket(async ({ origin, bucket, double }) => {
      bucket.put('a.jpg', Buffer.alloc(5), 'image/jpeg')
      const answer = { status: 403, code: 'AccessDenied' }
      double.faults.push({ when: ({ key }) => key !== '', answer })
      const [, read] = await checkReading(origin)
      assert.deepEqual(statesOf(read ? [read] : []), ['read failed'])
      assert.match(read?.detail ?? '', /GetObject/)
      assert.match(read?.advice ?? '', /read files/)
      double.faults.splice(0, 1, { answer })
      const checks = await checkReading(origin)
      assert.deepEqual(statesOf(checks), ['list failed', 'read unknown'])
    }))

  test('an Origin that is not listed answers, or does not', async () => {
    const silent = (stat: Origin['stat']): Origin => ({
      stat,
      open: async () => null,
      close: async () => {},
    })
    const answering = await checkReading(silent(async () => null))
    assert.deepEqual(statesOf(answering), ['list not_needed', 'read ok'])
    await withBucket(async ({ origin, double }) => {
      double.faults.push({ answer: { status: 403, code: 'AccessDenied' } })
      const refusing = await checkReading(silent(origin.stat))
      assert.deepEqual(statesOf(refusing), ['list not_needed', 'read failed'])
    })
  })

  test('ends with its signal', () =>
    withBucket(async ({ origin, target }) => {
      const reason = new Error('enough')
      const signal = AbortSignal.abort(reason)
      const isReason = (error: unknown) => error === reason
      await assert.rejects(checkReading(origin, signal), isReason)
      await assert.rejects(checkWriting(target, OPTIONS, signal), isReason)
    }))
})

describe('the test of writing', () => {
  const cases: [profile: 'aws' | 'ceph' | 'gcs' | 'swift' | 'ignores-inm', states: string[]][] = [
    ['aws', ['write ok', 'no_overwrite ok', 'cors failed']],
    ['ceph', ['write ok', 'no_overwrite ok', 'cors failed']],
    ['gcs', ['write ok', 'no_overwrite ok', 'cors failed']],
    ['swift', ['write ok', 'no_overwrite warning', 'cors not_needed']],
    ['ignores-inm', ['write ok', 'no_overwrite warning', 'cors not_needed']],
  ]
  for (const [profile, states] of cases) {
    test(`${profile} as it is, and with the rule that it is given`, () =>
      withBucket(
        async ({ target }) => {
          const { checks, probe } = await checkWriting(target, OPTIONS)
          assert.deepEqual(statesOf(checks), states)
          assert.deepEqual(probe, await target.probe())
          if (!states.includes('cors failed')) {
            assert.match(checks[1]?.detail ?? '', /through Vitrine/)
            return
          }
          assert.match(checks[2]?.advice ?? '', /CORS rule/)
          await target.cors?.allow(PAGE)
          const allowed = await checkWriting(target, OPTIONS)
          assert.equal(statesOf(allowed.checks)[2], 'cors ok')
        },
        { profile },
      ))
  }

  test('without the right to write, the rest is tried all the same', () =>
    withBucket(async ({ target, bucket, double }) => {
      bucket.cors = [RULE]
      const when = ({ method }: { method: string }) => method === 'PUT'
      double.faults.push({ when, answer: { status: 403, code: 'AccessDenied' } })
      const { checks, probe } = await checkWriting(target, OPTIONS)
      assert.deepEqual(statesOf(checks), ['write failed', 'no_overwrite unknown', 'cors ok'])
      assert.equal(probe, null)
    }))

  test('what can’t be asked of a browser is not', () =>
    withBucket(async ({ target, bucket }) => {
      const unnamed = await checkWriting(target, { ...OPTIONS, pageOrigin: null })
      assert.equal(statesOf(unnamed.checks)[2], 'cors unknown')
      bucket.cors = [RULE]
      const open = await checkWriting(target, { ...OPTIONS, needsCors: false })
      assert.equal(statesOf(open.checks)[2], 'cors not_needed')
    }))

  test('a folder needs no rule', async () => {
    const root = await mkdtemp(join(tmpdir(), 'rights-'))
    await writeFile(join(root, 'a.txt'), 'x')
    const config = { type: 'local' as const, root }
    const options = { allowPrivate: PRIVATE }
    const origin = openOrigin(config, options)
    const target = openUploadTarget(config, options)
    assert.ok(target)
    assert.deepEqual(statesOf(await checkReading(origin)), ['list ok', 'read ok'])
    const { checks } = await checkWriting(target, OPTIONS)
    assert.deepEqual(statesOf(checks), ['write ok', 'no_overwrite ok', 'cors not_needed'])
    await origin.close()
    await target.close()
    await rm(root, { recursive: true })
  })
})

describe('a preflight', () => {
  async function presigned(target: UploadTarget) {
    assert.ok(target.presign)
    return target.presign('a.jpg', { contentType: 'image/jpeg', expiresSeconds: 60 })
  }
  const asked = { allowPrivate: PRIVATE }

  const rules: [title: string, change: Partial<typeof RULE>, allowed: boolean][] = [
    ['a rule with all of it', {}, true],
    ['a rule for everybody', { allowedOrigins: ['*'], allowedHeaders: ['*'] }, true],
    ['a rule without the condition', { allowedHeaders: ['Content-Type'] }, false],
    ['a rule for another page', { allowedOrigins: ['https://example.com'] }, false],
    ['a rule for reading', { allowedMethods: ['GET'] }, false],
  ]
  for (const [title, change, allowed] of rules) {
    test(title, () =>
      withBucket(async ({ target, bucket }) => {
        bucket.cors = [{ ...RULE, ...change }]
        const found = await checkPreflight(await presigned(target), PAGE, asked)
        assert.equal(found.isAllowed, allowed, found.detail)
        assert.equal(found.status, allowed ? 200 : 403)
      }),
    )
  }

  const answers: [headers: Record<string, string>, detail: RegExp][] = [
    [{}, /No CORS rule/],
    [{ 'access-control-allow-origin': 'https://example.com' }, /is for pages of https:/],
    [{ 'access-control-allow-origin': PAGE }, /method PUT/],
    [
      {
        'access-control-allow-origin': '*',
        'access-control-allow-methods': 'GET, PUT',
        'access-control-allow-headers': 'content-type',
      },
      /the header if-none-match\./,
    ],
  ]
  for (const [headers, detail] of answers) {
    test(`says of an answer what is missing: ${detail.source}`, () =>
      withBucket(async ({ target, double }) => {
        double.faults.push({ answer: { status: 200, html: '', headers } })
        const found = await checkPreflight(await presigned(target), PAGE, asked)
        assert.equal(found.isAllowed, false)
        assert.match(found.detail, detail)
      }))
  }

  test('does not go where Origins may not', () =>
    withBucket(async ({ target }) => {
      const nowhere = { allowPrivate: readNetworkAllowList('') }
      const end = checkPreflight(await presigned(target), PAGE, nowhere)
      await assert.rejects(end, withCode('origin_refused', /private network/))
    }))

  test('does not wait for ever', () =>
    withBucket(async ({ target, double }) => {
      double.faults.push({ hangs: true })
      const end = checkPreflight(await presigned(target), PAGE, { ...asked, timeoutSeconds: 0.2 })
      await assert.rejects(end, withCode('origin_unreachable', /in time/))
    }))
})
