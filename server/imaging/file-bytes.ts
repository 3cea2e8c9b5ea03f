import { type FileHandle, open } from 'node:fs/promises'

const HEAD_BYTES = 64 * 1024

/** A file opened for reading parts of it. */
export interface FileBytes {
  readonly path: string
  readonly sizeBytes: number
  /** The first 64 KiB, or the whole of a smaller file. */
  readonly head: Buffer
  /** Fewer bytes than asked for, maybe none, at the end of the file. */
  read(offset: number, length: number): Promise<Buffer>
  close(): Promise<void>
}

export async function openFileBytes(path: string): Promise<FileBytes> {
  const handle = await open(path, 'r')
  try {
    const sizeBytes = (await handle.stat()).size
    const head = await readAt(handle, 0, Math.min(sizeBytes, HEAD_BYTES))
    return {
      path,
      sizeBytes,
      head,
      async read(offset, length) {
        const wanted = Math.max(0, Math.min(length, sizeBytes - offset))
        if (offset + wanted <= head.length) return head.subarray(offset, offset + wanted)
        return await readAt(handle, offset, wanted)
      },
      close: () => handle.close(),
    }
  } catch (error) {
    await handle.close()
    throw error
  }
}

async function readAt(handle: FileHandle, offset: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length)
  const { bytesRead } = await handle.read(buffer, 0, length, offset)
  return buffer.subarray(0, bytesRead)
}
