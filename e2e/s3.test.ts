import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import sharp from 'sharp'
import { type S3Double, startS3Double } from '../server/origins/s3-double/s3-double.ts'
import { callApi, startVitrine, untilIndexed, type Vitrine } from './vitrine.ts'

/** A bucket as a Source, through the Management API, from the first listing to a rendering. */

let double: S3Double
let folder = ''
before(async () => {
  double = await startS3Double()
  const bucket = double.addBucket('shop')
  const picture = { width: 300, height: 200, channels: 3, background: '#2459dc' } as const
  for (const key of ['catalogue/a+b c.jpg', 'catalogue/ünï/ç.jpg', 'elsewhere/not-ours.jpg']) {
    bucket.put(key, await sharp({ create: picture }).jpeg().toBuffer(), 'image/jpeg')
  }
  folder = await mkdtemp(join(tmpdir(), 'vitrine-s3-'))
})
after(async () => {
  await double.close()
  await rm(folder, { recursive: true })
})

async function addBucket(vitrine: Vitrine) {
  const { accessKeyId, secretAccessKey } = double.credentials
  const deployment = {
    type: 's3_compatible',
    imgix_subdomains: ['shop'],
    storage_provider: 'Other',
    endpoint_url: double.endpoint,
    region: double.region,
    bucket_name: 'shop',
    prefix: 'catalogue',
    access_key_id: accessKeyId,
    secret_key: secretAccessKey,
  }
  return await callApi(vitrine, '/sources', {
    method: 'POST',
    headers: { 'content-type': 'application/vnd.api+json' },
    body: JSON.stringify({ data: { type: 'sources', attributes: { name: 'Shop', deployment } } }),
  })
}

test('a bucket is listed, indexed and rendered; its secret never comes back', async (t) => {
  const vitrine = await startVitrine({
    folders: [folder],
    environment: { ALLOW_PRIVATE_ORIGINS: '127.0.0.1' },
  })
  t.after(() => vitrine.remove())
  const made = await addBucket(vitrine)
  assert.equal(made.status, 201, JSON.stringify(made.body))
  assert.doesNotMatch(JSON.stringify(made.body), new RegExp(double.credentials.secretAccessKey))
  await untilIndexed(vitrine)

  const assets = await callApi(vitrine, `/sources/${made.body.data.id}/assets?sort=date_created`)
  const paths = assets.body.data.map(
    ({ attributes }: { attributes: { origin_path: string } }) => attributes.origin_path,
  )
  assert.deepEqual(paths.toSorted(), ['/a+b c.jpg', '/ünï/ç.jpg'])
  assert.equal(assets.body.data[0].attributes.media_width, 300)

  const rendered = await fetch(`${vitrine.url}/render/shop/a%2Bb%20c.jpg?w=150&fm=png`)
  const { width, format } = await sharp(await rendered.arrayBuffer()).metadata()
  assert.deepEqual({ width, format }, { width: 150, format: 'png' })
  assert.equal((await fetch(`${vitrine.url}/render/shop/not-ours.jpg?w=150`)).status, 404)

  double.faults.push({ answer: { status: 403, code: 'AccessDenied' } })
  const refused = await fetch(`${vitrine.url}/render/shop/other.jpg?w=150`)
  assert.equal(refused.status, 502)
  assert.doesNotMatch(await refused.text(), /127\.0\.0\.1|catalogue|DOUBLEKEY/)
  double.faults.length = 0
})

test('a bucket in a private network is not reached unless the operator allows it', async (t) => {
  const vitrine = await startVitrine({ folders: [folder] })
  t.after(() => vitrine.remove())
  const asked = double.requests.length
  const made = await addBucket(vitrine)
  assert.equal(made.status, 201, JSON.stringify(made.body))
  const rendered = await fetch(`${vitrine.url}/render/shop/a%2Bb%20c.jpg?w=150`)
  assert.equal(rendered.status, 502)
  assert.equal(double.requests.length, asked)
})
