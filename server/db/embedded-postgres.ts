import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { closeSync, constants, openSync } from 'node:fs'
import { access, chmod, lchown, mkdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { tmpdir, totalmem } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { Failure, isErrno } from '../lib/failures.ts'
import {
  canReach,
  findPostgres,
  type PostgresBinaries,
  type RunAs,
  systemPath,
} from './postgres-binaries.ts'
import { makePrivateFolder } from './private-folder.ts'

export interface EmbeddedPostgres {
  /** postgres:// address of a database of this server; it is reached by a Unix socket, without TCP. */
  url(database: string): string
  /** True when it was found running: left over from a killed process, or shared with another one. */
  adopted: boolean
  /** Stops it, unless another Vitrine process is using it. */
  stop(): Promise<void>
}

const USER = 'vitrine'
/** Unix socket paths are limited to 107 bytes; PostgreSQL adds "/.s.PGSQL.5432.lock". */
const MAX_SOCKET_FOLDER_BYTES = 80
const START_SECONDS = 60

/** What is known before anything runs: where things are and who runs them. */
interface Layout {
  dataFolder: string
  socketFolder: string
  logFile: string
  runAs: RunAs | null
  binaries: PostgresBinaries
  /** What it keeps tables and indexes in. */
  memoryBytes: number
}

/**
 * Starts the PostgreSQL that npm brought along, with its data in `folder`; makes the database cluster on the
 * first run, and takes over a server that a killed process has left running.
 * @param memoryBytes that it keeps tables and indexes in
 * @throws Failure `not_ready` with one sentence for the operator.
 */
export async function startEmbeddedPostgres(
  folder: string,
  memoryBytes = quarterOfMemory(),
): Promise<EmbeddedPostgres> {
  const layout = await layOut(resolve(folder), memoryBytes)
  const running = await adopt(layout)
  if (running) return running
  await createCluster(layout)
  return await start(layout)
}

async function layOut(folder: string, memoryBytes: number): Promise<Layout> {
  const runAs = process.getuid?.() === 0 ? await unprivilegedUser() : null
  await mkdir(folder, { recursive: true })
  const home = runAs ? await reachableHome(folder) : folder
  await own(home, runAs)
  return {
    dataFolder: join(home, 'data'),
    socketFolder: await makeSocketFolder(home, runAs),
    logFile: join(home, 'startup.log'),
    runAs,
    binaries: await findPostgres(runAs),
    memoryBytes,
  }
}

async function makeSocketFolder(home: string, runAs: RunAs | null): Promise<string> {
  const inside = join(home, 'socket')
  const hash = createHash('sha256').update(home).digest('hex').slice(0, 16)
  const isShort = Buffer.byteLength(inside) <= MAX_SOCKET_FOLDER_BYTES
  if (!isShort && !runAs) return await makePrivateFolder(join(tmpdir(), `vitrine-${hash}`))
  const folder = isShort ? inside : await systemPath(`socket-${hash}`)
  await own(folder, runAs)
  return folder
}

/** PostgreSQL refuses to run as root: the system's own postgres user, else nobody. */
async function unprivilegedUser(): Promise<RunAs> {
  const passwd = await readFile('/etc/passwd', 'utf8').catch(() => '')
  for (const name of ['postgres', 'nobody']) {
    const [, , uid, gid] = passwd.match(new RegExp(`^${name}:.*$`, 'm'))?.[0].split(':') ?? []
    if (uid && gid) return { uid: Number(uid), gid: Number(gid) }
  }
  return { uid: 65534, gid: 65534 }
}

/** Root's data folder may be below one that only root can enter; then the database lives in /var/lib. */
async function reachableHome(folder: string): Promise<string> {
  await chmod(folder, 0o711)
  if (await canReach(folder)) return folder
  const hash = createHash('sha256').update(folder).digest('hex').slice(0, 16)
  return await systemPath(`database-${hash}`)
}

/** Not chown, which would give away what a link leads to: PostgreSQL's user can put links into its home. */
async function own(folder: string, runAs: RunAs | null): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  if (runAs) await lchown(folder, runAs.uid, runAs.gid)
}

/** A server that runs on this data folder already, or null after clearing away what a dead one left. */
async function adopt(layout: Layout): Promise<EmbeddedPostgres | null> {
  const pid = await runningPid(layout)
  if (!pid) return null
  if (await waitUntilReady(layout, () => isAlive(pid))) return handle(layout, true)
  return null
}

async function runningPid({ dataFolder, socketFolder }: Layout): Promise<number | null> {
  const lockFile = join(dataFolder, 'postmaster.pid')
  const lock = await readFile(lockFile, 'utf8').catch((error) => {
    if (isErrno(error, 'ENOENT')) return ''
    throw error
  })
  const pid = Number(lock.split('\n')[0])
  if (pid > 1 && isAlive(pid) && (await isPostgresOf(pid, dataFolder))) return pid
  // The pids in them may belong to somebody else by now (usual in containers), or to a dead process that nobody
  // has buried yet; PostgreSQL would refuse to start. What does live on of a server it notices by itself.
  if (pid > 1) await rm(lockFile, { force: true })
  await rm(join(socketFolder, '.s.PGSQL.5432.lock'), { force: true })
  return null
}

async function isPostgresOf(pid: number, dataFolder: string): Promise<boolean> {
  if (process.platform !== 'linux') return true
  const commandLine = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
  return commandLine.split('\0').includes(dataFolder)
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return isErrno(error, 'EPERM')
  }
}

/** initdb into a folder of its own, then rename: half a cluster is never taken for a whole one. */
async function createCluster(layout: Layout): Promise<void> {
  const { dataFolder, binaries, runAs } = layout
  const version = await readFile(join(dataFolder, 'PG_VERSION'), 'utf8').catch(() => null)
  const major = binaries.version.split('.')[0]
  if (version?.trim() === major) return
  if (version) {
    throw new Failure(
      'not_ready',
      `The database in ${dataFolder} was made by PostgreSQL ${version.trim()}, and this Vitrine brings ${major}: start it once with the Vitrine that made it and move the data, or set DATABASE_URL.`,
    )
  }
  const draft = `${dataFolder}.tmp-${process.pid}`
  await rm(draft, { recursive: true, force: true })
  await own(draft, runAs)
  const args = ['-D', draft, '-U', USER, '-E', 'UTF8', '--locale-provider=builtin']
  args.push('--builtin-locale=C.UTF-8', '--locale=C', '-A', 'trust', '--no-instructions')
  const { code, output } = await run(layout, binaries.initdb, args)
  if (code !== 0) throw new Failure('not_ready', `PostgreSQL could not be set up: ${output}`)
  await rename(draft, dataFolder).catch(async (error) => {
    await rm(draft, { recursive: true, force: true })
    // Another process was faster.
    await access(join(dataFolder, 'PG_VERSION')).catch(() => Promise.reject(error))
  })
}

/**
 * A quarter of the memory that this process may use, as PostgreSQL's makers advise; only what has been read takes
 * room. A search in a million assets looks at some thousand places of a gigabyte, and is three times as slow when
 * these have to be fetched from the system first.
 */
function quarterOfMemory(): number {
  const bytes = Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY)
  return Math.min(8 * 2 ** 30, Math.max(128 * 2 ** 20, bytes / 4))
}

/** Settings for one machine that does other things too; see docs/decisions/002-database.md. */
function serverSettings({ socketFolder, memoryBytes }: Layout): Record<string, string> {
  const sharedMegabytes = Math.round(memoryBytes / 2 ** 20)
  return {
    listen_addresses: '',
    unix_socket_directories: socketFolder,
    unix_socket_permissions: '0700',
    max_connections: '100',
    shared_buffers: `${sharedMegabytes}MB`,
    effective_cache_size: `${2 * sharedMegabytes}MB`,
    work_mem: '32MB',
    maintenance_work_mem: '256MB',
    max_wal_size: '4GB',
    checkpoint_timeout: '15min',
    // The only compression there is took half of the time of writing assets.
    wal_compression: 'off',
    random_page_cost: '1.1',
    // What is not in shared_buffers is mostly in the system's cache, and a process of its own to get it costs more.
    io_method: 'sync',
    jit: 'off',
    // After a restart it reads again what was in memory before, at once instead of search by search.
    shared_preload_libraries: 'pg_prewarm',
    'pg_prewarm.autoprewarm_interval': '30min',
    logging_collector: 'on',
    log_directory: 'log',
    log_filename: 'postgres-%a.log',
    log_truncate_on_rotation: 'on',
    log_rotation_age: '1d',
  }
}

/**
 * Right after a kill -9 the old server's last processes may still be dying, and the new one is refused for
 * some 100 ms: so it is tried again for a while.
 */
async function start(layout: Layout): Promise<EmbeddedPostgres> {
  const deadline = Date.now() + START_SECONDS * 1000
  for (;;) {
    const child = launch(layout)
    const gone = () => child.exitCode !== null || child.signalCode !== null
    if (child.pid && (await waitUntilReady(layout, () => !gone()))) {
      return handle(layout, false)
    }
    const adopted = await adopt(layout)
    if (adopted) return adopted
    const log = await readFile(layout.logFile, 'utf8').catch(() => '')
    const passing = /lock file|shared memory block|starting up|shutting down/.test(log)
    if (!passing || Date.now() > deadline) {
      const lines = log.trim().split('\n').slice(-3).join(' ')
      throw new Failure('not_ready', `PostgreSQL did not start: ${lines} (${layout.logFile})`)
    }
    await sleep(200)
  }
}

// O_NOFOLLOW: root must not empty a file that PostgreSQL's user has put a link to.
const { O_WRONLY, O_CREAT, O_TRUNC, O_NOFOLLOW = 0 } = constants
const LOG_FLAGS = O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW

function launch(layout: Layout) {
  const settings = serverSettings(layout)
  const args = ['-D', layout.dataFolder]
  for (const [name, value] of Object.entries(settings)) args.push('-c', `${name}=${value}`)
  const log = openSync(layout.logFile, LOG_FLAGS, 0o600)
  // A session of its own: Ctrl-C reaches the whole group, and the database has to end last.
  const child = spawn(layout.binaries.postgres, args, {
    ...layout.runAs,
    env: environment(),
    detached: true,
    stdio: ['ignore', log, log],
  })
  child.on('error', () => {})
  child.unref()
  closeSync(log)
  return child
}

function environment(): NodeJS.ProcessEnv {
  return { LC_ALL: 'C', TZ: 'UTC' }
}

async function run({ runAs }: Layout, program: string, args: string[]) {
  const child = spawn(program, args, {
    ...runAs,
    cwd: '/',
    env: environment(),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += chunk
    })
  }
  const [code] = await once(child, 'close')
  return { code, output: output.trim().split('\n').slice(-3).join(' ') }
}

async function waitUntilReady(layout: Layout, goesOn: () => boolean): Promise<boolean> {
  for (const end = Date.now() + START_SECONDS * 1000; Date.now() < end; await sleep(20)) {
    if (await canConnect(layout)) return true
    if (!goesOn()) return false
  }
  return false
}

async function canConnect({ socketFolder }: Layout): Promise<boolean> {
  const client = new Client({ host: socketFolder, user: USER, database: 'postgres' })
  client.on('error', () => {})
  try {
    await client.connect()
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => {})
  }
}

function handle(layout: Layout, adopted: boolean): EmbeddedPostgres {
  return {
    adopted,
    url: (database) =>
      `postgres://${USER}@/${database}?host=${encodeURIComponent(layout.socketFolder)}`,
    stop: async () => {
      // Looked up anew: of two servers that were launched at once, the other one may have become ours.
      const pid = await runningPid(layout)
      if (!pid || (await isShared(layout))) return
      if (endServer(pid)) await waitForEnd(layout, pid)
    },
  }
}

/** @returns false when it has ended meanwhile. */
function endServer(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGINT')
  } catch (error) {
    if (isErrno(error, 'ESRCH')) return false
    throw error
  }
}

/** Vitrine's connections carry the pid of their process in application_name; see connection.ts. */
async function isShared({ socketFolder }: Layout): Promise<boolean> {
  const client = new Client({ host: socketFolder, user: USER, database: 'postgres' })
  client.on('error', () => {})
  try {
    await client.connect()
    const { rowCount } = await client.query(
      `select 1 from pg_stat_activity where application_name like 'vitrine:%' and application_name <> $1 limit 1`,
      [`vitrine:${process.pid}`],
    )
    return rowCount !== 0
  } catch {
    return false
  } finally {
    await client.end().catch(() => {})
  }
}

async function waitForEnd({ dataFolder }: Layout, pid: number): Promise<void> {
  for (const end = Date.now() + START_SECONDS * 1000; Date.now() < end; await sleep(10)) {
    const lock = await stat(join(dataFolder, 'postmaster.pid')).catch(() => null)
    if (!lock || !isAlive(pid)) return
  }
}
