import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import fastify from 'fastify'
import { compressAnswer } from './compress-answer.ts'

const LONG = JSON.stringify(Array.from({ length: 300 }, (_, id) => ({ type: 'assets', id })))

const cases: [what: string, url: string, accepts: string, isCompressed: boolean][] = [
  ['a long answer', '/long', 'gzip, deflate, br', true],
  ['a long answer for whoever takes all', '/long', '*', true],
  ['a long answer for whoever takes none', '/long', 'identity', false],
  ['a long answer for whoever refuses gzip', '/long', 'br, gzip;q=0', false],
  ['a long answer for whoever likes it less', '/long', 'br, GZIP ; q=0.5', true],
  ['a long answer for a header as long as may be', '/long', `gzip${' '.repeat(9000)};q=0`, false],
  ['a short answer', '/short', 'gzip', false],
  ['an answer with an ETag', '/tagged', 'gzip', false],
]
for (const [what, url, accepts, isCompressed] of cases) {
  test(`${what} is ${isCompressed ? '' : 'not '}compressed`, async () => {
    await using app = fastify()
    app.addHook('onSend', compressAnswer)
    app.get('/long', async () => Buffer.from(LONG))
    app.get('/short', async () => Buffer.from('[]'))
    app.get('/tagged', async (_, reply) => reply.header('ETag', '"1"').send(Buffer.from(LONG)))
    const { headers, rawPayload } = await app.inject({
      url,
      headers: { 'accept-encoding': accepts },
    })
    assert.equal(headers['content-encoding'], isCompressed ? 'gzip' : undefined)
    assert.equal(headers['content-length'], String(rawPayload.length))
    assert.equal(headers.vary, url === '/long' ? 'Accept-Encoding' : undefined)
    const text = isCompressed ? gunzipSync(rawPayload) : rawPayload
    assert.equal(String(text), url === '/short' ? '[]' : LONG)
  })
}
