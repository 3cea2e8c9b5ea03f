import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { link, mkdir, open, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Config } from './config.ts'
import { isErrno } from './lib/failures.ts'
import { fixedKeys, type SecretKeys } from './lib/secret-box.ts'

/** Where the keys are in DATA_DIR; see rotate-key.ts for when there is more than one. */
export function keyFilesIn(folder: string) {
  const current = join(folder, 'secret-key')
  return { current, next: `${current}.next`, previous: `${current}.previous` }
}

/**
 * What encrypts stored secrets: SECRET_KEY, else a file in the data folder, made at the first start. Of several
 * processes that start together all get the same key: link() lets only one of them win.
 */
export async function loadSecretKeys({
  SECRET_KEY,
  SECRET_KEY_PREVIOUS,
  DATA_DIR,
}: Pick<Config, 'SECRET_KEY' | 'SECRET_KEY_PREVIOUS' | 'DATA_DIR'>): Promise<SecretKeys> {
  const previous = SECRET_KEY_PREVIOUS ? [decodeKey(SECRET_KEY_PREVIOUS)] : []
  if (SECRET_KEY) return fixedKeys(decodeKey(SECRET_KEY), ...previous)
  const files = keyFilesIn(DATA_DIR)
  if (readKeyFile(files.current) === null) await makeKeyFile(DATA_DIR, files.current)
  const read = () => {
    const { current, next, previous: old } = files
    return [...[current, next, old].flatMap((file) => readKeyFile(file) ?? []), ...previous]
  }
  let known = read()
  const reread = () => {
    known = read()
    return known
  }
  return { known: () => known, reread }
}

async function makeKeyFile(folder: string, file: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  const draft = `${file}.tmp-${process.pid}`
  await writeFile(draft, encodeKey(randomBytes(32)), { mode: 0o600, flush: true })
  await link(draft, file).catch((error) => {
    if (!isErrno(error, 'EEXIST')) throw error
  })
  await rm(draft)
}

/** What was there stays until the new one is complete, also when the power fails. */
export async function writeKeyFile(folder: string, file: string, key: Uint8Array): Promise<void> {
  const draft = `${file}.tmp-${process.pid}`
  await writeFile(draft, encodeKey(key), { mode: 0o600, flush: true })
  await moveKeyFile(folder, draft, file)
}

export async function moveKeyFile(folder: string, from: string, to: string): Promise<void> {
  await rename(from, to)
  // Makes the new name last, where the system can do that.
  const handle = await open(folder, 'r').catch(() => null)
  await handle?.sync().catch(() => {})
  await handle?.close()
}

/** @returns null when there is none */
export function readKeyFile(file: string): Buffer | null {
  try {
    return decodeKey(readFileSync(file, 'utf8').trim())
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return null
    throw error
  }
}

function encodeKey(key: Uint8Array): string {
  return `${Buffer.from(key).toString('hex')}\n`
}

export function decodeKey(text: string): Buffer {
  return Buffer.from(text, text.length === 64 ? 'hex' : 'base64')
}
