/** As the server has it. */
export const PASSWORD_MIN = 8

/** Without letters that look alike; 32 of them, so that a byte falls on each as often. */
const LETTERS = 'abcdefghijkmnpqrstuvwxyz23456789'

/** A password that can be read out: four groups of four letters, 80 random bits. */
export function makePassword(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  const letters = Array.from(bytes, (byte) => LETTERS[byte % LETTERS.length])
  return [0, 4, 8, 12].map((start) => letters.slice(start, start + 4).join('')).join('-')
}

type Strength = 'short' | 'weak' | 'fair' | 'strong'

/** Bits below which a password is no more than weak, or fair. */
const FAIR_BITS = 40
const STRONG_BITS = 64

/**
 * How hard a password is to guess for somebody who tries letters at random; what is known of its owner counts for
 * nothing. An estimate to advise by, not a rule.
 */
export function judgePassword(password: string, known: readonly string[] = []): Strength {
  if ([...password].length < PASSWORD_MIN) return 'short'
  const parts = known.flatMap((text) => text.toLowerCase().split(/[@\s.]+/))
  const rest = parts
    .filter((part) => part.length > 2)
    .reduce((text, part) => text.replaceAll(part, ''), password.toLowerCase())
  const different = new Set(rest).size
  // A letter that has been there before says little.
  const bits = different * Math.log2(alphabetOf(password)) + (rest.length - different)
  if (bits < FAIR_BITS) return 'weak'
  return bits < STRONG_BITS ? 'fair' : 'strong'
}

/** Of how many characters each may have been chosen. */
function alphabetOf(password: string): number {
  const classes: [pattern: RegExp, size: number][] = [
    [/[a-z]/, 26],
    [/[A-Z]/, 26],
    [/\d/, 10],
    [/[^a-zA-Z\d]/, 32],
  ]
  const size = classes.reduce((sum, [pattern, n]) => sum + (pattern.test(password) ? n : 0), 0)
  return Math.max(size, 2)
}
