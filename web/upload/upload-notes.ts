import { setNotesFlag } from './notes-flag.ts'
import type { FileTrace, UploadItem, UploadOrder, UploadSession } from './upload-item.ts'
import type { UploadNotes } from './upload-queue.ts'

/** What is kept of one file: never its bytes, and no address that lets anybody write. */
export interface UploadNote {
  id: string
  order: UploadOrder
  session: UploadSession | null
  /** Who was uploading, and in which tab. */
  userId: string
  tab: string
}

const STORE = 'notes'
/** Changes are written together. */
const WRITE_MS = 200
export interface NoteBook extends UploadNotes {
  /** What this person was sending in tabs that are closed now. */
  readLost(): Promise<UploadNote[]>
  /** From now on what is noted may be taken up by others. */
  close(): void
}

/**
 * Notes in IndexedDB, written together after a moment. Where the browser forbids it, nothing is kept and uploads
 * work all the same.
 */
export function openNotes(userId: string): NoteBook {
  const tab = holdTab()
  const opening = openDatabase().catch(() => null)
  const waiting = new Map<string, UploadNote | null>()
  let timer: ReturnType<typeof setTimeout> | undefined
  const write = async () => {
    timer = undefined
    const changes = [...waiting]
    waiting.clear()
    await storeChanges(await opening, changes).catch(() => {})
  }
  const change = (items: readonly UploadItem[], note: (item: UploadItem) => UploadNote | null) => {
    for (const item of items) waiting.set(item.id, note(item))
    if (timer === undefined) timer = setTimeout(write, WRITE_MS)
  }
  return {
    keep: (items) => change(items, (item) => readNote(item, { userId, tab: tab.name })),
    forget: (items) => change(items, () => null),
    readLost: async () => {
      const notes = await readNotes(await opening).catch((): UploadNote[] => [])
      const isOpen = await tab.findOpen()
      return notes.filter((note) => note.userId === userId && !isOpen(note.tab))
    },
    close: tab.release,
  }
}

function readNote(
  { id, order, session }: UploadItem,
  who: Pick<UploadNote, 'userId' | 'tab'>,
): UploadNote {
  return { id, order, session: session && { ...session, put: null }, ...who }
}

/** A name for this tab that others can see is in use, as long as it is open. */
function holdTab() {
  const name = `vitrine-uploads-${crypto.getRandomValues(new Uint32Array(2)).join('-')}`
  // Only on https and localhost. Without, every note counts as one of a closed tab.
  const locks: LockManager | undefined = navigator.locks
  const { promise: released, resolve: release } = Promise.withResolvers<void>()
  locks?.request(name, () => released).catch(() => {})
  const findOpen = async (): Promise<(tab: string) => boolean> => {
    const held = (await locks?.query())?.held ?? []
    const names = new Set(held.map((lock) => lock.name))
    return (tab) => tab === name || names.has(tab)
  }
  return { name, findOpen, release }
}

function openDatabase(): Promise<IDBDatabase> {
  const request = indexedDB.open('vitrine-uploads', 1)
  request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: 'id' })
  return settle(request)
}

function settle<Value>(request: IDBRequest<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}

async function readNotes(database: IDBDatabase | null): Promise<UploadNote[]> {
  if (!database) return []
  const notes = await settle(database.transaction(STORE).objectStore(STORE).getAll())
  if (notes.length === 0) setNotesFlag(false)
  return notes
}

async function storeChanges(
  database: IDBDatabase | null,
  changes: readonly [id: string, note: UploadNote | null][],
): Promise<void> {
  if (!database) return
  const store = database.transaction(STORE, 'readwrite').objectStore(STORE)
  for (const [id, note] of changes) {
    if (note) store.put(note)
    else store.delete(id)
  }
  setNotesFlag((await settle(store.count())) > 0)
}

/**
 * The file that a trace leads to; null when it is not there, has changed, may not be read, or has a name that
 * browsers do not follow, such as one with a question mark.
 */
export async function followTrace(
  trace: FileTrace,
  order: UploadOrder,
  mayAsk: boolean,
): Promise<File | null> {
  try {
    const root = trace.handle as PermissionHandle
    let permission = await root.queryPermission({ mode: 'read' })
    if (permission === 'prompt' && mayAsk) {
      permission = await root.requestPermission({ mode: 'read' })
    }
    if (permission !== 'granted') return null
    let handle: FileSystemHandle = root
    for (const [i, name] of trace.below.entries()) {
      const folder = handle as FileSystemDirectoryHandle
      const isLast = i === trace.below.length - 1
      handle = await (isLast ? folder.getFileHandle(name) : folder.getDirectoryHandle(name))
    }
    const file = await (handle as FileSystemFileHandle).getFile()
    return isSameFile(file, order) ? file : null
  } catch {
    return null
  }
}

/** Of Chromium; not in TypeScript's library. */
interface PermissionHandle extends FileSystemHandle {
  queryPermission(options: { mode: 'read' }): Promise<PermissionState>
  requestPermission(options: { mode: 'read' }): Promise<PermissionState>
}

export function isSameFile(
  file: Pick<File, 'size' | 'lastModified'>,
  { bytes, lastModified }: Pick<UploadOrder, 'bytes' | 'lastModified'>,
): boolean {
  return file.size === bytes && file.lastModified === lastModified
}

/** Which of the chosen files are the lost ones: by size, date and name. */
export function matchFiles<Chosen extends { path: string; file: File }>(
  lost: readonly Pick<UploadItem, 'id' | 'order'>[],
  chosen: readonly Chosen[],
): { id: string; file: File }[] {
  const key = (name: string, size: number, date: number) => `${size} ${date} ${name}`
  const lastName = (path: string) => path.slice(path.lastIndexOf('/') + 1)
  const byPath = new Map<string, File>()
  for (const { path, file } of chosen) {
    for (const name of [lastName(path), path]) {
      byPath.set(key(name, file.size, file.lastModified), file)
    }
  }
  return lost.flatMap(({ id, order: { localPath, bytes, lastModified } }) => {
    const file =
      byPath.get(key(localPath, bytes, lastModified)) ??
      byPath.get(key(lastName(localPath), bytes, lastModified))
    return file ? [{ id, file }] : []
  })
}
