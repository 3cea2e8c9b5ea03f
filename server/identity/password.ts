import { type Argon2Parameters, argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { Failure } from '../lib/failures.ts'

/** OWASP's second choice for argon2id: 19 MiB, two passes, one lane. Raising these is safe at any time. */
const MEMORY_KIB = 19_456
const PASSES = 2
const LANES = 1
const HASH_BYTES = 32

export const PASSWORD_LENGTH = { min: 8, max: 256 } as const

/** The password as a PHC string: `$argon2id$v=19$m=…,t=…,p=…$salt$hash`. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16)
  const cost = { memory: MEMORY_KIB, passes: PASSES, parallelism: LANES }
  const hash = await derive(password, { ...cost, nonce: salt, tagLength: HASH_BYTES })
  return `$argon2id$v=19$${costText(cost)}$${unpadded(salt)}$${unpadded(hash)}`
}

/**
 * Compares with a stored PHC string. Without one (nobody has this e-mail) it works as long as with one and
 * says no. `outdated` asks for the password to be hashed again with today's parameters.
 */
export async function verifyPassword(
  password: string,
  stored: string | null,
): Promise<{ matches: boolean; outdated: boolean }> {
  const { cost, salt, hash } = readPhc(stored ?? NOBODYS_HASH)
  const found = await derive(password, { ...cost, nonce: salt, tagLength: hash.length })
  const matches = stored !== null && timingSafeEqual(found, hash)
  return { matches, outdated: costText(cost) !== costText(TODAYS_COST) }
}

type Cost = Pick<Argon2Parameters, 'memory' | 'passes' | 'parallelism'>

const TODAYS_COST: Cost = { memory: MEMORY_KIB, passes: PASSES, parallelism: LANES }
const NOBODYS_HASH = `$argon2id$v=19$${costText(TODAYS_COST)}$${unpadded(randomBytes(16))}$${unpadded(randomBytes(HASH_BYTES))}`
const PHC = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/

function readPhc(text: string): { cost: Cost; salt: Buffer; hash: Buffer } {
  const [, memory, passes, parallelism, salt, hash] = PHC.exec(text) ?? []
  if (salt === undefined || hash === undefined) {
    throw new Failure('internal', 'A stored password hash cannot be read.')
  }
  return {
    cost: { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) },
    salt: Buffer.from(salt, 'base64'),
    hash: Buffer.from(hash, 'base64'),
  }
}

function costText({ memory, passes, parallelism }: Cost): string {
  return `m=${memory},t=${passes},p=${parallelism}`
}

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replaceAll('=', '')
}

const argon2Async = promisify(argon2)

/** Two at a time: each takes 19 MiB and a thread of the pool that file access needs too. */
const MAX_RUNNING = 2
const MAX_WAITING = 50
let running = 0
const waiting: (() => void)[] = []

async function derive(password: string, options: Omit<Argon2Parameters, 'message'>) {
  if (running >= MAX_RUNNING) {
    if (waiting.length >= MAX_WAITING) {
      throw new Failure('overloaded', 'Too many people are signing in at this moment.', {
        retryAfterSeconds: 5,
      })
    }
    await new Promise<void>((resolve) => waiting.push(resolve))
  } else {
    running += 1
  }
  try {
    // The same characters can be typed in different ways; NFKC makes them equal.
    return await argon2Async('argon2id', { ...options, message: password.normalize('NFKC') })
  } finally {
    // The place goes to the next one waiting, or becomes free.
    const next = waiting.shift()
    if (next === undefined) running -= 1
    else next()
  }
}
