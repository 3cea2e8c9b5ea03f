import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import sharp from 'sharp'
import type { AnalysisCapability } from '../../contract/analysis.ts'
import { startBuiltin } from '../../server/analysis/builtin/builtin.ts'
import { loadRuntime, type Nets, openNets } from '../../server/analysis/builtin/nets.ts'
import { type BuiltinMode, readRaw } from '../../server/analysis/builtin/read-raw.ts'
import type { BuiltinRaw } from '../../server/analysis/judging/builtin-raw.ts'
import { ensureModels } from '../../server/analysis/models/ensure-models.ts'
import { MODELS, type ModelName } from '../../server/analysis/models/model-list.ts'
import type { Picture } from '../../server/analysis/provider.ts'
import { configureSharp } from '../../server/imaging/sharp-input.ts'

export const EVERYTHING: ReadonlySet<AnalysisCapability> = new Set([
  ...(['tags', 'faces', 'alerts'] as const),
  ...(['alt_text', 'text', 'embedding'] as const),
])

/** The nets in this process, as a child of the provider has them. */
export async function openBenchNets(modelFolder: string): Promise<Nets> {
  configureSharp()
  const names = Object.keys(MODELS) as ModelName[] // that is what it is made of
  return openNets(await loadRuntime(), await ensureModels(modelFolder, names))
}

export interface Look {
  raw: BuiltinRaw
  /** CPU milliseconds of this process by stage, in the order they ran. */
  stages: Map<string, number>
}

/** Looks at a picture in this process, and at the clock after each stage. */
export async function look(nets: Nets, still: Uint8Array, mode: BuiltinMode): Promise<Look> {
  const stages = new Map<string, number>()
  let before = process.cpuUsage()
  const onStage = (stage: string) => {
    const { user, system } = process.cpuUsage(before)
    stages.set(stage, (stages.get(stage) ?? 0) + (user + system) / 1000)
    before = process.cpuUsage()
  }
  const raw = await readRaw(still, nets, { mode, wants: EVERYTHING, onStage })
  return { raw, stages }
}

/** The same picture as a JPEG of one megapixel. */
export async function toMegapixel(file: string): Promise<Buffer> {
  const upright = await sharp(file).autoOrient().flatten({ background: 'white' }).toBuffer({
    resolveWithObject: true,
  })
  const scale = Math.sqrt(1e6 / (upright.info.width * upright.info.height))
  return await sharp(upright.data)
    .resize(Math.round(upright.info.width * scale))
    .jpeg({ quality: 85 })
    .toBuffer()
}

export interface Rate {
  mode: BuiltinMode
  processes: number
  imagesPerSecond: number
  /** Of all children for one image, loading of the nets left out. */
  cpuMilliseconds: number
  /** Of the child that took most, at its highest. */
  rssMegabytes: number
}

interface RateNeeds {
  modelFolder: string
  mode: BuiltinMode
  processes: number
}

/** The real provider with its children, given all pictures at once. */
export async function measureRate(pictures: readonly Picture[], needs: RateNeeds): Promise<Rate> {
  const provider = startBuiltin({ ...needs, timeoutSeconds: 120 })
  const never = new AbortController().signal
  const memory = watchChildren()
  try {
    const warmUp = pictures.slice(0, needs.processes * 2)
    await Promise.all(warmUp.map((picture) => provider.analyze(picture, EVERYTHING, never)))
    const [start, cpuBefore] = [performance.now(), memory.cpuMilliseconds()]
    await Promise.all(pictures.map((picture) => provider.analyze(picture, EVERYTHING, never)))
    const seconds = (performance.now() - start) / 1000
    const { mode, processes } = needs
    return {
      ...{ mode, processes },
      imagesPerSecond: pictures.length / seconds,
      cpuMilliseconds: (memory.cpuMilliseconds() - cpuBefore) / pictures.length,
      rssMegabytes: memory.stop(),
    }
  } finally {
    await provider.close()
  }
}

/** Clock ticks of /proc are hundredths of a second everywhere by now. */
const TICK_MILLISECONDS = 10

/** Children may come and go; what those that went have used is remembered as it was seen last. */
function watchChildren() {
  const cpu = new Map<string, number>()
  let most = 0
  const look = () => {
    for (const pid of listChildren()) {
      const used = readUse(pid)
      if (!used) continue
      cpu.set(pid, used.cpuMilliseconds)
      most = Math.max(most, used.rssMegabytes)
    }
  }
  const timer = setInterval(look, 100)
  return {
    cpuMilliseconds: () => {
      look()
      return cpu.values().reduce((sum, used) => sum + used, 0)
    },
    stop: () => {
      look()
      clearInterval(timer)
      return Math.round(most)
    },
  }
}

function listChildren(): string[] {
  const threads = readdirSync('/proc/self/task')
  return threads.flatMap((thread) =>
    readFileSync(`/proc/self/task/${thread}/children`, 'utf8').split(' ').filter(Boolean),
  )
}

function readUse(pid: string): { cpuMilliseconds: number; rssMegabytes: number } | null {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
    const ticks = Number(fields[11]) + Number(fields[12])
    const rss = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return { cpuMilliseconds: ticks * TICK_MILLISECONDS, rssMegabytes: Number(rss ?? 0) / 1024 }
  } catch {
    return null // it has just gone
  }
}

/** So that what was freed is given back before the next measurement. */
export async function settle(): Promise<void> {
  globalThis.gc?.()
  await sleep(500)
}
