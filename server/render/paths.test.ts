import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { buffer, text } from 'node:stream/consumers'
import { after, before, describe, test } from 'node:test'
import { AWKWARD } from '../origins/contract/origin.contract.ts'
import { startWebDouble } from '../origins/http/double.ts'
import { openOrigin } from '../origins/index.ts'
import { localFolder } from '../origins/local/local-folder.ts'
import { readNetworkAllowList } from '../origins/network-guard.ts'
import type { Origin } from '../origins/origin.ts'
import { startS3Double } from '../origins/s3-double/s3-double.ts'
import { startTestService, type TestService } from './test-service.ts'

const allowPrivate = readNetworkAllowList('127.0.0.1')

/** A place with files whose content is their path. */
interface Place {
  origin: Origin
  put(path: string, content: string): Promise<void>
  close(): Promise<void>
}

async function openFolder(): Promise<Place> {
  const root = await mkdtemp(join(tmpdir(), 'vitrine-paths-'))
  return {
    origin: localFolder(root),
    put: async (path, content) => {
      await mkdir(dirname(join(root, path)), { recursive: true })
      await writeFile(join(root, path), content)
    },
    close: () => rm(root, { recursive: true }),
  }
}

async function openBucket(): Promise<Place> {
  const double = await startS3Double()
  const bucket = double.addBucket('pictures')
  const { endpoint, region, credentials } = double
  const place = { bucket: 'pictures', prefix: 'some folder', region, endpoint, credentials }
  const origin = openOrigin({ type: 's3', ...place }, { allowPrivate })
  return {
    origin,
    put: async (path, content) => {
      bucket.put(`some folder/${path}`, Buffer.from(content), 'text/plain')
    },
    close: () => double.close(),
  }
}

async function openWebFolder(): Promise<Place> {
  const double = await startWebDouble()
  const baseUrl = `${double.address}/some%20folder`
  const config = { type: 'webfolder', baseUrl, credentials: null, redirectHosts: [] } as const
  return {
    origin: openOrigin(config, { allowPrivate }),
    put: async (path, content) => double.put(`some folder/${path}`, content),
    close: () => double.close(),
  }
}

/** How clients write a path into an address; each means the same file. */
const ENCODINGS: [name: string, encode: (path: string) => string][] = [
  ['whole', encodeURIComponent],
  ['segment by segment', (path) => path.split('/').map(encodeURIComponent).join('/')],
  // imgix's clients: encodeURI, and what it leaves that means something in an address.
  ['as imgix does', (path) => encodeURI(path).replace(/[#?:+]/g, encodeURIComponent)],
  ['every byte', (path) => Buffer.from(path).toString('hex').replace(/../g, '%$&')],
]

/** What cleaning up would make the same as another path. */
const ODD = ['a//b.txt', 'a/./b.txt', './b.txt', 'a/ b.txt', 'a/b.txt.', 'a/b.TXT', '%61/b.txt']

const places: [name: string, open: () => Promise<Place>, isFolder: boolean][] = [
  ['a local folder', openFolder, true],
  ['a bucket', openBucket, false],
  ['a web folder', openWebFolder, false],
]

let service: TestService
let port = 0

before(async () => {
  service = await startTestService({ revalidateSeconds: 0 })
  await service.app.listen({ port: 0, host: '127.0.0.1' })
  // Just listened on a port, so the address is not a pipe's name.
  port = (service.app.server.address() as AddressInfo).port
})
after(() => service.close())

/** Over the wire, character by character: no client in between that tidies up. */
async function get(target: string): Promise<{ status: number | undefined; body: string }> {
  return new Promise((resolve, reject) => {
    const sent = request({ port, path: target, agent: false }, (answer) => {
      text(answer).then((body) => resolve({ status: answer.statusCode, body }), reject)
    })
    sent.on('error', reject).end()
  })
}

for (const [name, open, isFolder] of places) {
  describe(`the same path in ${name}, its Origin asked and by address`, () => {
    let place: Place
    before(async () => {
      place = await open()
      service.source.origin = place.origin
      const paths = isFolder ? AWKWARD : [...AWKWARD, ...ODD, 'a/b.txt']
      for (const path of paths) await place.put(path, path)
    })
    after(async () => {
      await place.origin.close()
      await place.close()
    })

    for (const path of isFolder ? AWKWARD : [...AWKWARD, ...ODD]) {
      test(JSON.stringify(path.slice(0, 40)), async () => {
        const opened = await place.origin.open(path)
        assert.ok(opened)
        assert.equal((await buffer(opened.body)).toString(), path)
        for (const [way, encode] of ENCODINGS) {
          const encoded = encode(path)
          for (const before of ['/render/test/', '/render-host/test.example/']) {
            const { status, body } = await get(before + encoded)
            assert.deepEqual([status, body], [200, path], `${way}: ${encoded}`)
          }
        }
      })
    }

    const invalid = [
      '../a.jpg',
      'a/../../b',
      '%2e%2e/a',
      'a%2F..%2Fb',
      'a%00',
      '%ff',
      '%',
      '%u00e4',
    ]
    for (const path of invalid) {
      test(`${path} is refused`, async () => {
        assert.equal((await get(`/render/test/${path}`)).status, 400)
      })
    }
  })
}
