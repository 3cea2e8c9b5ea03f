import { randomBytes } from 'node:crypto'
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isErrno } from './lib/failures.ts'

/**
 * The 32 bytes that encrypt stored secrets: SECRET_KEY, else a file in the data folder, made at the first start.
 * Of several processes that start together all get the same key: link() lets only one of them win.
 */
export async function loadSecretKey(setting: string | undefined, folder: string): Promise<Buffer> {
  if (setting) return decodeKey(setting)
  const file = join(folder, 'secret-key')
  const stored = await readKeyFile(file)
  if (stored) return stored
  await mkdir(folder, { recursive: true })
  const draft = `${file}.tmp-${process.pid}`
  await writeFile(draft, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flush: true })
  await link(draft, file).catch((error) => {
    if (!isErrno(error, 'EEXIST')) throw error
  })
  await rm(draft)
  const made = await readKeyFile(file)
  if (!made) throw new Error(`${file} disappeared while it was being made`)
  return made
}

async function readKeyFile(file: string): Promise<Buffer | null> {
  try {
    return decodeKey((await readFile(file, 'utf8')).trim())
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return null
    throw error
  }
}

function decodeKey(text: string): Buffer {
  return Buffer.from(text, text.length === 64 ? 'hex' : 'base64')
}
