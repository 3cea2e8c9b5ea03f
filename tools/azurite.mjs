// Microsoft's emulator of Azure Storage for the tests. It is as large as everything else together, so it has a folder
// and a lock file of its own and is not installed by a start.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT, run, say } from './prepare.mjs'

const FOLDER = join(ROOT, 'tools', 'azurite')
const STAMP = join(FOLDER, 'node_modules', '.vitrine-installed')

/** Installs what the folder's package-lock.json names, unless that was done already. @throws when it can't. */
export async function installAzurite() {
  const lock = readFileSync(join(FOLDER, 'package-lock.json'), 'utf8')
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === lock) return
  say('Installing Azurite, which stands in for Azure in the tests …')
  const isWindows = process.platform === 'win32'
  const flags = ['--no-save', '--no-audit', '--no-fund', '--loglevel=error', '--ignore-scripts']
  await run(isWindows ? 'npm.cmd' : 'npm', ['install', ...flags], { cwd: FOLDER, shell: isWindows })
  writeFileSync(STAMP, lock)
}
