import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { encodeKeyPath, presignGoog, signGoogHeaders } from './signature.ts'

/* Both signatures were computed by another program (Python's hmac) from Google's description. */
const KEY = {
  accessKeyId: 'GOOG1EXAMPLEACCESSID',
  secretAccessKey: 'bGoa+V7g/yqDXvKRqq+JTFn4uQZbPiQJo4pf9RzJ',
}
const PATH = '/example-bucket/a%20folder/Gr%C3%BC%C3%9Fe%2B100%25%27%281%29.png'
const REQUEST = {
  method: 'PUT',
  host: 'storage.googleapis.com',
  path: encodeKeyPath('example-bucket', "a folder/Grüße+100%'(1).png"),
}
const AT = new Date('2026-01-15T09:30:00.789Z')

describe('the signature of Google Cloud Storage', () => {
  test('a path means nothing but itself', () => {
    assert.equal(REQUEST.path, PATH)
    assert.equal(encodeKeyPath('b', 'a//./b?c#d'), '/b/a//./b%3Fc%23d')
  })

  test('in the headers', () => {
    const headers = { 'content-type': 'image/png', 'x-goog-if-generation-match': '0' }
    assert.deepEqual(signGoogHeaders(KEY, { ...REQUEST, headers }, AT), {
      ...headers,
      host: 'storage.googleapis.com',
      'x-goog-content-sha256': 'UNSIGNED-PAYLOAD',
      'x-goog-date': '20260115T093000Z',
      authorization:
        'GOOG4-HMAC-SHA256 Credential=GOOG1EXAMPLEACCESSID/20260115/auto/storage/goog4_request, SignedHeaders=content-type;host;x-goog-content-sha256;x-goog-date;x-goog-if-generation-match, Signature=18741deb449902d5147b8e0f954ad23294ae2da5cfdeefcb1a590f3ee3f4cb39',
    })
  })

  test('in the query', () => {
    const headers = { 'x-goog-if-generation-match': '0' }
    const wanted = { ...REQUEST, headers, expiresSeconds: 28_800 }
    assert.equal(
      presignGoog(KEY, wanted, AT),
      `${PATH}?X-Goog-Algorithm=GOOG4-HMAC-SHA256&X-Goog-Credential=GOOG1EXAMPLEACCESSID%2F20260115%2Fauto%2Fstorage%2Fgoog4_request&X-Goog-Date=20260115T093000Z&X-Goog-Expires=28800&X-Goog-SignedHeaders=host%3Bx-goog-if-generation-match&X-Goog-Signature=625ad060ae30860bd213c96214c73a907ff441ecaad58e0acea86006046f3161`,
    )
  })
})
