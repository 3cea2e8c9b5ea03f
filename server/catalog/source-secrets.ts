import type { SecretBox } from '../lib/secret-box.ts'

/** Member → secret, such as `s3_secret_key`. */
export type Secrets = Record<string, string>

/** Where sealed secrets belong: what was sealed for one place is unreadable in any other. */
export const SECRET_PURPOSES = {
  deployment: (publicId: string) => `source/${publicId}`,
  upload: (publicId: string) => `source/${publicId}/upload`,
} as const

/** @returns null for no secrets */
export function sealSecrets(box: SecretBox, secrets: Secrets | null, purpose: string) {
  const isEmpty = secrets === null || Object.keys(secrets).length === 0
  return isEmpty ? null : box.seal(JSON.stringify(secrets), purpose)
}

/** The secrets that read and those that write. They are for the presets alone. */
export function openSecrets(
  box: SecretBox,
  source: { publicId: string; sealedSecrets: Buffer | null; sealedUploadSecrets: Buffer | null },
): { deployment: Secrets; upload: Secrets } {
  const { publicId, sealedSecrets, sealedUploadSecrets } = source
  return {
    deployment: openOne(box, sealedSecrets, SECRET_PURPOSES.deployment(publicId)),
    upload: openOne(box, sealedUploadSecrets, SECRET_PURPOSES.upload(publicId)),
  }
}

function openOne(box: SecretBox, sealed: Buffer | null, purpose: string): Secrets {
  if (sealed === null) return {}
  const text = box.open(sealed, purpose)
  if (text.startsWith('{')) return JSON.parse(text)
  // Until version 0.1 the one secret of the two types that had one was sealed as it was.
  return { s3_secret_key: text, secret_key: text }
}
