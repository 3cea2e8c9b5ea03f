import { isIP } from 'node:net'
import { availableParallelism } from 'node:os'
import { resolve } from 'node:path'
import { z } from 'zod'
import { Failure } from './lib/failures.ts'

/** Every setting: name, type, default, meaning. `npm run config` prints this table. */

const ROLE_NAMES = ['api', 'render', 'worker'] as const

const cores = availableParallelism()
const MiB = 2 ** 20
const GiB = 2 ** 30

const list = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== ''),
)
const whole = z.coerce.number().int()

/** As Fastify's trustProxy takes them. */
function isProxy(part: string): boolean {
  const [address = '', bits = '0', ...rest] = part.split('/')
  const isNetwork = isIP(address) !== 0 && /^\d{1,3}$/.test(bits) && rest.length === 0
  return isNetwork || ['loopback', 'linklocal', 'uniquelocal'].includes(part)
}

const SECRET_KEY = z
  .string()
  .regex(/^([0-9a-fA-F]{64}|[A-Za-z0-9+/_-]{43}=?)$/, 'has to be 32 bytes in hex or base64')

const SETTINGS = {
  PORT: whole
    .min(0)
    .max(65_535)
    .default(3000)
    .describe('Port of the web app, the Management API and the Rendering API; 0 takes a free one'),
  HOST: z.string().min(1).default('127.0.0.1').describe('Address to listen on; 0.0.0.0 for all'),
  DATA_DIR: z
    .string()
    .min(1)
    .default('./data')
    .transform((path) => resolve(path))
    .describe('Folder for the embedded database, the secret key, the sample library and the cache'),
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/ })
    .optional()
    .describe('postgres:// address of a PostgreSQL 15 or newer; absent: embedded PostgreSQL'),
  DATABASE_MEMORY_BYTES: whole
    .min(16 * MiB)
    .optional()
    .describe(
      'Memory in which the embedded PostgreSQL keeps what it has read; absent: a quarter of all, at most 8 GiB',
    ),
  PUBLIC_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('Address under which browsers reach Vitrine; absent: http://localhost:PORT'),
  TRUST_PROXY: list
    .refine((parts) => parts.every(isProxy), 'has to be addresses and networks such as 10.0.0.0/8')
    .default([])
    .describe(
      'Addresses and networks of proxies in front, or loopback, linklocal, uniquelocal; from these X-Forwarded-For and X-Forwarded-Proto are believed',
    ),
  ROLES: list
    .pipe(z.array(z.enum(ROLE_NAMES)).min(1))
    .default([...ROLE_NAMES])
    .describe('What this process does: any of api, render, worker'),
  SECRET_KEY: SECRET_KEY.optional().describe(
    '32 bytes, hex or base64, that encrypt stored secrets; absent: made in DATA_DIR',
  ),
  SECRET_KEY_PREVIOUS: SECRET_KEY.optional().describe(
    'A key that was used before SECRET_KEY and still opens what it has encrypted; see npm run rotate-key',
  ),
  ADMIN_EMAIL: z
    .email()
    .default('admin@vitrine.localhost')
    .describe('E-mail of the first user, made at the first start'),
  ADMIN_PASSWORD: z
    .string()
    .min(8)
    .optional()
    .describe('Password of the first user; absent: generated and printed once'),
  API_KEY: z
    .string()
    .regex(/^ak_[0-9a-f]{64}$/, 'has to be ak_ and 64 hex digits')
    .optional()
    .describe('A key with all permissions, made at start if it does not exist'),
  ALLOW_PRIVATE_ORIGINS: z
    .string()
    .default('')
    .describe('CIDRs and hosts in private networks that Origins may be at, separated by commas'),
  LOCAL_ROOTS: list
    .default([])
    .describe('Folders below which local Sources may be made through the API, separated by commas'),
  LOG_FILE: z
    .string()
    .optional()
    .describe('File for the JSON log, or stdout; absent: vitrine.log in DATA_DIR'),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent'])
    .default('info')
    .describe('Least level of the JSON log'),
  LISTING_INTERVAL_HOURS: z.coerce
    .number()
    .min(0)
    .default(24)
    .describe('Hours between two listings of an Origin; 0: only on demand and at the start'),
  LOOK_AGAIN_HOURS: z.coerce
    .number()
    .min(1)
    .default(24)
    .describe(
      'Hours after which a file of an Origin that can not be listed is looked at again; spread over as many more',
    ),
  INDEX_PROCESSES: whole
    .min(1)
    // One more than cores: none of these idles while what another has read is stored.
    .default(cores + 1)
    .describe('Processes that read files while indexing'),
  INDEX_TIMEOUT_SECONDS: whole.min(1).default(60).describe('Longest time to read one file'),
  ANALYSIS: z
    .enum(['full', 'light', 'off'])
    .default('full')
    .describe(
      'How pictures are analysed without any service: full, light (a third of the time, no text in images, less exact) or off',
    ),
  ANALYSIS_PROCESSES: whole
    .min(1)
    .default(Math.min(2, cores))
    .describe('Processes that analyse pictures, each with up to 600 MB of memory'),
  MODEL_ROOTS: list
    .default([])
    .describe(
      'Folders below which accounts may have models of transformers.js for analysis, separated by commas',
    ),
  MODEL_HUB: z
    .stringbool()
    .default(false)
    .describe('true: accounts may let models for analysis be fetched from the Hugging Face hub'),
  RENDER_PROCESSES: whole.min(1).default(cores).describe('Processes that render'),
  RENDER_QUEUE: whole
    .min(0)
    .default(200)
    .describe('Renderings that may wait for a process; further ones are answered 503'),
  RENDER_TIMEOUT_SECONDS: whole.min(1).default(30).describe('Longest time of one rendering'),
  RENDER_REVALIDATE_SECONDS: whole
    .min(0)
    .default(60)
    .describe(
      'How long a cached rendering is served before the Origin is asked whether it changed',
    ),
  CACHE_MAX_BYTES: whole
    .min(0)
    .default(10 * GiB)
    .describe('Cached renderings on disk'),
  CACHE_MEMORY_BYTES: whole
    .min(0)
    .default(128 * MiB)
    .describe('Cached renderings in memory'),
  UPLOAD_MAX_BYTES: whole
    .min(1)
    .default(30 * MiB)
    .describe('Largest body of POST /sources/:id/upload; upload sessions take more'),
  IMPORT_MAX_BYTES: whole
    .min(1)
    .default(200 * MiB)
    .describe('Largest file of POST /sources/:id/imports'),
  RENDERED_ASSETS_PER_MONTH: whole
    .min(0)
    .default(50_000)
    .describe('New assets of an account that come in by rendering in a month; 0: none'),
  HISTORY_DAYS: whole
    .min(1)
    .max(36_500)
    .default(400)
    .describe('Days for which it is remembered who has changed what'),
  UNDO_HOURS: whole
    .min(1)
    .max(10_000)
    .default(24)
    .describe('Hours for which bulk edits and imports can be undone'),
  MAX_API_KEYS: whole.min(1).default(20).describe('API keys an account may have'),
} as const

const schema = z.object(SETTINGS)

export type Config = z.output<typeof schema>

/**
 * Environment → Config. An empty variable counts as absent.
 * @throws Failure `invalid_parameter` with one sentence that names the setting.
 */
export function loadConfig(environment: Record<string, string | undefined>): Config {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([name, value]) => name in SETTINGS && value !== ''),
  )
  const result = schema.safeParse(given)
  if (!result.success) {
    const [issue] = result.error.issues
    const name = String(issue?.path[0])
    throw new Failure('invalid_parameter', `${name}: ${issue?.message ?? 'is not valid'}.`, {
      parameter: name,
    })
  }
  return result.data
}

interface SettingDescription {
  name: string
  fallback: string
  meaning: string
}

/** For `npm run config` and docs/config.md; defaults that depend on the machine are described in words. */
export function describeSettings(): SettingDescription[] {
  const perMachine: Record<string, string> = {
    DATA_DIR: './data',
    ANALYSIS_PROCESSES: '2, or 1 on a single core',
    INDEX_PROCESSES: 'number of cores + 1',
    RENDER_PROCESSES: 'number of cores',
  }
  return Object.entries(SETTINGS).map(([name, type]) => ({
    name,
    fallback: perMachine[name] ?? describeDefault(type.safeParse(undefined).data),
    meaning: type.description ?? '',
  }))
}

function describeDefault(value: unknown): string {
  if (value === undefined) return ''
  return Array.isArray(value) ? value.join(',') : String(value)
}
