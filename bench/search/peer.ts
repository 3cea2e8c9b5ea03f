import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { until } from '../../e2e/vitrine.ts'
import { openClient } from './client.ts'
import { cpuClockOf } from './cpu-clock.ts'
import type { Library } from './library.ts'
import { type Measured, measure } from './measure.ts'
import { PEER_LACKS, peerQueries } from './peer-classes.ts'
import {
  addressOf,
  ensurePeerDatabase,
  fillPeerDatabase,
  PEER_DATABASE,
  PEER_DRAFT,
} from './peer-database.ts'
import { type Random, seedOf } from './random.ts'
import { showMilliseconds } from './report.ts'

/** Not a package of this project: installed when it is asked for, into a folder of its own. */
const VERSION = '12.4.0'
const FOLDER = fileURLToPath(new URL(`../../.cache/bench/directus-${VERSION}/`, import.meta.url))
const PROGRAM = join(FOLDER, 'node_modules', 'directus', 'cli.js')
const TOKEN = 'bench-search-token-of-the-peer'
interface PeerOptions {
  queries: number
  /** What it may take to ask one class; then fewer queries have to do. */
  seconds: number
  ours: readonly Measured[]
}

/** Directus on the same PostgreSQL and rows, asked the same, in a table beside ours. */
export async function measurePeer(
  library: Library,
  { queries, seconds, ours }: PeerOptions,
): Promise<string> {
  await install()
  const environment = environmentOf(library, await findFreePort())
  await ensurePeerDatabase(library, async () => {
    await run(['bootstrap'], { ...environment, DB_DATABASE: PEER_DRAFT })
    await fillPeerDatabase(library)
  })
  await using stack = new AsyncDisposableStack()
  const { url, processId } = await start(environment, stack)
  const client = openClient(url, { authorization: `Bearer ${TOKEN}` })
  stack.defer(() => client.close())
  for (let times = 0; times < 200; times += 1) await client.get('/items/assets?limit=20')
  const rows: string[] = []
  for (const mine of ours) {
    const { name } = mine
    const ask = (random: Random) => peerQueries(name, { library, random, queries })
    const [warmUp, paths] = [ask(seedOf(`${name}, before`)), ask(seedOf(name))]
    if (paths.length === 0) {
      rows.push(`| ${[name, showTimes(mine), showTimes(mine.cpu), '–', '', '', ''].join(' | ')} |`)
      continue
    }
    const connections = { column: 'datname', value: PEER_DATABASE } as const
    const clock = await cpuClockOf(library.database.db, { processId, connections })
    const asked = { name, paths, warmUp, clock, count: countData, seconds }
    const theirs = await measure(client, asked)
    console.error(`Directus, ${name}: p95 ${theirs.p95.toFixed(0)} ms`)
    rows.push(
      `| ${[name, showTimes(mine), showTimes(mine.cpu), ...showPeer(theirs)].join(' | ')} |`,
    )
  }
  return `
## Beside Directus ${VERSION}

On the same PostgreSQL, with the same rows as a collection, tags and categories as relations, indexes for each of these questions (also for
parts of texts), no cache. Its pages are asked without totals, tags and categories, which Vitrine's have. p50 / p95 / p99 in ms, over HTTP and of CPU. Each class was given ${seconds} s at most. It has no way to be asked about: ${PEER_LACKS}.

| class | Vitrine | its CPU | Directus | its CPU | results | queries |
| --- | --- | --- | --- | --- | --- | --- |
${rows.join('\n')}
`
}

function showTimes({ p50, p95, p99 }: Pick<Measured, 'p50' | 'p95' | 'p99'>): string {
  return [p50, p95, p99].map(showMilliseconds).join(' / ')
}

function showPeer(theirs: Measured): string[] {
  const { failures, results, queries } = theirs
  const [failure] = failures.keys()
  const times = failure ? [failure, ''] : [showTimes(theirs), showTimes(theirs.cpu)]
  return [...times, String(results), String(queries)]
}

function countData(body: unknown): number {
  return (body as { data: unknown[] }).data.length
}

async function install(): Promise<void> {
  if (existsSync(PROGRAM)) return
  await mkdir(FOLDER, { recursive: true })
  await writeFile(join(FOLDER, 'package.json'), '{"private": true}')
  const what = ['install', '--no-audit', '--no-fund', '--ignore-scripts', `directus@${VERSION}`]
  const { status } = spawnSync('npm', what, { cwd: FOLDER, stdio: ['ignore', 2, 2] })
  if (status !== 0) throw new Error(`npm could not install Directus: ${status}`)
  await leaveOutScripts()
}

/** Its sandbox for people's own scripts would have to be compiled; nothing here runs one. */
async function leaveOutScripts(): Promise<void> {
  const folder = join(FOLDER, 'node_modules', 'isolated-vm', 'out')
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'isolated_vm.js'), 'exports.ivm = {}')
}

type Environment = Record<string, string>

function environmentOf(library: Library, port: number): Environment {
  const { host, user } = addressOf(library)
  return {
    PATH: process.env.PATH ?? '',
    HOME: FOLDER,
    NODE_ENV: 'production',
    NODE_OPTIONS: '--no-node-snapshot',
    HOST: '127.0.0.1',
    PORT: String(port),
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    ...{ DB_CLIENT: 'pg', DB_HOST: host, DB_PORT: '5432', DB_USER: user, DB_PASSWORD: '' },
    DB_DATABASE: PEER_DATABASE,
    ...{ KEY: 'bench-key', SECRET: 'bench-secret-bench-secret-bench-secret' },
    ...{ ADMIN_EMAIL: 'bench@example.com', ADMIN_PASSWORD: 'bench-bench', ADMIN_TOKEN: TOKEN },
    ...{ CACHE_ENABLED: 'false', TELEMETRY: 'false', WEBSOCKETS_ENABLED: 'false' },
    ...{ LOG_LEVEL: 'error', PRESSURE_LIMITER_ENABLED: 'false' },
    STORAGE_LOCAL_ROOT: join(FOLDER, 'uploads'),
  }
}

async function run(args: string[], env: Environment): Promise<void> {
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    cwd: FOLDER,
    env,
    stdio: ['ignore', 2, 2],
  })
  const [code] = await once(child, 'exit')
  if (code !== 0) throw new Error(`directus ${args.join(' ')} ended with ${code}.`)
}

async function start(env: Environment, stack: AsyncDisposableStack) {
  const child = spawn(process.execPath, [PROGRAM, 'start'], {
    cwd: FOLDER,
    env,
    stdio: ['ignore', 2, 2],
  })
  stack.defer(async () => {
    if (child.exitCode !== null) return
    child.kill()
    await once(child, 'exit')
  })
  const url = env.PUBLIC_URL ?? ''
  await until('Directus answers', async () => (await fetch(`${url}/server/ping`)).ok, 120)
  return { url, processId: child.pid ?? 0 }
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  return typeof address === 'object' && address ? address.port : 0
}
