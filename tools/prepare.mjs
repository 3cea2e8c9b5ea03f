// What has to be true before anything of ours can run. These files run on any Node from 20 on, with nothing
// installed; everything else runs on the Node that comes as an npm package.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))
const NODE_MAJOR = 24
const STAMP = join(ROOT, 'node_modules', '.vitrine-installed')
const WEB_STAMP = join(ROOT, 'web', 'dist', '.built-from')

// What Node makes of our TypeScript is kept: each process begins in a third of the time.
process.env.NODE_COMPILE_CACHE ??= join(ROOT, 'node_modules', '.cache', 'node')

/** Says what is being done; the only output of a start besides the program's own. */
export function say(text) {
  console.log(text)
}

/** Runs a program to its end. @throws when it fails. */
export async function run(program, args, options = {}) {
  const child = spawn(program, args, { cwd: ROOT, stdio: 'inherit', ...options })
  const code = await new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', resolve)
  })
  if (code !== 0) throw new Error(`${[program, ...args].join(' ')} failed.`)
}

/** Installs what package-lock.json names, unless that was done already. */
export async function install({ forDevelopment }) {
  const lock = hash([join(ROOT, 'package-lock.json')])
  const stamp = existsSync(STAMP) ? readFileSync(STAMP, 'utf8') : ''
  if (stamp === `all ${lock}` || (!forDevelopment && stamp === `production ${lock}`)) return
  say('Installing packages (first run, or they have changed) …')
  const [kind, flag] = forDevelopment ? ['all', '--include=dev'] : ['production', '--omit=dev']
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  // Not `npm ci`: it refuses a lock file that lacks packages of other platforms, which a lock file has
  // when the registry it was made from did. This installs what is locked, too, and changes no file.
  await run(npm, ['install', '--no-save', flag, '--no-audit', '--no-fund', '--loglevel=error'], {
    shell: process.platform === 'win32',
    // Its script would fetch CUDA from the network; what runs on the CPU is in the package.
    env: { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'skip' },
  })
  writeFileSync(STAMP, `${kind} ${lock}`)
}

/** The program that runs our TypeScript. @throws when there is none for this machine. */
export function findNode() {
  if (Number(process.versions.node.split('.')[0]) >= NODE_MAJOR) return process.execPath
  const platform = process.platform === 'win32' ? 'win' : process.platform
  const program = process.platform === 'win32' ? 'node.exe' : 'node'
  const path = join(ROOT, 'node_modules', `node-${platform}-${process.arch}`, 'bin', program)
  if (existsSync(path)) return path
  throw new Error(
    `Vitrine needs Node.js ${NODE_MAJOR}, and npm has none for ${process.platform} ${process.arch}: install it from nodejs.org and start again.`,
  )
}

/** Builds the web app unless it was built from just these files. */
export async function buildWeb() {
  const sources = ['web', 'contract'].flatMap((folder) => filesBelow(join(ROOT, folder)))
  const from = hash([join(ROOT, 'package-lock.json'), ...sources])
  if (existsSync(WEB_STAMP) && readFileSync(WEB_STAMP, 'utf8') === from) return
  say('Building the web app …')
  const vite = join(ROOT, 'node_modules', 'vite', 'bin', 'vite.js')
  await run(findNode(), [vite, 'build', 'web', '--logLevel', 'warn'])
  writeFileSync(WEB_STAMP, from)
}

function filesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes(join('web', 'dist')))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}

function hash(files) {
  const sum = createHash('sha256')
  for (const file of files) sum.update(file.slice(ROOT.length)).update(readFileSync(file))
  return sum.digest('hex')
}

/** Runs a TypeScript program of ours until it ends; Ctrl-C is for it to answer. @returns its exit code. */
export async function runProgram(args, environment = process.env) {
  // The channel tells the program when this process is gone, however that happened.
  const child = spawn(findNode(), args, {
    cwd: process.cwd(),
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: environment,
  })
  process.on('SIGINT', () => {})
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  return await new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 130 : 1)))
  })
}

/** The whole program of a tool: a failure is one sentence, not a stack. */
export async function main(work) {
  try {
    process.exitCode = await work(process.argv.slice(2))
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error))
    process.exitCode = 1
  }
}
