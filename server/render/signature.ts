import { createHash, timingSafeEqual } from 'node:crypto'
import { Failure } from '../lib/failures.ts'

/**
 * Checks `s=` as imgix's clients make it: md5 of token + escaped path + `?` and the raw query without `s`
 * (docs.imgix.com, "Securing assets"). It goes by the characters of the URL, before anything is decoded.
 * @param path as in the URL, with its leading slash
 * @throws Failure `invalid_signature`
 */
export function checkSignature(token: string, path: string, query: string): void {
  const parts = query === '' ? [] : query.split('&')
  const given = parts.find((part) => part.startsWith('s='))?.slice(2)
  if (!given) throw new Failure('invalid_signature', 'This address must be signed.')
  const rest = parts.filter((part) => !part.startsWith('s=')).join('&')
  const signed = token + path + (rest === '' ? '' : `?${rest}`)
  const expected = createHash('md5').update(signed).digest()
  const found = Buffer.from(given, 'hex')
  if (found.length !== expected.length || !timingSafeEqual(found, expected)) {
    throw new Failure('invalid_signature', 'The signature does not belong to this address.')
  }
}
