import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { startTestLibrary, type TestLibrary } from './test-library.ts'

/** The requests of imgix's own clients and of others that are known, with what each needs of the answer. */

let library: TestLibrary
let sid: string
const get = (path: string) => library.send('GET', path)

before(async () => {
  library = await startTestLibrary()
  sid = library.source.publicId
  await library.addFiles({
    'a/Red Shoe.jpg': { title: 'Shoe', keywords: ['shoe', 'red'], displayWidth: 400 },
    'a/b/ä ö%25+#?.jpg': { mediaKind: 'IMAGE' },
    'logo.svg': { mediaKind: 'VECTOR', contentType: 'image/svg+xml', format: 'svg' },
    'party.gif': { mediaKind: 'ANIMATION', frames: 12 },
  })
})
after(() => library.close())

const paths = (answer: { json(): { data: { attributes: { origin_path: string } }[] } }) =>
  answer
    .json()
    .data.map(({ attributes }) => attributes.origin_path)
    .sort()

test('imgix-management-js: bytes to any path, JSON back whatever happens', async () => {
  const headers = {
    authorization: `Bearer ${library.apiKey}`,
    'content-type': 'application/octet-stream',
    'user-agent': 'imgix-management-js/1.0',
  }
  for (const url of [`sources/${sid}`, 'nothing', `assets/${sid}`]) {
    const answer = await library.app.inject({ url: `/api/v1/${url}`, headers })
    assert.match(String(answer.headers['content-type']), /^application\/vnd\.api\+json/)
    assert.equal(answer.json().jsonapi.version, '1.0')
  }
  const body = {
    data: {
      id: `${sid}/logo.svg`,
      type: 'assets',
      attributes: { custom_fields: { 'User ID': '1' } },
    },
  }
  const answer = await library.send('PATCH', `/assets/${sid}/logo.svg`, body.data)
  assert.equal(answer.statusCode, 200)
  assert.deepEqual(answer.json().data.attributes.custom_fields, { 'User ID': '1' })
})

test('contentful: sources by page, assets by page, one search box over three fields', async () => {
  const sources = await get('/sources?sort=name&page[number]=0&page[size]=200')
  const [source] = sources.json().data
  assert.equal(source.attributes.enabled, true)
  assert.equal(source.attributes.deployment.type, 'local')
  assert.equal(source.attributes.deployment.imgix_subdomains[0], 'library')
  const first = await get(`/assets/${sid}?page[number]=0&page[size]=3`)
  const second = await get(`/assets/${sid}?page[number]=1&page[size]=3`)
  assert.equal(Number.parseInt(first.json().meta.cursor.totalRecords, 10), 4)
  assert.equal(typeof first.json().meta.cursor.totalRecords, 'string')
  assert.equal(new Set([...paths(first), ...paths(second)]).size, 4)
  const box = (text: string) =>
    get(
      `/assets/${sid}?page[number]=0&page[size]=18&filter[or:categories]=${text}&filter[or:keywords]=${text}&filter[or:origin_path]=${text}`,
    )
  assert.deepEqual(paths(await box('red')), ['/a/Red Shoe.jpg'])
  assert.deepEqual(paths(await box('gif')), ['/party.gif'])
  assert.deepEqual(paths(await box('.SVG')), ['/logo.svg'])
  assert.deepEqual(paths(await box('nothing')), [])
  const empty = await box('nothing')
  assert.equal(empty.json().meta.cursor.totalRecords, '0')
  const failed = await get(`/assets/${'0'.repeat(24)}`)
  assert.equal(typeof failed.json().errors[0].detail, 'string')
})

test('sfcc: empty parts of the query, nested fields, a cursor that counts', async () => {
  const fields = 'name,deployment.custom_domains,deployment.type'
  const sources = await get(
    `/sources?sort=name&page[number]=0&page[size]=20&fields[sources]=${fields}&filter[enabled]=true`,
  )
  const [source] = sources.json().data
  assert.deepEqual(source, {
    id: sid,
    type: 'sources',
    attributes: { name: 'Library', deployment: { custom_domains: [], type: 'local' } },
  })
  const list = (cursor: number) =>
    get(
      `/assets/${sid}?&page[cursor]=${cursor}&page[limit]=3&sort=-date_created&fields[assets]=name,description,origin_path,media_height,media_width`,
    )
  const first = await list(0)
  const { cursor } = first.json().meta
  assert.deepEqual([cursor.current, cursor.hasMore, cursor.next], ['0', true, '3'])
  assert.deepEqual(Object.keys(first.json().data[0].attributes).sort(), [
    'description',
    'media_height',
    'media_width',
    'name',
    'origin_path',
  ])
  const last = await list(3)
  assert.deepEqual(last.json().meta.cursor, {
    current: '3',
    hasMore: false,
    next: null,
    totalRecords: '4',
    after: null,
  })
  const encoded = await get(
    `/assets/${sid}?&filter%5Bor:categories%5D=x&filter%5Bor%3Akeywords%5D=shoe`,
  )
  assert.deepEqual(paths(encoded), ['/a/Red Shoe.jpg'])
})

test('hygraph: tells a bad key, a missing permission and a bad source apart', async () => {
  const url = `/api/v1/sources/${sid}/assets?page[limit]=2&page[cursor]=2&sort=-file_size`
  const status = async (key: string | null, address = url) => {
    const headers = key === null ? {} : { authorization: `Bearer ${key}` }
    return (await library.app.inject({ url: address, headers })).statusCode
  }
  assert.equal(await status(library.apiKey), 200)
  assert.equal(await status(null), 401)
  assert.equal(await status(`ak_${'0'.repeat(64)}`), 401)
  assert.equal(await status(await library.keyWith(['sources'])), 403)
  assert.equal(await status(await library.keyWith(['asset_edit'])), 200)
  assert.equal(await status(library.apiKey, `/api/v1/sources/${'0'.repeat(24)}/assets`), 404)
  assert.equal(await status(library.apiKey, '/api/v1/sources/wrong/assets'), 404)
})

test('strapi: reads sources to test its key, adds a file without any body', async () => {
  assert.equal((await get('/sources')).statusCode, 200)
  const answer = await library.app.inject({
    method: 'POST',
    url: `/api/v1/sources/${sid}/assets/add/a/Red%20Shoe.jpg`,
    headers: { authorization: `Bearer ${library.apiKey}` },
  })
  assert.equal(answer.statusCode, 202)
  const { id, attributes } = answer.json().data
  assert.equal(id, `${sid}/a/Red Shoe.jpg`)
  assert.equal(attributes.origin_path, '/a/Red Shoe.jpg')
})

test('magento: authorized in meta, media kinds in any case', async () => {
  assert.equal((await get('/sources')).json().meta.authentication.authorized, true)
  const answer = await get(`/assets/${sid}?filter[media_kind]=Image&page[limit]=20`)
  assert.deepEqual(paths(answer), ['/a/Red Shoe.jpg', '/a/b/ä ö%25+#?.jpg'])
})

describe('terraform', () => {
  test('creates, reads, changes and disables, with members of other types as null', async () => {
    const made = await library.send('POST', '/sources', {
      type: 'sources',
      attributes: {
        name: 'Terraform',
        deployment: {
          type: 's3_compatible',
          imgix_subdomains: ['Terraform-1'],
          custom_domains: ['tf.example.com'],
          storage_provider: 'Wasabi',
          endpoint_url: 'https://s3.example.com',
          bucket_name: 'bucket',
          region: 'eu',
          access_key_id: 'id',
          secret_key: 'very secret',
          s3_access_key: null,
          s3_secret_key: null,
          s3_bucket: null,
          s3_prefix: null,
          image_error: null,
          crossdomain_xml_enabled: false,
          default_params: { auto: 'format', q: 50 },
          secure_url_enabled: true,
        },
      },
    })
    assert.equal(made.statusCode, 201)
    const { id, attributes } = made.json().data
    assert.match(id, /^[0-9a-f]{24}$/)
    assert.equal(attributes.deployment_status, 'deployed')
    assert.equal(typeof attributes.date_deployed, 'number')
    assert.equal(typeof attributes.secure_url_token, 'string')
    assert.deepEqual(attributes.deployment.default_params, { auto: 'format', q: '50' })
    assert.deepEqual(attributes.deployment.imgix_subdomains, ['terraform-1'])
    assert.equal(attributes.deployment.secret_key_set, true)
    assert.ok(!made.body.includes('very secret'))
    assert.ok((await library.waitingJobs()).some((job) => job.startsWith('list-origin')))

    const changed = await library.send('PATCH', `/sources/${id}`, {
      type: 'sources',
      id,
      attributes: { enabled: false, deployment: { secret_key: null, region: 'us' } },
    })
    assert.equal(changed.statusCode, 200)
    const after = changed.json().data.attributes
    assert.equal(after.deployment_status, 'disabled')
    assert.deepEqual(after.deployment, { ...attributes.deployment, region: 'us' })
    assert.deepEqual((await get(`/sources/${id}`)).json().data, changed.json().data)

    const named = async (name: string) =>
      (await get(`/sources?filter[name]=${name}`)).json().data.length
    assert.deepEqual([await named('Terraform'), await named('Terra')], [1, 0])
  })

  test('is told what is wrong, by name', async () => {
    const deployment = { type: 's3', imgix_subdomains: ['x'], s3_bucket: 'bucket' }
    const cases: [status: number, what: string, deployment: object][] = [
      [400, 's3_bucket', { ...deployment, s3_bucket: null }],
      [400, 'imgix_subdomains', { ...deployment, imgix_subdomains: [] }],
      [400, 'imgix_subdomains', { ...deployment, imgix_subdomains: ['a.b'] }],
      [400, 'custom_domains', { ...deployment, custom_domains: ['127.0.0.1'] }],
      [400, 'custom_domains', { ...deployment, custom_domains: ['localhost'] }],
      [400, 'type', { ...deployment, type: 'ftp' }],
      [400, 'image_missing', { ...deployment, image_missing: 'https://example.com/x.png' }],
      [
        400,
        'secret_key',
        {
          type: 's3_compatible',
          imgix_subdomains: ['x'],
          bucket_name: 'bucket',
          access_key_id: 'a',
          endpoint_url: 'https://a.example',
        },
      ],
      [
        400,
        'endpoint_url',
        {
          type: 's3_compatible',
          imgix_subdomains: ['x'],
          bucket_name: 'bucket',
          access_key_id: 'a',
          endpoint_url: 'file:///etc',
        },
      ],
      [
        400,
        'endpoint_url',
        {
          type: 's3_compatible',
          imgix_subdomains: ['x'],
          bucket_name: 'bucket',
          access_key_id: 'a',
          secret_key: 'b',
          endpoint_url: 'https://a:b@a.example',
        },
      ],
      [
        400,
        'default_params',
        {
          ...deployment,
          default_params: Object.fromEntries(Array.from({ length: 101 }, (_, at) => [at, '1'])),
        },
      ],
      [400, 'local_path', { type: 'local', imgix_subdomains: ['x'], local_path: '/etc' }],
      [
        400,
        'local_path',
        { type: 'local', imgix_subdomains: ['x'], local_path: `${library.folder}/../..` },
      ],
      [400, 'local_path', { type: 'local', imgix_subdomains: ['x'], local_path: 'relative' }],
      [409, 'library', { ...deployment, imgix_subdomains: ['library'] }],
    ]
    for (const [status, what, sent] of cases) {
      const attributes = { name: 'X', deployment: sent }
      const answer = await library.send('POST', '/sources', { type: 'sources', attributes })
      assert.equal(answer.statusCode, status, answer.body)
      assert.match(answer.json().errors[0].detail, new RegExp(what))
    }
    const below = { type: 'local', imgix_subdomains: ['below'], local_path: `${library.folder}/a` }
    const attributes = { name: 'Below', deployment: below }
    const made = await library.send('POST', '/sources', { type: 'sources', attributes })
    assert.equal(made.statusCode, 201)
  })
})

test('a name that means something to JavaScript is an unknown one', async () => {
  assert.equal((await get('/categories?__proto__=1&__proto__=2')).statusCode, 400)
})

test('relay: a page limit on sources is no mistake', async () => {
  assert.equal((await get('/sources?page[limit]=1')).statusCode, 200)
})

describe('cli', () => {
  test('pages by cursor and size', async () => {
    const answer = await get(`/sources/${sid}/assets?page[size]=2&page[cursor]=2`)
    assert.equal(answer.json().data.length, 2)
    assert.equal(answer.json().meta.cursor.current, '2')
  })

  test('an asset is found however its path is written', async () => {
    const path = 'a/b/ä ö%25+#?.jpg'
    const bySegment = path.split('/').map(encodeURIComponent).join('/')
    for (const address of [
      `/assets/${encodeURIComponent(`${sid}/${path}`)}`,
      `/assets/${sid}/${encodeURIComponent(path)}`,
      `/assets/${sid}/${bySegment}`,
      `/sources/${sid}/assets/${bySegment}`,
      `/sources/${sid}/assets/${encodeURIComponent(path)}`,
    ]) {
      const answer = await get(address)
      assert.equal(answer.statusCode, 200, address)
      assert.equal(answer.json().data.id, `${sid}/${path}`)
    }
    const raw = await get(`/sources/${sid}/assets/a/Red%20Shoe.jpg?fields[assets]=name`)
    assert.deepEqual(raw.json().data.attributes, { name: 'Shoe' })
  })
})
