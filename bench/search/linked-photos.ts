import { linkSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { AssetColors } from '../../contract/resources.ts'
import { isErrno } from '../../server/lib/failures.ts'
import type { CopyValue } from './copy-in.ts'

/** Photos that the files of a library are further names of. */
export interface LinkedPhotos {
  /** Where the files of the library are. */
  folder: string
  photos: readonly Photo[]
}

/** One of them, with what is found in it when it is read. */
export interface Photo {
  /** Its path on the disk. */
  file: string
  etag: string
  sizeBytes: number
  width: number
  height: number
  colors: AssetColors
  blurhash: string
}

/** Gives a row of the table `assets` its file, and says in the row what is in it. */
export function linkPhoto(
  row: Record<string, CopyValue>,
  { folder, photos }: LinkedPhotos,
): Record<string, CopyValue> {
  const photo = photos[Number(row.id) % photos.length]
  if (!photo) throw new Error('There are no photos.')
  const path = String(row.origin_path).replace(/\.\w+$/, '.jpg')
  link(photo.file, join(folder, path))
  return {
    ...row,
    ...{ origin_path: path, etag: photo.etag, indexed_etag: photo.etag },
    ...{ file_size: photo.sizeBytes, content_type: 'image/jpeg', media_kind: 'IMAGE' },
    ...{ media_width: photo.width, media_height: photo.height, orientation: 1, frame_count: 1 },
    ...{ has_alpha: false, color_model: 'RGB', colors: photo.colors, blurhash: photo.blurhash },
  }
}

const made = new Set<string>()

function link(file: string, name: string): void {
  const folder = dirname(name)
  if (!made.has(folder)) mkdirSync(folder, { recursive: true })
  made.add(folder)
  try {
    linkSync(file, name)
  } catch (error) {
    // A run that was stopped half-way has left it.
    if (!isErrno(error, 'EEXIST')) throw error
  }
}
