import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import {
  callApi,
  makeTemporaryFolder,
  onlySource,
  startVitrine,
  untilIndexed,
  type Vitrine,
} from '../e2e/vitrine.ts'
import { describeMachine, median, spread } from './machine.ts'
import type { BucketPlace } from './upload-peer.ts'

/**
 * `npm run bench:upload -- [--megabytes 2048] [--rounds 3] [--save]`: a large file through the upload endpoint
 * into a folder and into a bucket, beside bare Node servers that pipe into the same, all in turn; the memory
 * that it takes; and what the server reads of a file that goes straight to the bucket. `--save` writes the
 * figures to bench/results/upload.md.
 */
async function main(): Promise<void> {
  const machine = describeMachine()
  const megabytes = option('--megabytes', 2048)
  const rounds = option('--rounds', 3)
  const report = `# Uploading\n\n${machine}\n\n${await measureAll(megabytes * MB, rounds)}`
  console.log(report)
  if (!process.argv.includes('--save')) return
  await writeFile(new URL('./results/upload.md', import.meta.url), report)
}

function option(name: string, fallback: number): number {
  const at = process.argv.indexOf(name)
  return at < 0 ? fallback : Number(process.argv[at + 1])
}

const MB = 1e6

/** A way of uploading, and what was measured of it round by round. */
interface Way {
  name: string
  /** The bare one that it is compared with. */
  peer?: Way
  send(round: number): Promise<void>
  rates: number[]
  /** Of Vitrine's server: resident bytes above rest, and bytes that it read from anywhere. */
  memory: number[]
  read: number[]
}

async function measureAll(bytes: number, rounds: number): Promise<string> {
  await using stack = new AsyncDisposableStack()
  const parent = await makeTemporaryFolder('upload')
  stack.defer(() => rm(parent, { recursive: true, force: true }))
  const library = join(parent, 'library')
  await mkdir(library)
  const start = async (kind: string, place: string) => {
    const child = fork(new URL('./upload-peer.ts', import.meta.url), [kind, place])
    stack.defer(() => child.disconnect())
    const [told] = await once(child, 'message')
    return told
  }
  const bucket: BucketPlace = await start('bucket', '')
  const vitrine = await startVitrine({
    folders: [library],
    environment: { ALLOW_PRIVATE_ORIGINS: '127.0.0.1', UPLOAD_MAX_BYTES: String(bytes) },
  })
  stack.defer(() => vitrine.remove())
  const bare = {
    file: await start('file', parent),
    flushed: await start('flushed', parent),
    sdk: await start('sdk', JSON.stringify(bucket)),
  }
  const ways = [
    ...folderWays(vitrine, { bare, library, bytes, sid: (await onlySource(vitrine)).id }),
    ...bucketWays(vitrine, { bare, bytes, sid: await addBucketSource(vitrine, bucket) }),
  ]
  for (let round = 0; round < rounds; round += 1) {
    for (const way of ways) {
      await measure(vitrine.process, way, { round, bytes })
      // It reads every new file, which is not what is measured here.
      await untilIndexed(vitrine, 600)
    }
  }
  return describe(ways, { bytes, rounds })
}

interface Setting {
  bare: { file: string; flushed: string; sdk: string }
  sid: string
  bytes: number
}

function folderWays(
  vitrine: Vitrine,
  { bare, sid, bytes, library }: Setting & { library: string },
): Way[] {
  const peer = newWay('a bare pipe into a file', () => send('POST', bare.file, bytes))
  const flushed = newWay('the same, which waits for the disk as Vitrine does', () =>
    send('POST', bare.flushed, bytes),
  )
  const ours = newWay('Vitrine, into a folder', async (round) => {
    await post(vitrine, sid, `${round}.bin`, bytes)
    await rm(join(library, `${round}.bin`))
  })
  return [peer, flushed, { ...ours, peer }]
}

function bucketWays(vitrine: Vitrine, { bare, sid, bytes }: Setting): Way[] {
  const peer = newWay('a bare pipe into a bucket, by the SDK', () => send('POST', bare.sdk, bytes))
  const ours = newWay('Vitrine, into a bucket', (round) =>
    post(vitrine, sid, `${round}.bin`, bytes),
  )
  const straight = newWay('an upload session, straight to the bucket', async (round) => {
    await sendStraight(vitrine, { sid, path: `straight-${round}.bin`, bytes })
  })
  return [peer, { ...ours, peer }, straight]
}

function newWay(name: string, sendIt: (round: number) => Promise<void>): Way {
  return { name, send: sendIt, rates: [], memory: [], read: [] }
}

async function measure(
  server: ChildProcess,
  way: Way,
  { round, bytes }: { round: number; bytes: number },
): Promise<void> {
  const rest = readServer(server)
  let most = rest.resident
  const timer = setInterval(() => {
    most = Math.max(most, readServer(server).resident)
  }, 100)
  const begin = performance.now()
  await way.send(round)
  way.rates.push(bytes / MB / ((performance.now() - begin) / 1000))
  clearInterval(timer)
  way.memory.push(most - rest.resident)
  way.read.push(readServer(server).read - rest.read)
}

/** What the system says of the server's own process; NaN where there is no /proc. */
function readServer({ pid }: ChildProcess): { resident: number; read: number } {
  const find = (file: string, what: RegExp) => {
    try {
      return Number(what.exec(readFileSync(`/proc/${pid}/${file}`, 'utf8'))?.[1])
    } catch {
      return Number.NaN
    }
  }
  // Every read of a socket counts, and of a file.
  return { resident: find('status', /VmRSS:\s+(\d+)/) * 1024, read: find('io', /rchar: (\d+)/) }
}

const CHUNK = Buffer.alloc(2 ** 16, 'vitrine ')

function* chunksOf(bytes: number): Generator<Buffer> {
  for (let left = bytes; left > 0; left -= CHUNK.length) {
    yield left < CHUNK.length ? CHUNK.subarray(0, left) : CHUNK
  }
}

/** Sends so many bytes, made as they go. @throws unless the answer is a success */
async function send(
  method: string,
  url: string,
  bytes: number,
  headers: Record<string, string> = {},
): Promise<void> {
  const sent = request(url, { method, headers: { ...headers, 'Content-Length': bytes } })
  const answered = once(sent, 'response')
  await Promise.all([answered, pipeline(Readable.from(chunksOf(bytes)), sent)])
  const [answer] = await answered
  const text = Buffer.concat(await Readable.from(answer).toArray()).toString()
  if (answer.statusCode >= 300) throw new Error(`${method} ${url}: ${answer.statusCode} ${text}`)
}

async function post(vitrine: Vitrine, sid: string, path: string, bytes: number): Promise<void> {
  const headers = { Authorization: `Bearer ${vitrine.apiKey}` }
  await send('POST', `${vitrine.url}/api/v1/sources/${sid}/upload/${path}`, bytes, headers)
}

/** Not the close, after which the server reads the file as every new one. */
async function sendStraight(
  vitrine: Vitrine,
  { sid, path, bytes }: { sid: string; path: string; bytes: number },
): Promise<void> {
  const attributes = { content_type: 'application/octet-stream', file_size: bytes }
  const opened = await callJson(vitrine, `/sources/${sid}/upload-sessions/create/${path}`, {
    type: 'upload_sessions',
    attributes,
  })
  if (!opened.attributes.direct) throw new Error('The session does not lead to the bucket.')
  await send('PUT', opened.attributes.url, bytes, opened.attributes.headers)
}

async function addBucketSource(
  vitrine: Vitrine,
  { endpoint, region, credentials }: BucketPlace,
): Promise<string> {
  const keys = {
    access_key_id: credentials.accessKeyId,
    secret_key: credentials.secretAccessKey,
  }
  const deployment = {
    type: 's3_compatible',
    storage_provider: 'Other',
    imgix_subdomains: ['bench'],
    endpoint_url: endpoint,
    region,
    bucket_name: 'bench',
    ...keys,
  }
  const attributes = { name: 'bench', deployment, upload_credentials: keys }
  return (await callJson(vitrine, '/sources', { type: 'sources', attributes })).id
}

async function callJson(vitrine: Vitrine, path: string, data: unknown) {
  const { status, body } = await callApi(vitrine, path, {
    method: 'POST',
    headers: { 'content-type': 'application/vnd.api+json' },
    body: JSON.stringify({ data }),
  })
  if (status !== 201) throw new Error(`POST ${path}: ${status} ${JSON.stringify(body)}`)
  return body.data
}

function describe(ways: Way[], { bytes, rounds }: { bytes: number; rounds: number }): string {
  const rows = ways.map(({ name, peer, rates, memory, read }) => {
    const ratios = rates.map((rate, round) => rate / (peer?.rates[round] ?? Number.NaN))
    const ratio = peer ? median(ratios).toFixed(2) : ''
    const isOurs = !name.startsWith('a bare') && !name.startsWith('the same')
    const ofServer = isOurs
      ? [(Math.max(...memory) / MB).toFixed(0), showMegabytes(read)]
      : ['', '']
    return `| ${[name, spread(rates), ratio, ...ofServer].join(' | ')} |`
  })
  return `A file of ${(bytes / MB).toLocaleString('en')} MB, made as it is sent, ${rounds} rounds in turn. MB/s: min / median / max. Goal: 0.7 of the
bare pipe. RSS and bytes read are those of Vitrine's server process; it reads nothing of a file that goes straight to the bucket
but the calls around it. The bucket is a double in a process of its own, which hashes what it gets and keeps nothing.

| way | MB/s | of the bare one | RSS above rest, MB at most | read by the server, MB |
| --- | --- | --- | --- | --- |
${rows.join('\n')}
`
}

function showMegabytes(values: number[]): string {
  return (median(values) / MB).toFixed(3)
}

await main()
