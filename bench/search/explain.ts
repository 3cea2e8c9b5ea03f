import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { startVitrine } from '../../e2e/vitrine.ts'
import { openClient } from './client.ts'
import type { Library } from './library.ts'
import type { Measured } from './measure.ts'

/** Makes PostgreSQL write every statement of these connections with its plan and times into its log. */
const EXPLAIN = [
  '-c session_preload_libraries=auto_explain',
  '-c auto_explain.log_min_duration=0',
  '-c auto_explain.log_analyze=on',
  '-c auto_explain.log_buffers=on',
  '-c auto_explain.log_parameter_max_length=300',
].join(' ')

/** What PostgreSQL does for the slowest queries of each class, asked of another Vitrine beside the first one. */
export async function explainSlowest(
  library: Library,
  measured: readonly Measured[],
): Promise<string> {
  const vitrine = await startVitrine({
    dataDir: library.folder,
    environment: { PGOPTIONS: EXPLAIN, ROLES: 'api', PORT: '0' },
  })
  const headers = { authorization: `Bearer ${vitrine.apiKey}` }
  const client = openClient(`${vitrine.url}/api/v1`, headers)
  const texts: string[] = []
  for (const { name, slowest } of measured) {
    for (const { path } of slowest.slice(0, 1)) {
      await client.get(path)
      const before = await readLog(library)
      const { milliseconds } = await client.get(path)
      // The log is written by a process of its own.
      await sleep(300)
      const log = (await readLog(library)).slice(before.length)
      texts.push(
        `${name}, ${milliseconds.toFixed(1)} ms now: ${decodeURIComponent(path)}\n\n${log}`,
      )
    }
  }
  client.close()
  await vitrine.stop()
  return texts.join('\n\n')
}

/** The newest log file of the embedded PostgreSQL. */
async function readLog({ folder }: Library): Promise<string> {
  const logs = join(folder, 'postgres', 'data', 'log')
  const files = await Promise.all(
    (await readdir(logs)).map(async (name) => {
      const file = join(logs, name)
      return { file, changed: (await stat(file)).mtimeMs }
    }),
  )
  const newest = files.sort((one, other) => other.changed - one.changed)[0]
  return newest ? await readFile(newest.file, 'utf8') : ''
}
