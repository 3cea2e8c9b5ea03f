import type { FileTrace } from './upload-item.ts'

/** A file that somebody dropped, chose or pasted. */
export interface Offered {
  /** Relative to what was dropped or chosen, with its folders. */
  path: string
  file: File
  trace: FileTrace | null
}

/** Files that operating systems leave behind everywhere. */
const LITTER = new Set(['.DS_Store', 'Thumbs.db', 'desktop.ini'])

export interface Transferred {
  files: Offered[]
  /** Some more could not be read. */
  hasFailed: boolean
}

/**
 * Reads what was dropped or pasted, folders to their last file. To be called within the event; later the
 * browser hands out nothing. `onFound` is told how many files there are so far.
 */
export function readTransfer(
  transfer: DataTransfer,
  onFound: (count: number) => void,
): Promise<Transferred> {
  const roots = [...transfer.items]
    .filter((item) => item.kind === 'file')
    .map((item) => ({
      entry: item.webkitGetAsEntry(),
      file: item.getAsFile(),
      handle: readHandle(item),
    }))
  return readRoots(roots, onFound)
}

interface Root {
  entry: FileSystemEntry | null
  file: File | null
  handle: Promise<FileSystemHandle | null>
}

async function readRoots(roots: Root[], onFound: (count: number) => void): Promise<Transferred> {
  const found: Offered[] = []
  let hasFailed = false
  const stamp = new Date()
  for (const { entry, file, handle } of roots) {
    const root = await handle
    const add = (path: string, one: File, below: string[]) => {
      found.push({ path, file: one, trace: root && { handle: root, below } })
      if (found.length % 100 === 0) onFound(found.length)
    }
    if (entry) hasFailed = !(await walk(entry, [], add)) || hasFailed
    // Pasted pictures have no entry, and all the same name.
    else if (file) add(nameOfPasted(file, stamp, found.length), file, [])
  }
  return { files: sortByPath(found), hasFailed }
}

const BY_NAME = new Intl.Collator(undefined, { numeric: true })

/** As people sort: `a 2` before `a 10`. A disk hands files out in any order. */
function sortByPath(files: Offered[]): Offered[] {
  return files.sort((a, b) => BY_NAME.compare(a.path, b.path))
}

/** Chromium's way back to a file after a reload; elsewhere there is none. */
function readHandle(item: DataTransferItem): Promise<FileSystemHandle | null> {
  if (!('getAsFileSystemHandle' in item)) return Promise.resolve(null)
  const { getAsFileSystemHandle: read } = item as {
    getAsFileSystemHandle(): Promise<FileSystemHandle | null>
  }
  return read.call(item).catch(() => null)
}

type Add = (path: string, file: File, below: string[]) => void

/**
 * `names` are the folders below the one that was dropped, its own name included.
 * @returns false when something in it could not be read
 */
async function walk(entry: FileSystemEntry, names: string[], add: Add): Promise<boolean> {
  const path = [...names, entry.name]
  const attempt = names.length === 0 ? patiently : atOnce
  try {
    if (isFile(entry)) {
      if (LITTER.has(entry.name)) return true
      add(path.join('/'), await attempt(() => readFile(entry)), path.slice(1))
      return true
    }
    let isWhole = true
    for (const one of await attempt(() => readFolder(entry as FileSystemDirectoryEntry))) {
      isWhole = (await walk(one, path, add)) && isWhole
    }
    return isWhole
  } catch {
    return false
  }
}

function readFile(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject))
}

async function readFolder(entry: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = entry.createReader()
  const found: FileSystemEntry[] = []
  // A reader hands out a hundred at a time, and none at the end.
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    )
    if (some.length === 0) return found
    found.push(...some)
  }
}

function atOnce<Result>(read: () => Promise<Result>): Promise<Result> {
  return read()
}

const PAUSES_MS = [100, 1_000]

/** On a busy machine Chromium may not have let the page at what was dropped yet. */
async function patiently<Result>(read: () => Promise<Result>): Promise<Result> {
  for (const pause of PAUSES_MS) {
    try {
      return await read()
    } catch {
      await new Promise((resolve) => setTimeout(resolve, pause))
    }
  }
  return await read()
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile
}

/** `pasted-2026-11-22-0901.png` for what was pasted without a name of its own. */
export function nameOfPasted(file: Pick<File, 'name'>, at: Date, index: number): string {
  const end = /^image(\.\w+)$/.exec(file.name)?.[1]
  if (!end) return file.name
  const two = (value: number) => String(value).padStart(2, '0')
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
  const time = `${two(at.getHours())}${two(at.getMinutes())}${two(at.getSeconds())}`
  return `pasted-${day}-${time}${index > 0 ? `-${index + 1}` : ''}${end}`
}

/** Files of an input, with their folders when a folder was chosen. */
export function readChosen(files: FileList | null): Offered[] {
  const chosen = [...(files ?? [])]
    .filter((file) => !LITTER.has(file.name))
    .map((file) => ({ path: file.webkitRelativePath || file.name, file, trace: null }))
  return sortByPath(chosen)
}
