import { readdir, readFile } from 'node:fs/promises'

/**
 * Process ids of this process' own children that run a module with such a name, the oldest first; for tests that kill
 * them. Linux alone: it looks into /proc.
 */
export async function listChildren(moduleName: string): Promise<number[]> {
  const found: number[] = []
  for (const pid of (await readdir('/proc')).map(Number).filter(Number.isInteger)) {
    const read = (file: string) => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '')
    const parent = Number(/^PPid:\s*(\d+)/m.exec(await read('status'))?.[1])
    if (parent === process.pid && (await read('cmdline')).includes(moduleName)) found.push(pid)
  }
  return found.sort((one, other) => one - other)
}
