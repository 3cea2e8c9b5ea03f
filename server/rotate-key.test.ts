import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, afterEach, before, beforeEach, describe, test } from 'node:test'
import { makeSource } from './catalog/fixtures.ts'
import { openSecrets } from './catalog/source-secrets.ts'
import { createSource, requireSource, updateSource } from './catalog/sources.ts'
import { createTestDatabase, type TestDatabase } from './db/test-database.ts'
import { isFailure } from './lib/failures.ts'
import { type SecretBox, secretBox } from './lib/secret-box.ts'
import { rotateKey } from './rotate-key.ts'
import { loadSecretKeys } from './secret-key.ts'

let database: TestDatabase
let accountId: number
before(async () => {
  database = await createTestDatabase()
  accountId = (await makeSource(database.db)).accountId
})
after(() => database.close())

let folder: string
let running: SecretBox
let publicId: string
let made = 0
beforeEach(async () => {
  await database.db.deleteFrom('sources').execute()
  folder = await mkdtemp(join(tmpdir(), 'vitrine-keys-'))
  running = secretBox(await loadSecretKeys({ DATA_DIR: folder }))
  made += 1
  const source = await createSource(database.db, running, {
    accountId,
    name: 'A',
    deployment: { type: 's3', imgix_subdomains: [`a${made}`], s3_bucket: 'bucket' },
    secrets: { s3_secret_key: 'reads' },
    uploads: { credentials: { s3_access_key: 'AKIA' } },
    uploadSecrets: { s3_secret_key: 'writes' },
  })
  publicId = source.publicId
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const SECRETS = { deployment: { s3_secret_key: 'reads' }, upload: { s3_secret_key: 'writes' } }

async function opensWith(box: SecretBox): Promise<void> {
  const source = await requireSource(database.db, { accountId, publicId })
  assert.deepEqual(openSecrets(box, source), SECRETS)
}

const freshBox = async () => secretBox(await loadSecretKeys({ DATA_DIR: folder }))
const keyText = async (name = 'secret-key') => (await readFile(join(folder, name), 'utf8')).trim()

describe('a key in a file', () => {
  test('is another one afterwards; running processes and new ones read everything', async () => {
    const before = await keyText()
    const { db } = database
    const said = await rotateKey({ db, config: { DATA_DIR: folder }, newKey: null })
    assert.match(said[0] ?? '', /^2 secrets/)
    assert.notEqual(await keyText(), before)
    assert.equal(await keyText('secret-key.previous'), before)
    await assert.rejects(keyText('secret-key.next'), /ENOENT/)
    await opensWith(await freshBox())
    await opensWith(running)
    await rm(join(folder, 'secret-key.previous'))
    await opensWith(await freshBox())
    await opensWith(secretBox(Buffer.from(await keyText(), 'hex')))
    await assert.rejects(opensWith(secretBox(Buffer.from(before, 'hex'))), /cannot be read/)
    assert.ok(said.every((sentence) => !sentence.includes(before)))
  })

  test('is the one that was wished for', async () => {
    const newKey = randomBytes(32).toString('base64')
    await rotateKey({ db: database.db, config: { DATA_DIR: folder }, newKey })
    assert.equal(await keyText(), Buffer.from(newKey, 'base64').toString('hex'))
    await opensWith(running)
  })

  test('that a running process saves with is the new one', async () => {
    await rotateKey({ db: database.db, config: { DATA_DIR: folder }, newKey: null })
    const key = { accountId, publicId }
    await updateSource(database.db, running, key, () => ({ secrets: SECRETS.deployment }))
    await opensWith(secretBox(Buffer.from(await keyText(), 'hex')))
  })

  const steps = [
    'the new key is written',
    'the secrets are encrypted under it',
    'the old key is put by',
    'the new key is in its place',
  ]
  for (const step of steps) {
    test(`may be killed when ${step}`, async () => {
      await killedAt(step)
      // As if all were started anew, or had never stopped; and another one saves meanwhile.
      await opensWith(await freshBox())
      await opensWith(running)
      const key = { accountId, publicId }
      await updateSource(database.db, running, key, () => ({ secrets: SECRETS.deployment }))
      const config = { DATA_DIR: folder }
      await rotateKey({ db: database.db, config, newKey: null })
      await opensWith(secretBox(Buffer.from(await keyText(), 'hex')))
      await opensWith(running)
    })
  }

  test('that is wrong changes nothing', async () => {
    const elsewhere = await mkdtemp(join(tmpdir(), 'vitrine-keys-'))
    const config = { DATA_DIR: elsewhere }
    await assert.rejects(rotateKey({ db: database.db, config, newKey: null }), /cannot be read/)
    await rm(elsewhere, { recursive: true })
    await opensWith(running)
  })
})

/** A process of its own, so that nothing is tidied up. */
async function killedAt(step: string): Promise<void> {
  const program = `
    import { openDatabase } from './db/connection.ts'
    import { rotateKey } from './rotate-key.ts'
    const { db } = openDatabase(process.env.URL, { maxConnections: 2 })
    const onStep = (step) => step === process.env.STEP && process.kill(process.pid, 'SIGKILL')
    await rotateKey({ db, config: { DATA_DIR: process.env.FOLDER }, newKey: null, onStep })`
  const env = { ...process.env, URL: database.url, STEP: step, FOLDER: folder }
  const options = { env, cwd: import.meta.dirname, stdio: 'inherit' } as const
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], options)
  const [, signal] = await once(child, 'exit')
  assert.equal(signal, 'SIGKILL')
}

describe('a key in a setting', () => {
  const [old, fresh] = [randomBytes(32).toString('hex'), randomBytes(32).toString('hex')]
  const boxOf = async (SECRET_KEY: string, SECRET_KEY_PREVIOUS?: string) =>
    secretBox(await loadSecretKeys({ DATA_DIR: folder, SECRET_KEY, SECRET_KEY_PREVIOUS }))

  beforeEach(async () => {
    const from = running
    running = await boxOf(old)
    const key = { accountId, publicId }
    await opensWith(from)
    const secrets = { secrets: SECRETS.deployment, uploadSecrets: SECRETS.upload }
    await updateSource(database.db, running, key, () => secrets)
  })

  test('is followed by one that knew both', async () => {
    const both = await boxOf(fresh, old)
    await opensWith(both)
    const config = { DATA_DIR: folder, SECRET_KEY: fresh, SECRET_KEY_PREVIOUS: old }
    await rotateKey({ db: database.db, config, newKey: null })
    await opensWith(both)
    await opensWith(await boxOf(fresh))
    await assert.rejects(opensWith(await boxOf(old)), /cannot be read/)
  })

  test('is followed by NEW_SECRET_KEY, or the operator is told what to do', async () => {
    const config = { DATA_DIR: folder, SECRET_KEY: old }
    await assert.rejects(
      rotateKey({ db: database.db, config, newKey: null }),
      (error) => isFailure(error, 'invalid_parameter') && /SECRET_KEY_PREVIOUS/.test(error.detail),
    )
    await opensWith(running)
    await rotateKey({ db: database.db, config, newKey: fresh })
    await opensWith(await boxOf(fresh))
  })
})
