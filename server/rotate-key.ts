import { randomBytes } from 'node:crypto'
import { type Kysely, sql } from 'kysely'
import { resealSecrets } from './catalog/reseal-secrets.ts'
import type { Config } from './config.ts'
import type { Database } from './db/tables.ts'
import { Failure } from './lib/failures.ts'
import { fixedKeys, secretBox } from './lib/secret-box.ts'
import {
  decodeKey,
  keyFilesIn,
  loadSecretKeys,
  moveKeyFile,
  readKeyFile,
  writeKeyFile,
} from './secret-key.ts'

interface RotationNeeds {
  db: Kysely<Database>
  config: Pick<Config, 'SECRET_KEY' | 'SECRET_KEY_PREVIOUS' | 'DATA_DIR'>
  /** 32 bytes, hex or base64; null: a new one is made. */
  newKey: string | null
  /** Told after each step; for tests, which stop there. */
  onStep?(step: string): void
}

const LOCK = 7_483_265_117

/**
 * Encrypts all stored secrets under another key. Whenever it is stopped, every process can read everything,
 * and it can be run again. Processes that are running go on: they read the key files again before they seal
 * something, and when they can't open something.
 * @returns sentences for the operator
 */
export async function rotateKey(needs: RotationNeeds): Promise<string[]> {
  return await needs.db.connection().execute(async (db) => {
    await sql`select pg_advisory_lock(${LOCK})`.execute(db)
    try {
      const connected = { ...needs, db }
      return needs.config.SECRET_KEY
        ? await rotateSetting(connected, needs.config.SECRET_KEY)
        : await rotateFile(connected)
    } finally {
      await sql`select pg_advisory_unlock(${LOCK})`.execute(db)
    }
  })
}

/** The key is a setting of each process: what they know has to be changed by the operator. */
async function rotateSetting(
  { db, config, newKey }: RotationNeeds,
  present: string,
): Promise<string[]> {
  const previous = config.SECRET_KEY_PREVIOUS
  if (newKey === null && !previous) {
    throw new Failure('invalid_parameter', HOW_WITH_SETTINGS, { parameter: 'SECRET_KEY_PREVIOUS' })
  }
  const to = decodeKey(newKey ?? present)
  const from = [to, decodeKey(present), ...(previous ? [decodeKey(previous)] : [])]
  const count = await resealSecrets(db, secretBox(fixedKeys(...from)), secretBox(to))
  const said = `${count} secrets are encrypted under the new key.`
  if (newKey !== null) return [said, 'Now restart every process with it as SECRET_KEY.']
  return [said, 'SECRET_KEY_PREVIOUS is not needed any more.']
}

const HOW_WITH_SETTINGS =
  'SECRET_KEY is a setting, so first restart every process with a new SECRET_KEY and the old one as ' +
  'SECRET_KEY_PREVIOUS; then run this with the same settings.'

/**
 * The key is a file in DATA_DIR: secret-key. While it changes, the new one is in secret-key.next; afterwards
 * the old one is in secret-key.previous, for what a process was sealing at that moment.
 */
async function rotateFile({ db, config, newKey, onStep }: RotationNeeds): Promise<string[]> {
  const { DATA_DIR: folder } = config
  const files = keyFilesIn(folder)
  const keys = await loadSecretKeys(config)
  const begun = readKeyFile(files.next)
  const next = begun ?? (newKey === null ? randomBytes(32) : decodeKey(newKey))
  if (begun && newKey !== null && !begun.equals(decodeKey(newKey))) {
    const detail = 'An earlier rotation was not finished. Run this without NEW_SECRET_KEY first.'
    throw new Failure('invalid_parameter', detail, { parameter: 'NEW_SECRET_KEY' })
  }
  if (!begun) await writeKeyFile(folder, files.next, next)
  onStep?.('the new key is written')
  const from = secretBox(fixedKeys(next, ...keys.reread()))
  const count = await resealSecrets(db, from, secretBox(next))
  onStep?.('the secrets are encrypted under it')
  const present = readKeyFile(files.current)
  if (present) await writeKeyFile(folder, files.previous, present)
  onStep?.('the old key is put by')
  await moveKeyFile(folder, files.next, files.current)
  onStep?.('the new key is in its place')
  // What was sealed under the old key while this went on.
  await resealSecrets(db, from, secretBox(next))
  return [
    `${count} secrets are encrypted under a new key, which is in ${files.current}.`,
    `Once every process has been restarted, ${files.previous} can be deleted.`,
  ]
}
