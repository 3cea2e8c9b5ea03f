import { MAX_SKIPPED, type SkippedPaths } from '../catalog/listings.ts'
import type { SkippedEntry } from '../origins/origin.ts'
import { compareUtf8 } from '../origins/utf8-order.ts'

/** What a walk could not see, without ever holding much of it. */
export interface LeftOut {
  note(entry: SkippedEntry): void
  /** What was noted since this was asked last. */
  take(): SkippedPaths
  /**
   * The folders that could not be listed and reach behind a path; those before it are forgotten, so the walk
   * must not go back.
   */
  foldersBehind(path: string): string[]
}

export function leftOut(): LeftOut {
  let folders: string[] = []
  let skipped: SkippedPaths = { count: 0, first: [] }
  return {
    note({ path, isFolder, reason }) {
      if (isFolder) folders.push(path)
      skipped.count += 1
      if (skipped.first.length < MAX_SKIPPED) skipped.first.push({ path, reason })
    },
    take() {
      const taken = skipped
      skipped = { count: 0, first: [] }
      return taken
    },
    foldersBehind(path) {
      folders = folders.filter((folder) => {
        const start = `${folder}/`
        return path.startsWith(start) || compareUtf8(path, start) < 0
      })
      return folders
    },
  }
}
