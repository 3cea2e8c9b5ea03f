import { fork } from 'node:child_process'
import { once } from 'node:events'
import { removeAssets } from '../../server/catalog/assets.ts'
import { makeAsset } from './assets.ts'
import { type ApiClient, queryOf } from './client.ts'
import type { Library } from './library.ts'
import { spreadOf } from './measure.ts'
import { type Random, whole } from './random.ts'
import { showMilliseconds } from './report.ts'
import type { WriteTask, WriteTimes } from './write-child.ts'

const BATCH = 500
/** Some ten seconds of writing: fewer are over before what the last checkpoint asks for is paid. */
const BATCHES = 40
/** Of each writer: what has just started compiles what it runs. */
const UNMEASURED = 4
/** Numbers that no asset of a library has. */
const FIRST_NEW = 100_000_000

/**
 * New assets, as workers write what a listing and reading them found, batch by batch, with all indexes in place.
 * @param writers processes that do so side by side
 * @returns a row of a table: assets per second
 */
export async function measureBatches(library: Library, writers: number): Promise<string> {
  const sourceId = library.sources[0]?.id ?? 0
  const each = BATCHES / writers
  const starts = Array.from({ length: writers }, (_, writer) => {
    const first = FIRST_NEW + writer * (UNMEASURED + each) * BATCH
    return Array.from({ length: UNMEASURED + each }, (_, at) => first + at * BATCH)
  })
  const ready = await Promise.all(
    starts.map((firsts) =>
      startWriter({ url: library.url, sourceId, firsts, count: BATCH, unmeasured: UNMEASURED }),
    ),
  )
  const begin = performance.now()
  const times = await Promise.all(ready.map((write) => write()))
  const seconds = (performance.now() - begin) / 1000
  await removeNew(library, sourceId, starts.flat())
  const rate = (kind: keyof WriteTimes) =>
    times.reduce((sum, time) => sum + (each * BATCH * 1000) / time[kind], 0)
  const rates = [rate('read'), rate('listed'), (BATCHES * BATCH) / seconds]
  return `| ${[writers, ...rates].map((one) => Math.round(one).toLocaleString('en')).join(' | ')} |`
}

/** @returns what makes it write what is measured, once it is ready for that */
async function startWriter(task: WriteTask): Promise<() => Promise<WriteTimes>> {
  const child = fork(new URL('./write-child.ts', import.meta.url), [JSON.stringify(task)])
  const next = async () => {
    const [answer] = await Promise.race([
      once(child, 'message'),
      once(child, 'exit').then(([code]) => {
        throw new Error(`A process that writes assets ended with ${code}.`)
      }),
    ])
    return answer
  }
  await next()
  return async () => {
    child.send('go')
    return await next()
  }
}

async function removeNew({ database: { db } }: Library, sourceId: number, firsts: number[]) {
  for (const first of firsts) {
    const paths = Array.from({ length: BATCH }, (_, at) => makeAsset(first + at, 0).path)
    await removeAssets(db, { sourceId, paths })
  }
}

interface Editing {
  client: ApiClient
  library: Library
  random: Random
  edits: number
}

/** Descriptions changed through the API one by one; the very next search has to find each by its new word. */
export async function measureEdits(editing: Editing): Promise<string> {
  const { client, library, random, edits } = editing
  const times: { edit: number[]; search: number[] } = { edit: [], search: [] }
  let found = 0
  for (let at = 0; at < edits; at += 1) {
    const { source, path, description } = makeAsset(whole(random, library.assets))
    const base = `/sources/${library.sources[source]?.publicId}/assets`
    const address = `${base}/${path.split('/').map(encodeURIComponent).join('/')}`
    const word = `benchword${at}x${Date.now().toString(36)}`
    const edited = await describeAsset(client, address, `${word} ${description ?? ''}`)
    const searched = await client.get(`${base}?${queryOf({ 'filter[keyword]': word })}`)
    times.edit.push(edited.milliseconds)
    times.search.push(searched.milliseconds)
    if (searched.body?.data?.[0]?.attributes.origin_path === `/${path}`) found += 1
    await describeAsset(client, address, description)
  }
  const [edit, search] = [spreadOf(times.edit), spreadOf(times.search)]
  const show = ({ p50, p95, p99, max }: typeof edit) =>
    [p50, p95, p99, max].map(showMilliseconds).join(' / ')
  return `${edits} single edits through the API, p50 / p95 / p99 / max in ms: ${show(edit)}. The very next search found ${found} of them by their new word, in ${show(search)}.`
}

async function describeAsset(client: ApiClient, address: string, description: string | null) {
  const data = { type: 'assets', attributes: { description } }
  const answer = await client.send('PATCH', address, { data })
  if (answer.status !== 200) throw new Error(`PATCH ${address}: ${JSON.stringify(answer.body)}`)
  return answer
}
