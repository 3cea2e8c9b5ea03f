import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { startApp } from './app.ts'
import { type Config, describeSettings, loadConfig } from './config.ts'
import { showProgress } from './console-progress.ts'
import { Failure, isFailure } from './lib/failures.ts'

/** The process: read the command line and the environment, start, wait for a signal, close. */

const HELP = `Vitrine: asset manager and image delivery service.

  npm start                            open the sample library
  npm start -- FOLDER …                open folders of your own
  npm start -- --port 8080 --data DIR  other port, other folder for the data

Options
  --port N    port to listen on (PORT)
  --data DIR  folder for database, keys and cache (DATA_DIR)
  --help      this text

Settings are environment variables; npm run config prints all of them:
${describeSettings()
  .map(({ name }) => name)
  .join(' ')
  .replaceAll(/(.{1,78})(?: |$)/g, '  $1\n')}`

interface CommandLine {
  config: Config
  /** Folders to open as Sources, absolute. */
  folders: string[]
}

/** @returns null when only the help was asked for. */
function readCommandLine(args: string[]): CommandLine | null {
  const { values, positionals } = parseArguments(args)
  if (values.help) return null
  const settings = { ...process.env }
  if (values.port !== undefined) settings.PORT = values.port
  if (values.data !== undefined) settings.DATA_DIR = values.data
  return { config: loadConfig(settings), folders: positionals.map(readFolder) }
}

function parseArguments(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        port: { type: 'string' },
        data: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    })
  } catch (cause) {
    const [sentence] = String(cause instanceof Error ? cause.message : cause).split('. ')
    throw new Failure('invalid_parameter', `${sentence}. Try --help.`, { cause })
  }
}

function readFolder(argument: string): string {
  const folder = resolve(argument)
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return folder
  throw new Failure('invalid_parameter', `There is no folder ${folder}.`)
}

/** Resolves on Ctrl-C, SIGTERM, or when the process that started us is gone. A second signal ends at once. */
function untilStopped(): Promise<void> {
  return new Promise((done) => {
    let asked = false
    const stop = () => {
      if (asked) process.exit(130)
      asked = true
      done()
    }
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop)
    process.once('disconnect', stop)
  })
}

async function main(): Promise<void> {
  const commandLine = readCommandLine(process.argv.slice(2))
  if (!commandLine) return console.log(HELP)
  const stopped = untilStopped()
  const app = await startApp(commandLine.config, {
    folders: commandLine.folders,
    say: (line) => console.log(line),
  })
  console.log(`\n  Vitrine is at ${app.address}`)
  if (app.firstUser.generatedPassword) {
    console.log(`  Sign in as    ${app.firstUser.email}`)
    console.log(`  Password      ${app.firstUser.generatedPassword}   (shown only now)`)
  }
  console.log('  Ctrl-C ends it.\n')
  const progress = showProgress(app.indexState, process.stdout)
  await stopped
  progress.close()
  console.log('Stopping …')
  await app.close()
}

// Whoever read what is said here may be gone, which is no reason to fall and leave the database behind.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})

try {
  await main()
  process.exit(0)
} catch (error) {
  console.error(isFailure(error) ? `Vitrine did not start. ${error.detail}` : error)
  process.exit(1)
}
