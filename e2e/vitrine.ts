import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

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
  /** Starts it again on the same data; use what this returns from then on. */
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

export async function startVitrine(options: VitrineOptions = {}): Promise<Vitrine> {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'vitrine-e2e-')))
  const child = spawn(process.execPath, [MAIN, ...(options.folders ?? [])], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      PORT: '0',
      DATA_DIR: dataDir,
      ADMIN_PASSWORD: PASSWORD,
      API_KEY,
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
      return await startVitrine({ ...options, dataDir })
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

/** Waits until every Source has been listed and read; the test runner's own time-out is the limit. */
export async function untilIndexed(vitrine: Vitrine): Promise<void> {
  for (;;) {
    const { body } = await callApi(vitrine, '/sources')
    const idle = body.data.every(
      ({ attributes }: { attributes: { indexing: { state: string; last_listed_at: unknown } } }) =>
        attributes.indexing.state === 'idle' && attributes.indexing.last_listed_at !== null,
    )
    if (idle && body.data.length > 0) return
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}
