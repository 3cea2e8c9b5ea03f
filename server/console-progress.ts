import type { WriteStream } from 'node:tty'
import type { SourceIndexing } from '../contract/resources.ts'

const REFRESH_SECONDS = 1
/** Where lines can't be rewritten (logs, pipes), a line so often. */
const PLAIN_SECONDS = 5

/** Shows how indexing goes on, one line a Source, while something is going on. */
export function showProgress(
  read: () => Promise<{ name: string; indexing: SourceIndexing }[]>,
  output: WriteStream,
): { close(): void } {
  let shown = ''
  const timer = setInterval(
    async () => {
      const sources = await read().catch(() => [])
      const busy = sources.filter(({ indexing }) => indexing.state !== 'idle')
      const text = busy.map(describe).join('   ')
      if (text === shown) return
      if (output.isTTY) output.write(`\r\x1b[K${text}`)
      else if (text !== '') output.write(`${text}\n`)
      else output.write('Indexing is complete.\n')
      shown = text
    },
    (output.isTTY ? REFRESH_SECONDS : PLAIN_SECONDS) * 1000,
  )
  return {
    close: () => {
      clearInterval(timer)
      if (output.isTTY && shown !== '') output.write('\n')
    },
  }
}

/** "Library: 1,204 of 1,333 indexed, 3 failed, 45/s, 3 s left" */
function describe({ name, indexing }: { name: string; indexing: SourceIndexing }): string {
  const { found, indexed, failed, rate, seconds_left, error } = indexing
  const parts = [`${plain(name)}: ${count(indexed)} of ${count(found)} indexed`]
  if (failed > 0) parts.push(`${count(failed)} failed`)
  if (rate !== null) parts.push(`${count(Math.round(rate))}/s`)
  if (seconds_left !== null) parts.push(`${count(seconds_left)} s left`)
  if (error !== null) parts.push(plain(error))
  return parts.join(', ')
}

/** Names come from whoever may make Sources, and a terminal obeys control characters. */
function plain(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, ' ')
}

function count(value: number): string {
  return value.toLocaleString('en')
}
