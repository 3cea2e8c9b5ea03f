import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { SourceIndexing } from '../contract/resources.ts'

const MAIN = fileURLToPath(new URL('../server/main.ts', import.meta.url))

/** Vitrine as people run it: a process of its own with an embedded database and an empty data folder. */
export interface Vitrine {
  /** http://localhost:PORT */
  url: string
  email: string
  password: string
  apiKey: string
  dataDir: string
  output: string[]
  process: ChildProcess
  /** Ctrl-C; resolves with the exit code. */
  stop(): Promise<number | null>
  /** kill -9 */
  kill(): Promise<void>
  /** Starts it again on the same data and port; use what this returns from then on. */
  restart(): Promise<Vitrine>
  /** Stops it and deletes its data. */
  remove(): Promise<void>
}

interface VitrineOptions {
  folders?: string[]
  dataDir?: string
  environment?: Record<string, string>
}

const PASSWORD = 'correct horse battery staple'
const API_KEY = `ak_${'5'.repeat(64)}`

/** A new folder that PostgreSQL's own user may walk into, too. */
export async function makeTemporaryFolder(name: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), `vitrine-${name}-`))
  await chmod(folder, 0o711)
  return folder
}

export async function startVitrine(options: VitrineOptions = {}): Promise<Vitrine> {
  const dataDir = options.dataDir ?? (await makeTemporaryFolder('data'))
  const child = spawn(process.execPath, [MAIN, ...(options.folders ?? [])], {
    // The channel ends it when the test's process is gone, however that happened.
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
      PORT: '0',
      DATA_DIR: dataDir,
      ADMIN_PASSWORD: PASSWORD,
      API_KEY,
      // What is not about analysis is not slowed down by it.
      ANALYSIS: 'off',
      ...options.environment,
    },
  })
  const output: string[] = []
  const url = await readAddress(child, output)
  const stop = async (): Promise<number | null> => {
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
    child.kill('SIGINT')
    await once(child, 'exit')
    return child.exitCode
  }
  return {
    url,
    email: 'admin@vitrine.localhost',
    password: PASSWORD,
    apiKey: API_KEY,
    dataDir,
    output,
    process: child,
    stop,
    kill: async () => {
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
    restart: async () => {
      await stop()
      const environment = { ...options.environment, PORT: new URL(url).port }
      return await startVitrine({ ...options, environment, dataDir })
    },
    remove: async () => {
      await stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

async function readAddress(child: ChildProcess, output: string[]): Promise<string> {
  if (!child.stdout) throw new Error('the process has no output')
  const lines = createInterface({ input: child.stdout })
  const found = Promise.withResolvers<string>()
  lines.on('line', (line) => {
    output.push(line)
    const address = line.match(/Vitrine is at (\S+)/)?.[1]
    if (address) found.resolve(address)
  })
  child.once('exit', (code) => {
    found.reject(new Error(`Vitrine ended with ${code} before it was up:\n${output.join('\n')}`))
  })
  return await found.promise
}

/** Calls the Management API with the key that may do everything. @returns status and body */
export async function callApi(vitrine: Vitrine, path: string, init: RequestInit = {}) {
  const response = await fetch(`${vitrine.url}/api/v1${path}`, {
    ...init,
    headers: { authorization: `Bearer ${vitrine.apiKey}`, ...init.headers },
  })
  return { status: response.status, body: await response.json(), headers: response.headers }
}

/** An asset by its origin path, or null while there is none. */
export async function findAsset(vitrine: Vitrine, sid: string, path: string) {
  const { status, body } = await callApi(vitrine, `/sources/${sid}/assets/${encodePath(path)}`)
  return status === 200 ? body.data.attributes : null
}

/** Changes an asset as somebody else would, without a look at what it was. */
export async function patchAsset(
  vitrine: Vitrine,
  sid: string,
  path: string,
  attributes: Record<string, unknown>,
) {
  return await sendResource(vitrine, 'PATCH', `/sources/${sid}/assets/${encodePath(path)}`, {
    type: 'assets',
    attributes,
  })
}

export async function patchSource(
  vitrine: Vitrine,
  sid: string,
  attributes: Record<string, unknown>,
) {
  return await sendResource(vitrine, 'PATCH', `/sources/${sid}`, { type: 'sources', attributes })
}

/** @throws when the answer is not a success */
async function sendResource(vitrine: Vitrine, method: string, path: string, data: unknown) {
  const { status, body } = await callApi(vitrine, path, {
    method,
    headers: { 'content-type': 'application/vnd.api+json' },
    body: JSON.stringify({ data }),
  })
  if (status >= 300) throw new Error(`${method} ${path}: ${status} ${JSON.stringify(body)}`)
  return body.data
}

/** The only Source, as the API shows it. */
export async function onlySource(vitrine: Vitrine) {
  const { body } = await callApi(vitrine, '/sources')
  if (body.data.length !== 1) throw new Error(`There are ${body.data.length} Sources.`)
  return body.data[0]
}

function encodePath(path: string): string {
  return path.replace(/^\//, '').split('/').map(encodeURIComponent).join('/')
}

/** Waits until every Source has been listed and read. */
export async function untilIndexed(vitrine: Vitrine, limitSeconds = 60): Promise<void> {
  const isIdle = ({ attributes }: { attributes: { indexing: SourceIndexing } }) =>
    attributes.indexing.state === 'idle' && attributes.indexing.last_listed_at !== null
  await until(
    'every Source is indexed',
    async () => {
      const { body } = await callApi(vitrine, '/sources')
      return body.data.length > 0 && body.data.every(isIdle)
    },
    limitSeconds,
  )
}

/**
 * Asks again and again until the answer is true. What throws counts as "not yet"; the last error is told.
 * @throws when it has not come true within the limit
 */
export async function until(
  what: string,
  isTrue: () => boolean | Promise<boolean>,
  limitSeconds = 30,
): Promise<void> {
  let cause: unknown
  for (const end = Date.now() + limitSeconds * 1000; Date.now() < end; await sleep(50)) {
    try {
      if (await isTrue()) return
      cause = undefined
    } catch (error) {
      cause = error
    }
  }
  throw new Error(`Not within ${limitSeconds} s: ${what}${cause ? `. ${cause}` : ''}`, { cause })
}
