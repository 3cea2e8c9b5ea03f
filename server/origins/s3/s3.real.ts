/*
 * npm run test:real-s3: the promises of Origins and uploads against a live provider, in folders of its own
 * that it empties. Not a part of npm test. The bucket must exist; its CORS rules gain one for a page that
 * there is not. Environment:
 *
 * S3_TEST_ENDPOINT, S3_TEST_BUCKET, S3_TEST_ACCESS_KEY_ID, S3_TEST_SECRET_ACCESS_KEY
 * S3_TEST_REGION       us-east-1 when absent
 * S3_TEST_PATH_STYLE   no: the bucket is in the host name
 * S3_TEST_DIALECT      gcs: uploads in Google's way
 * S3_TEST_OVERWRITING  refuses (when absent), unsupported or ignores: what is expected of a write to a taken path
 * S3_TEST_PARTS        refuses (when absent) or ignores: the same of the end of an upload in parts
 * S3_TEST_CORS         none: the provider has no CORS rules that could be set for a bucket
 */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { describe, test } from 'node:test'
import {
  DeleteObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { checkReading, checkWriting } from '../check-rights.ts'
import {
  chunked,
  create,
  type OriginFixture,
  pathsOf,
  readAll,
  rejectsWith,
  targetOf,
} from '../contract/contract-steps.ts'
import { describeOrigin } from '../contract/origin.contract.ts'
import { openOrigin, openUploadTarget } from '../index.ts'
import { readNetworkAllowList } from '../network-guard.ts'
import type { S3OriginConfig } from '../origin-config.ts'
import { checkPreflight } from '../preflight.ts'
import type { PresignedPut } from '../upload-target.ts'

const { env } = process
const overwriting = env.S3_TEST_OVERWRITING ?? 'refuses'
const refuses = overwriting === 'refuses'
const hasParts = refuses && env.S3_TEST_PARTS !== 'ignores' && env.S3_TEST_DIALECT !== 'gcs'
const hasCors = env.S3_TEST_CORS !== 'none'
const allowPrivate = readNetworkAllowList(new URL(required('S3_TEST_ENDPOINT')).hostname)
const PAGE = 'https://vitrine-test.invalid'
const PNG = { contentType: 'image/png', expiresSeconds: 300 }

function required(name: string): string {
  const value = env[name]
  if (value) return value
  throw new Error(`Set ${name}; server/origins/s3/s3.real.ts says what else there is.`)
}

function configOf(prefix: string): S3OriginConfig {
  return {
    type: 's3',
    dialect: env.S3_TEST_DIALECT === 'gcs' ? 'gcs' : 's3',
    endpoint: required('S3_TEST_ENDPOINT'),
    bucket: required('S3_TEST_BUCKET'),
    region: env.S3_TEST_REGION ?? 'us-east-1',
    pathStyle: env.S3_TEST_PATH_STYLE !== 'no',
    prefix,
    credentials: {
      accessKeyId: required('S3_TEST_ACCESS_KEY_ID'),
      secretAccessKey: required('S3_TEST_SECRET_ACCESS_KEY'),
    },
  }
}

async function makeFixture(): Promise<OriginFixture> {
  const prefix = `vitrine-test-${randomUUID()}`
  const config = configOf(prefix)
  const { bucket: Bucket, endpoint, region, credentials, pathStyle } = config
  const client = new S3Client({
    endpoint: endpoint ?? '',
    region: region ?? '',
    ...(credentials && { credentials }),
    forcePathStyle: pathStyle ?? true,
    requestChecksumCalculation: 'WHEN_REQUIRED',
  })
  return {
    origin: openOrigin(config, { allowPrivate }),
    target: openUploadTarget(config, { allowPrivate }),
    async put(path, content) {
      const file = { Bucket, Key: `${prefix}/${path}`, ContentType: 'text/plain' }
      const body = { Body: content, ContentLength: Buffer.byteLength(content) }
      await client.send(new PutObjectCommand({ ...file, ...body }))
    },
    async close() {
      for (;;) {
        const list = new ListObjectsV2Command({ Bucket, Prefix: `${prefix}/` })
        const { Contents = [] } = await client.send(list)
        if (Contents.length === 0) return client.destroy()
        await Promise.all(
          Contents.map(({ Key }) => client.send(new DeleteObjectCommand({ Bucket, Key }))),
        )
      }
    },
  }
}

async function withFixture(use: (fixture: OriginFixture) => Promise<void>): Promise<void> {
  const fixture = await makeFixture()
  try {
    await use(fixture)
  } finally {
    await fixture.origin.close()
    await fixture.target?.close()
    await fixture.close()
  }
}

async function put({ url, headers }: PresignedPut, content: string): Promise<number> {
  const answer = await fetch(url, { method: 'PUT', body: content, headers })
  await answer.arrayBuffer()
  return answer.status
}

describeOrigin('the live bucket', makeFixture, { writes: refuses })

describe('the live bucket, uploads', () => {
  test('it treats writes to taken paths as expected', () =>
    withFixture(async (fixture) => {
      for (let round = 0; round < 2; round += 1) {
        const probe = await targetOf(fixture).probe()
        assert.deepEqual(probe, { overwriting, partsRefuse: hasParts })
      }
      assert.deepEqual(await pathsOf(fixture.origin), [])
    }))

  test(
    'where it can’t refuse, nothing is created and files can be replaced',
    { skip: refuses },
    () =>
      withFixture(async (fixture) => {
        const target = targetOf(fixture)
        await rejectsWith('origin_refused', create(target, 'a.txt', 'one'))
        assert.equal(await fixture.origin.stat('a.txt'), null)
        await fixture.put('a.txt', 'one')
        await rejectsWith('path_taken', create(target, 'a.txt', 'two'))
        for (const sizeBytes of [undefined, 3]) {
          const options = { contentType: 'text/plain', sizeBytes }
          await target.replace('a.txt', chunked('two'), options)
          assert.equal(await readAll(fixture.origin, 'a.txt'), 'two')
        }
      }),
  )

  test('a presigned PUT writes once', { skip: !refuses }, () =>
    withFixture(async (fixture) => {
      const path = 'a folder/Grüße+100%.png'
      const presigned = await targetOf(fixture).presign?.(path, PNG)
      assert.ok(presigned)
      assert.equal(await put(presigned, 'one'), 200)
      assert.equal(await put(presigned, 'two'), 412)
      const headers = { 'Content-Type': 'image/png' }
      assert.equal(await put({ ...presigned, headers }, 'three'), 403)
      assert.equal(await readAll(fixture.origin, path), 'one')
      assert.equal((await fixture.origin.open(path))?.contentType, 'image/png')
    }),
  )

  test('parts are put together, and never over a file', { skip: !hasParts }, () =>
    withFixture(async (fixture) => {
      const { parts } = targetOf(fixture)
      assert.ok(parts)
      const uploadId = await parts.begin('film.mp4', { contentType: 'video/mp4' })
      const contents = ['p'.repeat(5 * 2 ** 20), 'the end']
      for (const [index, content] of contents.entries()) {
        const part = { uploadId, number: index + 1, expiresSeconds: 300 }
        assert.equal(await put(await parts.presignPart('film.mp4', part), content), 200)
      }
      const arrived = await parts.list('film.mp4', uploadId)
      await parts.complete('film.mp4', { uploadId, parts: arrived })
      assert.equal((await fixture.origin.stat('film.mp4'))?.sizeBytes, contents.join('').length)
      const again = await parts.begin('film.mp4', { contentType: 'video/mp4' })
      const part = { uploadId: again, number: 1, expiresSeconds: 300 }
      assert.equal(await put(await parts.presignPart('film.mp4', part), 'x'), 200)
      const upload = { uploadId: again, parts: await parts.list('film.mp4', again) }
      await rejectsWith('path_taken', parts.complete('film.mp4', upload))
      await parts.abort('film.mp4', again)
      await parts.abort('film.mp4', again)
      await rejectsWith('not_found', parts.list('film.mp4', again))
    }),
  )
})

describe('the live bucket, its setup', () => {
  test('the CORS rule is set and works', { skip: !hasCors }, () =>
    withFixture(async (fixture) => {
      const target = targetOf(fixture)
      await target.cors?.allow(PAGE)
      await target.cors?.allow(PAGE)
      const presigned = await target.presign?.('a.png', PNG)
      assert.ok(presigned)
      const ours = await checkPreflight(presigned, PAGE, { allowPrivate })
      assert.ok(ours.isAllowed, ours.detail)
      const others = await checkPreflight(presigned, 'https://elsewhere.invalid', { allowPrivate })
      assert.equal(others.isAllowed, false, others.detail)
    }),
  )

  test('the test of the connection finds all of it', () =>
    withFixture(async (fixture) => {
      await fixture.put('a.txt', 'one')
      const reading = await checkReading(fixture.origin)
      assert.ok(
        reading.every(({ state }) => state === 'ok'),
        JSON.stringify(reading),
      )
      const options = { pageOrigin: PAGE, needsCors: true, allowPrivate }
      const { checks } = await checkWriting(targetOf(fixture), options)
      const states = checks.map(({ state }) => state)
      assert.deepEqual(
        states.slice(0, 2),
        ['ok', refuses ? 'ok' : 'warning'],
        JSON.stringify(checks),
      )
    }))
})

describe('the live bucket, listed', () => {
  test('in stretches, which hold every file once', () =>
    withFixture(async ({ origin, put: putFile }) => {
      const paths = Array.from({ length: 1200 }, (_, index) => `deep/er/${index % 4}/${index}.txt`)
      for (let at = 0; at < paths.length; at += 50) {
        await Promise.all(paths.slice(at, at + 50).map((path) => putFile(path, 'x')))
      }
      const cuts = (await origin.split?.(4)) ?? []
      assert.deepEqual(cuts, ['deep/er/1/', 'deep/er/2/', 'deep/er/3/'])
      const ends = [...cuts, undefined]
      const stretches: string[] = []
      for (const [index, upTo] of ends.entries()) {
        const pages = origin.list?.({ after: ends[index - 1], upTo }) ?? []
        for await (const page of pages) stretches.push(...page.map(({ path }) => path))
      }
      assert.deepEqual(stretches, await pathsOf(origin))
    }))

  test('only with the right keys', async () => {
    const config = configOf('')
    const credentials = { accessKeyId: required('S3_TEST_ACCESS_KEY_ID'), secretAccessKey: 'wrong' }
    const origin = openOrigin({ ...config, credentials }, { allowPrivate })
    await rejectsWith('origin_refused', pathsOf(origin))
    await rejectsWith('origin_refused', origin.stat('a.txt'))
    await origin.close()
  })
})
