import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { Validator } from '@seriousme/openapi-schema-validator'
import type { OpenApiDocument } from './openapi.ts'
import { startTestApi, type TestApi } from './test-api.ts'

let api: TestApi
let document: OpenApiDocument
before(async () => {
  api = await startTestApi()
  const answer = await api.app.inject('/api/v1/openapi.json')
  assert.match(String(answer.headers['content-type']), /^application\/json/)
  document = answer.json()
})
after(async () => await api.close())

describe('the OpenAPI document', () => {
  test('is valid OpenAPI 3.1, and every reference in it leads somewhere', async () => {
    const result = await new Validator().validate({ ...document })
    assert.ok(result.valid, JSON.stringify(result.errors))
    const references = JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)
    for (const [, path = ''] of references) {
      const found = path
        .split('/')
        .reduce((at: unknown, key) => (at as Record<string, unknown>)?.[key], document)
      assert.notEqual(found, undefined, path)
    }
  })

  test('has every route with its permissions, and no operation twice', () => {
    for (const { method, path, aliases = [], permissions, public: isPublic } of api.endpoints) {
      for (const one of [path, ...aliases]) {
        const template = one.replace(/:(\w+)/g, '{$1}').replace('*', '{path}')
        const operation = document.paths[template]?.[method.toLowerCase()]
        assert.ok(operation, `${method} ${one}`)
        assert.deepEqual(operation['x-permissions'], permissions)
        assert.equal(operation.security.length === 0, isPublic === true)
      }
    }
    const ids = Object.values(document.paths).flatMap((one) =>
      Object.values(one).map((o) => o.operationId),
    )
    assert.equal(new Set(ids).size, ids.length)
  })

  test('describes bodies as the routes read them', () => {
    const content = document.paths['/users']?.post?.requestBody?.content
    const text = JSON.stringify(content?.['application/vnd.api+json']?.schema)
    const { attributes } = JSON.parse(text).properties.data.properties
    assert.deepEqual(attributes.required.toSorted(), ['email', 'password', 'permissions'])
    assert.equal(attributes.properties.password.minLength, 8)
    assert.equal(attributes.additionalProperties, false)
  })
})

test('the page shows every endpoint, runs under a strict policy and loads nothing from elsewhere', async () => {
  const page = await api.app.inject('/api/v1/docs')
  assert.equal(page.statusCode, 200)
  assert.match(
    String(page.headers['content-security-policy']),
    /^default-src 'none'; script-src 'self'/,
  )
  for (const { operationId } of api.endpoints)
    assert.ok(page.body.includes(`id="${operationId}"`), operationId)
  const addresses = [...page.body.matchAll(/(?:src|href)="([^"#]+)"/g)].map(
    ([, address = '']) => address,
  )
  assert.ok(addresses.length >= 3)
  for (const address of addresses) {
    const answer = await api.app.inject(`/api/v1/${address}`)
    assert.equal(answer.statusCode, 200, address)
  }
  assert.doesNotMatch(page.body, /<script>|style="|\son\w+="/)
})
