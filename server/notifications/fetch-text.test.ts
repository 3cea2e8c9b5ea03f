import assert from 'node:assert/strict'
import { once } from 'node:events'
import https from 'node:https'
import type { AddressInfo } from 'node:net'
import { after, before, describe, test } from 'node:test'
import { type FailureCode, isFailure } from '../lib/failures.ts'
import { textFetcher } from './fetch-text.ts'
import { makeCertificate } from './self-signed.ts'

const { pem, privateKey } = makeCertificate()
const key = privateKey.export({ type: 'pkcs8', format: 'pem' })
const server = https.createServer({ cert: pem, key }, ({ url }, response) => {
  if (url === '/moved') response.writeHead(302, { location: '/text' }).end()
  else if (url === '/large') response.end('x'.repeat(65 * 1024))
  else if (url === '/cut')
    response.writeHead(200, { 'content-length': 9 }).write('x', () => response.destroy())
  else response.writeHead(url === '/text' ? 200 : 404).end('a text')
})
const agent = new https.Agent({ ca: pem, servername: 'sns.test' })
const at = (path: string) =>
  new URL(path, `https://127.0.0.1:${(server.address() as AddressInfo).port}`)
before(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening')
})
after(() => {
  agent.destroy()
  server.closeAllConnections()
  server.close()
})

describe('small texts over https', () => {
  test('are fetched', async () => {
    assert.equal(await textFetcher(agent)(at('/text')), 'a text')
  })

  const troubles: [path: string, code: FailureCode][] = [
    ['/missing', 'origin_refused'],
    ['/moved', 'origin_refused'],
    ['/large', 'origin_unreachable'],
    ['/cut', 'origin_unreachable'],
  ]
  for (const [path, code] of troubles) {
    test(`${path} is a failure`, async () => {
      await assert.rejects(textFetcher(agent)(at(path)), (error) => isFailure(error, code))
    })
  }

  test('whoever has no certificate that is known is not asked', async () => {
    const careful = new https.Agent()
    await assert.rejects(textFetcher(careful)(at('/text')), (error) =>
      isFailure(error, 'origin_unreachable'),
    )
    careful.destroy()
  })
})
