import { type ChildProcess, execFileSync, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { Agent, get } from 'node:http'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { describeMachine, median, spread } from './machine.ts'
import { makePhoto } from './photos.ts'
import type { LoopTask } from './render-server.ts'

/**
 * `npm run bench:render -- [--rounds 5] [--requests 24]`: renderings of 12 megapixel JPEGs to 400 pixels, each
 * made anew, beside a bare loop of sharp with the same settings and beside ipx; then cached answers beside
 * nginx with the same bytes, if there is an nginx. Everything in turn, each program in its own processes.
 */
async function main(): Promise<void> {
  const rounds = option('--rounds', 5)
  const requests = option('--requests', 24)
  const files: string[] = []
  for (let index = 0; index < 8; index += 1) files.push(await makePhoto(index, 12))
  console.log(`# Rendering\n\n${describeMachine()}\n`)
  await measureUncached(files, rounds, requests)
  await measureCached(files, rounds)
}

function option(name: string, fallback: number): number {
  const at = process.argv.indexOf(name)
  return at < 0 ? fallback : Number(process.argv[at + 1])
}

interface Program {
  name: string
  process: ChildProcess
  port: number
}

const AT_ONCE = 4

async function start(name: string, files: string[]): Promise<Program> {
  const child = fork(new URL('./render-server.ts', import.meta.url), [name, ...files])
  const [{ port }] = await once(child, 'message')
  return { name, process: child, port }
}

async function stop(program: Program): Promise<void> {
  const gone = once(program.process, 'exit')
  if (program.process.connected) program.process.disconnect()
  else program.process.kill()
  await gone
}

/** What a trial measures: renderings or answers per second, and CPU milliseconds for each. */
interface Trial {
  rate: number
  cpuMs: number
}

async function measureUncached(files: string[], rounds: number, requests: number): Promise<void> {
  const names = ['loop', 'ours', 'ipx']
  const programs = await Promise.all(names.map((name) => start(name, files)))
  console.log(`## Uncached

12 megapixel JPEG → 400 pixels, ${AT_ONCE} at once, ${requests} requests (half of that for AVIF) in each of
${rounds} rounds; min / median / max. Goals: 0.9 of the loop, 1.0 of ipx. ipx writes AVIF at its own, higher effort.

| format | program | pictures/s | CPU ms each | of the loop | of ipx |
| --- | --- | --- | --- | --- | --- |`)
  for (const format of ['webp', 'jpg', 'avif']) {
    const count = format === 'avif' ? Math.ceil(requests / 2) : requests
    const trials = new Map<string, Trial[]>(names.map((name) => [name, []]))
    for (const program of programs) await renderAll(program, files, { format, count: AT_ONCE * 2 })
    for (let round = 0; round < rounds; round += 1) {
      for (const program of programs) {
        trials.get(program.name)?.push(await renderAll(program, files, { format, count }))
      }
    }
    for (const name of names) printUncached(format, name, trials)
  }
  await Promise.all(programs.map(stop))
}

function printUncached(format: string, name: string, trials: Map<string, Trial[]>): void {
  const rates = (of: string) => (trials.get(of) ?? []).map(({ rate }) => rate)
  const ratio = (of: string) => (name === of ? '' : ratioOf(rates(name), rates(of)))
  const cpu = (trials.get(name) ?? []).map(({ cpuMs }) => cpuMs)
  const cells = [format, name, spread(rates(name)), spread(cpu), ratio('loop'), ratio('ipx')]
  console.log(`| ${cells.join(' | ')} |`)
}

/** Median of the ratios of each round. */
function ratioOf(ours: number[], theirs: number[]): string {
  return median(ours.map((rate, round) => rate / (theirs[round] ?? Number.NaN))).toFixed(2)
}

async function renderAll(
  program: Program,
  files: string[],
  { format, count }: { format: string; count: number },
): Promise<Trial> {
  return measure(program, count, async () => {
    if (program.name === 'loop') {
      const task: LoopTask = { format, count, atOnce: AT_ONCE }
      program.process.send(task)
      await once(program.process, 'message')
      return
    }
    await load(program.port, AT_ONCE, count, (number) => {
      const file = basename(files[number % files.length] ?? '')
      if (program.name === 'ours') return `/render/test/${file}?w=400&fm=${format}&q=75`
      const quality = format === 'avif' ? 56 : 75
      return `/w_400,f_${format === 'jpg' ? 'jpeg' : format},q_${quality}/${file}`
    })
  })
}

async function measure({ process: child }: Program, count: number, work: () => Promise<void>) {
  const cpuBefore = cpuSeconds(child.pid ?? 0)
  const before = performance.now()
  await work()
  const seconds = (performance.now() - before) / 1000
  const cpuMs = ((cpuSeconds(child.pid ?? 0) - cpuBefore) * 1000) / count
  return { rate: count / seconds, cpuMs }
}

/** User and system time of a process and its children so far; NaN where there is no /proc. */
function cpuSeconds(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
    const own = (Number(fields[11]) + Number(fields[12])) / 100
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim()
    const below = children === '' ? [] : children.split(' ')
    return below.reduce((sum, child) => sum + cpuSeconds(Number(child)), own)
  } catch {
    return Number.NaN
  }
}

/** Asks for `count` answers, `atOnce` at a time, over connections that stay open. */
async function load(
  port: number,
  atOnce: number,
  count: number,
  pathOf: (number: number) => string,
): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce })
  let next = 0
  const work = async () => {
    while (next < count) {
      const path = pathOf(next++)
      const { promise, resolve, reject } = Promise.withResolvers<void>()
      const sent = get({ port, path, agent }, (answer) => {
        if (answer.statusCode !== 200) reject(new Error(`${answer.statusCode} for ${path}`))
        answer.on('end', resolve).on('error', reject).resume()
      })
      sent.on('error', reject)
      await promise
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  agent.destroy()
}

async function measureCached(files: string[], rounds: number): Promise<void> {
  const ours = await start('cached', files)
  const path = `/render/test/${basename(files[0] ?? '')}?w=400&fm=webp`
  const body = await (await fetch(`http://127.0.0.1:${ours.port}${path}`)).bytes()
  const nginx = await startNginx(body)
  const buffer = await start('buffer', files)
  const programs = [ours, buffer, ...(nginx ? [nginx] : [])]
  const count = 20_000
  const trials = new Map<string, Trial[]>(programs.map(({ name }) => [name, []]))
  for (let round = 0; round < rounds; round += 1) {
    for (const program of programs) {
      const address = program === ours ? path : '/picture.webp'
      const trial = await measure(program, count, () =>
        load(program.port, 16, count, () => address),
      )
      trials.get(program.name)?.push(trial)
    }
  }
  console.log(`
## Cached

One WebP of ${body.length} bytes, 16 at once, ${count} requests in each of ${rounds} rounds; the one process that asks shares
the cores. ${nginx ? '' : 'There is no nginx here, so it is left out. '}\`buffer\` is node:http with the bytes in memory and nothing else.

| program | answers/s | CPU µs each |
| --- | --- | --- |`)
  for (const { name } of programs) {
    const found = trials.get(name) ?? []
    const rates = found.map(({ rate }) => rate)
    const cpu = found.map(({ cpuMs }) => cpuMs * 1000)
    console.log(`| ${name} | ${spread(rates)} | ${spread(cpu)} |`)
  }
  await Promise.all(programs.map(stop))
}

/** nginx with one worker over a folder with just this file; null when it is not installed. */
async function startNginx(body: Uint8Array): Promise<Program | null> {
  try {
    execFileSync('nginx', ['-v'], { stdio: 'ignore' })
  } catch {
    return null
  }
  const folder = await mkdtemp(join(tmpdir(), 'vitrine-nginx-'))
  await writeFile(join(folder, 'picture.webp'), body)
  const port = 20_000 + (process.pid % 20_000)
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${folder}/${name};`)
    .join(' ')
  await writeFile(
    join(folder, 'nginx.conf'),
    `daemon off; user root; worker_processes 1; pid ${folder}/pid; error_log ${folder}/error.log;
events {} http { ${temporary} types { image/webp webp; } access_log off; sendfile on;
keepalive_requests 1000000; server { listen 127.0.0.1:${port}; root ${folder}; } }`,
  )
  const child = spawn('nginx', ['-c', join(folder, 'nginx.conf'), '-p', folder], {
    stdio: 'inherit',
  })
  child.on('exit', () => rm(folder, { recursive: true, force: true }))
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const answer = await fetch(`http://127.0.0.1:${port}/picture.webp`).catch(() => null)
    if (answer?.ok) return { name: 'nginx', process: child, port }
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  child.kill()
  return null
}

await main()
