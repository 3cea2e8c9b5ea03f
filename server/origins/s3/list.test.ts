import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { isFailure } from '../../lib/failures.ts'
import { readNetworkAllowList } from '../network-guard.ts'
import { s3Origin } from './s3.ts'

/** All paths that a provider lists that answers every request like this. */
async function listFrom(answer: (response: ServerResponse, asked: number) => void) {
  let asked = 0
  const server = createServer((_request, response) => {
    asked += 1
    answer(response, asked)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const place = {
    endpoint: `http://127.0.0.1:${port}`,
    bucket: 'pictures',
    prefix: '',
    region: null,
  }
  const credentials = { accessKeyId: 'a', secretAccessKey: 's' }
  const allowPrivate = readNetworkAllowList('127.0.0.1')
  const origin = s3Origin({ type: 's3', ...place, credentials }, { allowPrivate, idleSeconds: 10 })
  const paths: string[] = []
  try {
    for await (const page of origin.list()) paths.push(...page.map(({ path }) => path))
    return { paths, asked }
  } finally {
    await origin.close()
    server.closeAllConnections()
    server.close()
  }
}

const page = (content: string) =>
  `<?xml version="1.0"?><ListBucketResult>${content}</ListBucketResult>`
const object = (key: string) =>
  `<Contents><Key>${key}</Key><LastModified>2026-01-02T03:04:05.678Z</LastModified><ETag>"e"</ETag><Size>1</Size></Contents>`
const goesOn = (token: number) =>
  `<IsTruncated>true</IsTruncated><NextContinuationToken>${token}</NextContinuationToken>`

test('empty pages without an end are no list', async () => {
  await assert.rejects(
    listFrom((response, asked) => response.end(page(goesOn(asked)))),
    (error) => isFailure(error, 'origin_refused') && /empty pages/.test(error.detail),
  )
})

test('some empty pages on the way are', async () => {
  const pages = [object('a'), '', '', object('b')]
  const { paths } = await listFrom((response, asked) => {
    const end = asked === pages.length ? '<IsTruncated>false</IsTruncated>' : goesOn(asked)
    response.end(page(end + pages[asked - 1]))
  })
  assert.deepEqual(paths, ['a', 'b'])
})

test('what only a real reader of XML understands is given to one', async () => {
  const { paths } = await listFrom((response) => {
    response.end(page(`<IsTruncated>false</IsTruncated>${object('<![CDATA[a&b.jpg]]>')}`))
  })
  assert.deepEqual(paths, ['a&b.jpg'])
})

test('a page without an end ends', async () => {
  await assert.rejects(
    listFrom((response) => {
      const more = Buffer.alloc(2 ** 20, 'x')
      const send = () => {
        while (!response.destroyed && response.write(more));
      }
      response.on('drain', send)
      send()
    }),
    (error) => isFailure(error, 'origin_refused') && /without an end/.test(error.detail),
  )
})
