import { spawn } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'

/** Microsoft's emulator of Azure Blob Storage, running for one test file. */
export interface Azurite {
  /** With the account in the path, as the emulator has it. */
  endpoint: string
  account: string
  /** An account SAS; what is given replaces the usual. */
  accountSas(fields?: Partial<SasFields>): string
  /** A SAS for one container. */
  containerSas(container: string, fields?: Partial<SasFields>): string
  /** A request with all rights; an error when it is refused. */
  send(method: string, path: string, options?: SendOptions): Promise<void>
  close(): Promise<void>
}

interface SasFields {
  sp: string
  se: string
  st: string
  ss: string
  srt: string
  spr: string
}

interface SendOptions {
  body?: string
  headers?: Record<string, string>
}

const FOLDER = join(import.meta.dirname, '..', '..', '..', 'tools', 'azurite')
const PROGRAM = join(FOLDER, 'node_modules', 'azurite', 'dist', 'src', 'blob', 'main.js')
const ACCOUNT = 'devstoreaccount1'
/** Known to everybody: it comes with the emulator. */
const KEY =
  'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=='
const VERSION = '2023-11-03'

/** Ends with this process, however that ends: the channel between them closes. */
const END_WITH_PARENT = 'data:text/javascript,process.on("disconnect",()=>process.exit())'

/** @throws when it is not installed: then the tests fail, they are not left out. */
export async function startAzurite(): Promise<Azurite> {
  if (!existsSync(PROGRAM)) {
    throw new Error(
      'Azurite is missing. npm test installs it, or: npm install --prefix tools/azurite',
    )
  }
  const options = ['--blobHost', '127.0.0.1', '--blobPort', '0', '--inMemoryPersistence']
  const args = ['--import', END_WITH_PARENT, PROGRAM, ...options, '--disableTelemetry', '--silent']
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] })
  const ended = once(child, 'exit')
  const port = await Promise.race([readPort(child.stdout), ended.then(() => null)])
  if (port === null) throw new Error('Azurite ended at its start.')
  const endpoint = `http://127.0.0.1:${port}/${ACCOUNT}`
  return {
    endpoint,
    account: ACCOUNT,
    accountSas,
    containerSas,
    send: (method, path, options) => send(`${endpoint}/${path}`, method, options),
    async close() {
      child.kill('SIGKILL')
      await ended
    },
  }
}

async function readPort(output: Readable | null): Promise<string | null> {
  for await (const line of createInterface({ input: output ?? Readable.from([]) })) {
    const port = /listens on http:\/\/127\.0\.0\.1:(\d+)/.exec(line)?.[1]
    if (port) return port
  }
  return null
}

async function send(
  address: string,
  method: string,
  { body, headers }: SendOptions = {},
): Promise<void> {
  const url = `${address}${address.includes('?') ? '&' : '?'}${accountSas({ sp: 'rwdlac' })}`
  // Azurite ends connections that rest, at times while something is being sent.
  const all = {
    'x-ms-version': VERSION,
    'x-ms-blob-type': 'BlockBlob',
    connection: 'close',
    ...headers,
  }
  const answer = await fetch(url, { method, headers: all, ...(body !== undefined && { body }) })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${method} ${address}: ${answer.status} ${text}`)
}

function inAnHour(): string {
  return new Date(Date.now() + 3_600_000).toISOString().replace(/\.\d+/, '')
}

/** Signed as Microsoft's page "Create an account SAS" says. */
function accountSas(fields: Partial<SasFields> = {}): string {
  const { sp, se, st, ss, srt, spr } = { sp: 'rl', se: inAnHour(), ss: 'b', srt: 'co', ...fields }
  const signed = [ACCOUNT, sp, ss, srt, st, se, '', spr, VERSION, ''].map((text) => text ?? '')
  return toQuery({ sv: VERSION, ss, srt, sp, st, se, spr, sig: sign(signed) })
}

/** Signed as Microsoft's page "Create a service SAS" says. */
function containerSas(container: string, fields: Partial<SasFields> = {}): string {
  const { sp, se, st, spr } = { sp: 'rl', se: inAnHour(), ...fields }
  const resource = `/blob/${ACCOUNT}/${container}`
  const before = [sp, st, se, resource, '', '', spr, VERSION, 'c', '', '']
  const signed = [...before, '', '', '', '', ''].map((text) => text ?? '')
  return toQuery({ sv: VERSION, sr: 'c', sp, st, se, spr, sig: sign(signed, '') })
}

function sign(lines: string[], end = '\n'): string {
  const text = lines.join('\n') + end
  return createHmac('sha256', Buffer.from(KEY, 'base64')).update(text).digest('base64')
}

function toQuery(fields: Record<string, string | undefined>): string {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined)
  return given.map(([name, value]) => `${name}=${encodeURIComponent(value ?? '')}`).join('&')
}
