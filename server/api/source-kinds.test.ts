import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { SourceTypeAttributes } from '../../contract/resources.ts'
import { originConfigOf, PRESETS, uploadConfigOf } from '../origins/presets/presets.ts'
import { startTestLibrary, type TestLibrary } from './test-library.ts'

let library: TestLibrary
before(async () => {
  library = await startTestLibrary()
})
after(() => library.close())

const SAS = `?sv=2026-04-06&ss=b&srt=co&sp=rwl&se=2027-11-20T00:00:00Z&sig=${encodeURIComponent(`${'a'.repeat(43)}=`)}`
/** 2027-11-20. */
const SAS_EXPIRY = 1_826_668_800

interface Kind {
  /** What is sent of a new one, besides type and hosts. */
  sent: Record<string, unknown>
  /** Beside what was sent; secrets do not come back. */
  shown?: Record<string, unknown>
  upload?: Record<string, unknown>
  /** A member without which it is a 400. */
  needs: string
  /** What can't be right: member → value. */
  wrong: Record<string, unknown>
}

const KEYS = { access_key_id: 'AKIA', secret_key: 'read secret' }
const UPLOAD_KEYS = { access_key_id: 'AKIW', secret_key: 'write secret' }
/** Nobody answers there, and it says so at once. */
const NOBODY = 'http://127.0.0.1:9'

const KINDS: Record<string, Kind> = {
  s3: {
    sent: {
      s3_bucket: 'pictures',
      region: 'eu-west-3',
      s3_access_key: 'AKIA',
      s3_secret_key: 'read secret',
    },
    shown: { s3_secret_key_set: true },
    needs: 's3_bucket',
    wrong: { s3_bucket: 'a/b', region: 'eu.evil.example/' },
  },
  gcs: {
    sent: {
      gcs_bucket: 'pictures',
      gcs_access_key: 'GOOG',
      gcs_secret_key: 'read secret',
      endpoint_url: NOBODY,
    },
    shown: { gcs_secret_key_set: true },
    upload: { gcs_access_key: 'GOOW', gcs_secret_key: 'write secret' },
    needs: 'gcs_secret_key',
    wrong: { gcs_bucket: '?', endpoint_url: 'ftp://storage.example' },
  },
  azure: {
    sent: {
      azure_account: 'pictures',
      azure_bucket: 'con-tainer',
      azure_sas_string: SAS,
      azure_service_type: 'blob',
      endpoint_url: NOBODY,
    },
    shown: { azure_sas_string_set: true, azure_sas_expiry: SAS_EXPIRY },
    upload: { azure_sas_string: SAS },
    needs: 'azure_sas_string',
    wrong: {
      azure_account: 'evil.example/',
      azure_bucket: 'Upper',
      azure_service_type: 'file',
      azure_sas_string: 'sv=1',
    },
  },
  's3_compatible/DigitalOcean': {
    sent: { storage_provider: 'DigitalOcean', bucket_name: 'pictures', region: 'fra1', ...KEYS },
    shown: { secret_key_set: true },
    needs: 'region',
    wrong: {
      region: 'fra1.evil.example/',
      endpoint_url: 'https://pictures.fra1.digitaloceanspaces.com',
    },
  },
  's3_compatible/CloudflareR2': {
    sent: {
      storage_provider: 'CloudflareR2',
      bucket_name: 'pictures',
      endpoint_url: NOBODY,
      ...KEYS,
    },
    shown: { secret_key_set: true },
    upload: UPLOAD_KEYS,
    needs: 'endpoint_url',
    wrong: { bucket_name: '-', endpoint_url: 'https://key:secret@a.r2.cloudflarestorage.com' },
  },
  's3_compatible/Wasabi': {
    sent: { storage_provider: 'wasabi', bucket_name: 'pictures', region: 'eu-central-1', ...KEYS },
    shown: { storage_provider: 'Wasabi', secret_key_set: true },
    needs: 'access_key_id',
    wrong: { storage_provider: 'Wasabee' },
  },
  's3_compatible/Linode': {
    sent: { storage_provider: 'Linode', bucket_name: 'pictures', region: 'us-iad-10', ...KEYS },
    shown: { secret_key_set: true },
    needs: 'secret_key',
    wrong: { region: 'a b' },
  },
  's3_compatible/Other': {
    sent: { storage_provider: 'Other', bucket_name: 'pictures', endpoint_url: NOBODY, ...KEYS },
    shown: { secret_key_set: true },
    upload: UPLOAD_KEYS,
    needs: 'bucket_name',
    wrong: { endpoint_url: 'https://s3.example.com/?x=1' },
  },
  webfolder: {
    sent: {
      webfolder_base_url: 'https://www.example.com/pictures/',
      username: 'ada',
      password: 'read secret',
      redirect_hosts: ['cdn.example.com', '*.example.net'],
    },
    shown: { password_set: true },
    needs: 'webfolder_base_url',
    wrong: {
      webfolder_base_url: 'https://ada:secret@www.example.com/',
      password: '',
      redirect_hosts: ['*'],
    },
  },
  webproxy: {
    sent: { redirect_hosts: [] },
    shown: { secure_url_enabled: true },
    needs: 'type',
    wrong: { redirect_hosts: ['a b'] },
  },
  local: {
    sent: {},
    needs: 'local_path',
    wrong: { local_path: '/etc' },
  },
}

const isSecret = (name: string) => PRESETS.some(({ secret }) => secret === name)
let made = 0

function deploymentOf(id: string, more: object = {}): Record<string, unknown> {
  const [type] = id.split('/')
  made += 1
  const local = type === 'local' ? { local_path: library.folder } : {}
  return { type, imgix_subdomains: [`kind-${made}`], ...KINDS[id]?.sent, ...local, ...more }
}

const create = (attributes: object) =>
  library.send('POST', '/sources', {
    type: 'sources',
    attributes: { name: 'Kind', enabled: false, ...attributes },
  })

test('every kind of storage is in the table of this test', () => {
  assert.deepEqual(
    Object.keys(KINDS),
    PRESETS.map(({ id }) => id),
  )
})

for (const [id, kind] of Object.entries(KINDS)) {
  describe(id, () => {
    test('is made, and shows everything but its secrets', async () => {
      const sent = deploymentOf(id)
      const answer = await create({ deployment: sent })
      assert.equal(answer.statusCode, 201, answer.body)
      const { deployment } = answer.json().data.attributes
      const open = Object.entries(sent).filter(([name]) => !isSecret(name))
      for (const [name, value] of [...open, ...Object.entries(kind.shown ?? {})]) {
        if (kind.shown && name in kind.shown) continue
        assert.deepEqual(deployment[name], value, name)
      }
      for (const [name, value] of Object.entries(kind.shown ?? {})) {
        assert.deepEqual(deployment[name], value, name)
      }
      assert.ok(Object.keys(deployment).every((name) => !isSecret(name)))
      assert.doesNotMatch(answer.body, /read secret|sig=/)
    })

    test('needs what it needs, and says so by name', async () => {
      const answer = await create({
        deployment: deploymentOf(id, {
          [kind.needs]: undefined,
          ...(kind.needs === 'local_path' && { local_path: null }),
        }),
      })
      assert.equal(answer.statusCode, 400, answer.body)
      assert.equal(
        answer.json().errors[0].source.pointer,
        `/data/attributes/deployment/${kind.needs}`,
      )
    })

    test('says what can’t be right', async () => {
      for (const [name, value] of Object.entries(kind.wrong)) {
        const answer = await create({ deployment: deploymentOf(id, { [name]: value }) })
        assert.equal(answer.statusCode, 400, `${name} ${answer.body}`)
        const { pointer } = answer.json().errors[0].source
        assert.ok(pointer.startsWith(`/data/attributes/deployment/${name}`), pointer)
      }
    })

    test('takes the members of all other types as null', async () => {
      const others = PRESETS.flatMap(({ about }) =>
        about.deployment_members.map(({ name }) => name),
      )
      const nulls = Object.fromEntries(others.map((name) => [name, null]))
      const answer = await create({ deployment: { ...nulls, ...deploymentOf(id) } })
      assert.equal(answer.statusCode, 201, answer.body)
    })
  })
}

const UPLOADING = Object.entries(KINDS).filter(([, { upload }]) => upload)
for (const [id, { upload = {} }] of UPLOADING) {
  test(`${id}: upload credentials are apart, tested when they are saved, and removed by null`, async () => {
    const made = await create({ deployment: deploymentOf(id), upload_credentials: upload })
    assert.equal(made.statusCode, 201, made.body)
    const { id: sid, attributes } = made.json().data
    const { credentials, checks, allowed, reason, date_checked } = attributes.uploads
    for (const [name, value] of Object.entries(upload)) {
      if (isSecret(name)) assert.equal(credentials[`${name}_set`], true)
      else assert.equal(credentials[name], value)
    }
    const write = checks.find(({ right }: { right: string }) => right === 'write')
    assert.equal(write.state, 'failed')
    assert.equal(allowed, false)
    assert.equal(reason, 'This Source is paused.')
    assert.ok(date_checked > 0)
    assert.doesNotMatch(made.body, /write secret|read secret|sig=/)
    const enable = { type: 'sources', attributes: { enabled: true } }
    const enabled = await library.send('PATCH', `/sources/${sid}`, enable)
    assert.equal(enabled.json().data.attributes.uploads.reason, write.detail)
    const removal = { type: 'sources', attributes: { upload_credentials: null } }
    const removed = await library.send('PATCH', `/sources/${sid}`, removal)
    const { uploads } = removed.json().data.attributes
    assert.deepEqual([uploads.credentials, uploads.checks], [null, null])
    assert.match(uploads.reason, /no credentials/)
  })
}

test('configs: endpoints follow from regions, keys that read never write', () => {
  const secrets = { secret_key: 's' }
  const deployment = { type: 's3_compatible', bucket_name: 'b-b', access_key_id: 'a' } as const
  const endpoints: [provider: string, more: object, endpoint: string, region: string | null][] = [
    ['DigitalOcean', { region: 'fra1' }, 'https://fra1.digitaloceanspaces.com', 'fra1'],
    [
      'DigitalOcean',
      { endpoint_url: 'https://nyc3.digitaloceanspaces.com' },
      'https://nyc3.digitaloceanspaces.com',
      'nyc3',
    ],
    ['Wasabi', { region: 'eu-central-1' }, 'https://s3.eu-central-1.wasabisys.com', 'eu-central-1'],
    ['Linode', { region: 'us-iad-10' }, 'https://us-iad-10.linodeobjects.com', 'us-iad-10'],
    ['CloudflareR2', { endpoint_url: 'https://x.example' }, 'https://x.example', 'auto'],
    ['Other', { endpoint_url: 'https://x.example' }, 'https://x.example', null],
    ['of somebody', { endpoint_url: 'https://x.example' }, 'https://x.example', null],
  ]
  for (const [storage_provider, more, endpoint, region] of endpoints) {
    const config = originConfigOf({ ...deployment, storage_provider, ...more }, secrets)
    assert.ok(config.type === 's3')
    assert.deepEqual([config.endpoint, config.region], [endpoint, region], storage_provider)
  }
  const reading = { ...deployment, endpoint_url: 'https://x.example' }
  assert.equal(uploadConfigOf(reading, null, {}), null)
  assert.throws(() => uploadConfigOf(reading, {}, { secret_key: 'w' }), /no access key/)
  const writing = uploadConfigOf(reading, { access_key_id: 'w' }, { secret_key: 'x' })
  assert.ok(writing?.type === 's3')
  assert.deepEqual(writing.credentials, { accessKeyId: 'w', secretAccessKey: 'x' })
})

test('what differs between the kinds is told, for forms and texts', async () => {
  const key = await library.keyWith([])
  const headers = { authorization: `Bearer ${key}` }
  const answer = await library.app.inject({ url: '/api/v1/source_types', headers })
  assert.equal(answer.statusCode, 200)
  const kinds: { id: string; attributes: SourceTypeAttributes }[] = answer.json().data
  const facts = kinds.map(({ id, attributes }) => {
    const { uploads, max_upload_bytes, needs_cors, can_list } = attributes
    return [id, can_list, uploads, max_upload_bytes, needs_cors]
  })
  assert.deepEqual(facts, [
    ['s3', true, 'direct', 5e9, true],
    ['gcs', true, 'direct', 5e9, true],
    ['azure', true, 'through_vitrine', 3e7, false],
    ['s3_compatible/DigitalOcean', true, 'direct', 5e9, true],
    ['s3_compatible/CloudflareR2', true, 'direct', 4.99e9, true],
    ['s3_compatible/Wasabi', true, 'direct', 5e9, false],
    ['s3_compatible/Linode', true, 'direct', 5e9, false],
    ['s3_compatible/Other', true, 'direct', 5e9, true],
    ['webfolder', false, 'none', null, false],
    ['webproxy', false, 'none', null, false],
    ['local', true, 'through_vitrine', null, false],
  ])
  assert.ok(!JSON.stringify(kinds).includes('"folders"'))
  for (const { id, attributes } of kinds) {
    const { upload_setup: setup, uploads } = attributes
    assert.equal(setup === null, uploads === 'none', id)
    if (uploads !== 'direct') continue
    const header = id === 'gcs' ? /x-goog-if-generation-match/ : /If-None-Match/
    assert.match(setup?.cors?.text ?? '', header)
    assert.match(setup?.cors?.text ?? '', /\{origin\}/)
    if (/^[[{]/.test(setup?.cors?.text ?? '')) JSON.parse(setup?.cors?.text ?? '')
  }
})

test('who may change Sources is told where folders may be', async () => {
  const headers = { authorization: `Bearer ${await library.keyWith(['sources'])}` }
  const answer = await library.app.inject({ url: '/api/v1/source_types', headers })
  const kinds: { id: string; attributes: SourceTypeAttributes }[] = answer.json().data
  const members = kinds.flatMap(({ attributes }) => attributes.deployment_members)
  const told = members.filter(({ folders }) => folders).map(({ name, folders }) => [name, folders])
  assert.deepEqual(told, [['local_path', [library.folder]]])
})
