import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { Failure } from './failures.ts'

const VERSION = 1
const NONCE_BYTES = 12
const TAG_BYTES = 16
const HEADER_BYTES = 1 + NONCE_BYTES + TAG_BYTES

/** Keeps secrets in the database. What was sealed for one purpose cannot be opened for another. */
export interface SecretBox {
  /** `purpose` names the one place where this secret belongs, such as `source/<id>`. */
  seal(secret: string, purpose: string): Buffer
  /** @throws Failure `internal` when the bytes were changed, or made under another key or purpose. */
  open(sealed: Uint8Array, purpose: string): string
}

/** Keys of 32 bytes each: the first one seals, any of them opens. */
export interface SecretKeys {
  known(): readonly Uint8Array[]
  /** They may have changed since: asked before sealing, and when none of those that are known opens something. */
  reread(): readonly Uint8Array[]
}

/** For a key that never changes. */
export function fixedKeys(...keys: Uint8Array[]): SecretKeys {
  return { known: () => keys, reread: () => keys }
}

/** AES-256-GCM. Layout: version (1 byte), nonce (12), tag (16), ciphertext. */
export function secretBox(given: Uint8Array | SecretKeys): SecretBox {
  const keys = given instanceof Uint8Array ? fixedKeys(given) : given
  if (keys.known().some((key) => key.length !== 32)) {
    throw new Failure('internal', 'SECRET_KEY must have 32 bytes.')
  }
  return {
    seal(secret, purpose) {
      const [key] = keys.reread()
      if (!key) throw new Failure('internal', 'There is no SECRET_KEY.')
      return seal(key, secret, purpose)
    },
    open(sealed, purpose) {
      if (sealed.length < HEADER_BYTES || sealed[0] !== VERSION) throw unreadable()
      const text =
        openWith(keys.known(), sealed, purpose) ?? openWith(keys.reread(), sealed, purpose)
      if (text === null) throw unreadable()
      return text
    },
  }
}

function seal(key: Uint8Array, secret: string, purpose: string): Buffer {
  // A random nonce of 96 bits is safe for far more secrets than sources will ever have.
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  cipher.setAAD(associatedData(purpose))
  const text = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()])
  return Buffer.concat([Buffer.of(VERSION), nonce, cipher.getAuthTag(), text])
}

/** @returns null when it was made under other keys, for another purpose, or was changed */
function openWith(keys: readonly Uint8Array[], sealed: Uint8Array, purpose: string): string | null {
  const nonce = sealed.subarray(1, 1 + NONCE_BYTES)
  for (const key of keys) {
    const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
    decipher.setAAD(associatedData(purpose))
    decipher.setAuthTag(sealed.subarray(1 + NONCE_BYTES, HEADER_BYTES))
    try {
      const text = decipher.update(sealed.subarray(HEADER_BYTES))
      return Buffer.concat([text, decipher.final()]).toString('utf8')
    } catch {
      // Not this key.
    }
  }
  return null
}

function associatedData(purpose: string): Buffer {
  return Buffer.from(`v${VERSION}:${purpose}`)
}

function unreadable(): Failure {
  const detail = 'A stored secret cannot be read. Was SECRET_KEY changed since it was saved?'
  return new Failure('internal', detail)
}
