import { mkdir, rm, writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { makeTemporaryFolder, startVitrine, type Vitrine } from '../e2e/vitrine.ts'
import { describeMachine } from './machine.ts'
import { runBench } from './run-bench.ts'
import { CLASSES, type QueryClass } from './search/classes.ts'
import { type ApiClient, openClient } from './search/client.ts'
import { cpuClockOf } from './search/cpu-clock.ts'
import { explainSlowest } from './search/explain.ts'
import { type Library, openLibrary } from './search/library.ts'
import { type Measured, measure } from './search/measure.ts'
import { measurePeer } from './search/peer.ts'
import { type Random, randomOf, seedOf } from './search/random.ts'
import { describeClasses, describeLoading, describeSizes } from './search/report.ts'
import { readIntoMemory } from './search/warm.ts'
import { measureBatches, measureEdits } from './search/writes.ts'

const HELP = `npm run bench:search -- [options]: makes a library, loads it, and asks it all kinds of queries through the API

  --assets N     how many (1,000,000)
  --keep DIR     keep the library in this folder; the next run with it starts with what is there
  --memory GIB   that PostgreSQL keeps tables and indexes in (a quarter of the machine's, at most 8)
  --queries N    of each class (200)
  --class TEXT   only the classes with this in their names; several times
  --slowest      show the slowest queries of each class
  --explain      show what PostgreSQL does for the slowest of each class
  --no-writes    measure no writing
  --peer         ask Directus the same, which is installed for it
  --peer-seconds N  of asking it for each class, at most (60)
  --save         write bench/results/search-<assets>.md`

interface Options {
  assets: number
  keep: string | null
  memory: number | undefined
  queries: number
  classes: readonly QueryClass[]
  slowest: boolean
  explain: boolean
  'no-writes': boolean
  peer: boolean
  'peer-seconds': number
  save: boolean
}

async function main(): Promise<void> {
  const options = readOptions()
  if (!options) return console.log(HELP)
  await runBench((stack) => measureAll(options, stack))
}

async function measureAll(options: Options, stack: AsyncDisposableStack): Promise<void> {
  const machine = describeMachine()
  const folder = options.keep ?? (await makeTemporaryFolder('bench-search'))
  if (options.keep === null) stack.defer(() => rm(folder, { recursive: true, force: true }))
  const library = await openLibrary(folder, options.assets, stack, { memory: options.memory })
  const memory = await readIntoMemory(library.database.db)
  const vitrine = await startVitrine({ dataDir: folder })
  stack.defer(async () => void (await vitrine.stop()))
  const measured = await measureClasses(vitrine, library, options)
  const writing = options['no-writes'] ? '' : await measureWriting(vitrine, library)
  const peer = options.peer
    ? await measurePeer(library, {
        queries: options.queries,
        seconds: options['peer-seconds'],
        ours: measured,
      })
    : ''
  const report = (await describe(library, { measured, writing, machine, memory })) + peer
  console.log(report)
  if (options.slowest) console.log(describeSlowest(measured))
  if (options.explain) console.log(await explainSlowest(library, measured))
  if (!options.save) return
  const file = new URL(`./results/search-${shortNumber(options.assets)}.md`, import.meta.url)
  await mkdir(new URL('.', file), { recursive: true })
  await writeFile(file, report)
}

function readOptions(): Options | null {
  const { values } = parseArgs({
    options: {
      assets: { type: 'string', default: '1000000' },
      keep: { type: 'string' },
      memory: { type: 'string' },
      queries: { type: 'string', default: '200' },
      class: { type: 'string', multiple: true, default: [''] },
      slowest: { type: 'boolean', default: false },
      explain: { type: 'boolean', default: false },
      'no-writes': { type: 'boolean', default: false },
      peer: { type: 'boolean', default: false },
      'peer-seconds': { type: 'string', default: '60' },
      save: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return null
  return {
    ...values,
    keep: values.keep ?? null,
    memory: values.memory ? readCount(values.memory) : undefined,
    assets: readCount(values.assets),
    queries: readCount(values.queries),
    'peer-seconds': readCount(values['peer-seconds']),
    classes: CLASSES.filter(({ name }) => values.class.some((part) => name.includes(part))),
  }
}

function readCount(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new Error(`"${text}" is no number from 1 on.`)
  return Number(text)
}

async function measureClasses(
  vitrine: Vitrine,
  library: Library,
  { classes, queries }: Options,
): Promise<Measured[]> {
  const client = openApi(vitrine)
  const processId = vitrine.process.pid ?? 0
  const measured: Measured[] = []
  await warmUp(client, library)
  for (const { name, make, count } of classes) {
    const ask = (random: Random) => make({ client, library, random, queries })
    const [warmUp, paths] = [await ask(seedOf(`${name}, before`)), await ask(seedOf(name))]
    const clock = await cpuClockOf(library.database.db, {
      processId,
      connections: { column: 'application_name', value: `vitrine:${processId}` },
    })
    const one = await measure(client, { name, paths, warmUp, count, clock })
    console.error(`${name}: p95 ${one.p95.toFixed(1)} ms, CPU ${one.cpu.p95.toFixed(1)} ms`)
    measured.push(one)
  }
  client.close()
  return measured
}

/** A server that has just started compiles what it runs. */
async function warmUp(client: ApiClient, { sources }: Library): Promise<void> {
  const path = `/sources/${sources.at(-1)?.publicId}/assets`
  for (let times = 0; times < 200; times += 1) await client.get(path)
}

function openApi(vitrine: Vitrine): ApiClient {
  return openClient(`${vitrine.url}/api/v1`, { authorization: `Bearer ${vitrine.apiKey}` })
}

async function measureWriting(vitrine: Vitrine, library: Library): Promise<string> {
  const client = openApi(vitrine)
  const rows = [await measureBatches(library, 1), await measureBatches(library, 2)]
  const edits = await measureEdits({ client, library, random: randomOf(11), edits: 100 })
  client.close()
  return `
## Writing

New assets in batches of 500 with all indexes in place, assets/s (goal: 2,000): of reading, everything that was found in the files
and the search documents; of listing, the files themselves. Each writer is a process, as workers are, and wrote 2,000 others before.

| writers at once | read | listed | both |
| --- | --- | --- | --- |
${rows.join('\n')}

${edits}
`
}

interface Found {
  measured: Measured[]
  writing: string
  machine: string
  /** How much of the library is in memory. */
  memory: string
}

async function describe(library: Library, found: Found): Promise<string> {
  const { assets, database } = library
  const { measured, writing, machine, memory } = found
  return `# Searching ${assets.toLocaleString('en')} assets

${machine}

${describeLoading(library)} ${await describeSizes(database.db)}

Milliseconds over HTTP until the last byte, one query after the other, by an API key, 50 assets to a page, warm: as many other
queries of the class were asked before. ${memory} CPU is what the server and its database computed, which other work on the machine lengthens
less. Results are the median of those on a page:

${describeClasses(measured, assets)}${writing}`
}

function describeSlowest(measured: readonly Measured[]): string {
  const lines = measured.flatMap(({ name, slowest }) => [
    `\n${name}`,
    ...slowest.map(
      ({ path, milliseconds, cpu, results }) =>
        `  ${milliseconds.toFixed(0)} ms (CPU ${cpu.toFixed(0)}), ${results} results: ${decodeURIComponent(path)}`,
    ),
  ])
  return lines.join('\n')
}

function shortNumber(assets: number): string {
  return assets % 1e6 === 0 ? `${assets / 1e6}m` : `${assets / 1e3}k`
}

await main()
