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

/** AES-256-GCM. Layout: version (1 byte), nonce (12), tag (16), ciphertext. The key has 32 bytes. */
export function secretBox(key: Uint8Array): SecretBox {
  if (key.length !== 32) throw new Failure('internal', 'SECRET_KEY must have 32 bytes.')
  return {
    seal(secret, purpose) {
      // A random nonce of 96 bits is safe for far more secrets than sources will ever have.
      const nonce = randomBytes(NONCE_BYTES)
      const cipher = createCipheriv('aes-256-gcm', key, nonce)
      cipher.setAAD(associatedData(purpose))
      const text = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()])
      return Buffer.concat([Buffer.of(VERSION), nonce, cipher.getAuthTag(), text])
    },
    open(sealed, purpose) {
      if (sealed.length < HEADER_BYTES || sealed[0] !== VERSION) throw unreadable()
      const nonce = sealed.subarray(1, 1 + NONCE_BYTES)
      const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
      decipher.setAAD(associatedData(purpose))
      decipher.setAuthTag(sealed.subarray(1 + NONCE_BYTES, HEADER_BYTES))
      try {
        const text = decipher.update(sealed.subarray(HEADER_BYTES))
        return Buffer.concat([text, decipher.final()]).toString('utf8')
      } catch (cause) {
        throw unreadable(cause)
      }
    },
  }
}

function associatedData(purpose: string): Buffer {
  return Buffer.from(`v${VERSION}:${purpose}`)
}

function unreadable(cause?: unknown): Failure {
  return new Failure(
    'internal',
    'A stored secret cannot be read. Was SECRET_KEY changed since it was saved?',
    { cause },
  )
}
