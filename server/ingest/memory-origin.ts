import type { ListableOrigin, OriginFile, SkippedEntry } from '../origins/origin.ts'
import { compareUtf8 } from '../origins/utf8-order.ts'

/** An Origin at the edge of the world, for tests: files without bytes, in pages, that may fail anywhere. */
export interface MemoryOrigin extends ListableOrigin {
  /** Path → ETag. */
  files: Map<string, string>
  cuts: string[]
  skipped: SkippedEntry[]
  pageFiles: number
  /** Every stretch that was asked for. */
  asked: { after: string; upTo: string | undefined }[]
  stats: string[]
  /** Called before each page is given and each file is looked at; throws what is to go wrong. */
  onPage: (first: string) => void | Promise<void>
  onStat: (path: string) => void | Promise<void>
}

export function memoryOrigin(paths: readonly string[] = []): MemoryOrigin {
  const toFile = (path: string, etag: string): OriginFile => {
    return { path, etag, sizeBytes: 1, modifiedAt: new Date(0) }
  }
  const origin: MemoryOrigin = {
    files: new Map(paths.map((path) => [path, 'e'])),
    cuts: [],
    skipped: [],
    pageFiles: 3,
    asked: [],
    stats: [],
    onPage: () => {},
    onStat: () => {},
    split: async () => origin.cuts,
    async *list({ after = '', upTo, onSkipped } = {}) {
      origin.asked.push({ after, upTo })
      for (const entry of origin.skipped) {
        const isBehind = compareUtf8(entry.path, after) > 0 || after.startsWith(`${entry.path}/`)
        if (isBehind && (upTo === undefined || compareUtf8(entry.path, upTo) <= 0))
          onSkipped?.(entry)
      }
      const files = [...origin.files]
        .map(([path, etag]) => toFile(path, etag))
        .filter(({ path }) => compareUtf8(path, after) > 0)
        .filter(({ path }) => upTo === undefined || compareUtf8(path, upTo) <= 0)
        .sort((one, other) => compareUtf8(one.path, other.path))
      for (let start = 0; start < files.length; start += origin.pageFiles) {
        const page = files.slice(start, start + origin.pageFiles)
        await origin.onPage(page[0]?.path ?? '')
        yield page
      }
    },
    stat: async (path) => {
      origin.stats.push(path)
      await origin.onStat(path)
      const etag = origin.files.get(path)
      return etag === undefined ? null : toFile(path, etag)
    },
    open: async () => null,
    close: async () => {},
  }
  return origin
}
