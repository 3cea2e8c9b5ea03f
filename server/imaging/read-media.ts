import { basename } from 'node:path'
import type { Sharp } from 'sharp'
import type { MediaFacts, PixelFacts } from '../../contract/media-facts.ts'
import { Failure } from '../lib/failures.ts'
import { isUnsupported, refuseFalseName, toBrokenFile } from './broken-file.ts'
import { hashContent } from './content-hash.ts'
import { openPicture } from './decode.ts'
import { type FileBytes, openFileBytes } from './file-bytes.ts'
import { detectMediaType, type MediaType } from './media-type.ts'
import { presentMetadata } from './metadata.ts'
import { readPixels } from './pixels.ts'
import { probeMedia } from './probe.ts'
import type { Shape } from './shape.ts'
import { readTags } from './tags.ts'
import { readVideoLocation } from './video.ts'

const MAX_FILE_BYTES = 500 * 2 ** 20

export interface ReadOptions {
  /** The file's real name, when the file at hand is a copy under another one. */
  name?: string
  /** Whether the still for analysis is wanted, too. */
  still?: boolean
}

/**
 * Everything that can be learnt from one file: type, shape, metadata, pixels.
 * @throws Failure `broken_file` with a sentence that says what is wrong; `too_large` above 500 MiB
 */
export async function readMedia(
  file: string,
  { name = basename(file), still = false }: ReadOptions = {},
): Promise<MediaFacts> {
  const bytes = await openFileBytes(file)
  try {
    if (bytes.sizeBytes > MAX_FILE_BYTES) {
      throw new Failure('too_large', 'Files above 500 MiB are not read.')
    }
    return await readFacts(bytes, { name, still })
  } finally {
    await bytes.close()
  }
}

async function readFacts(
  bytes: FileBytes,
  { name, still }: Required<ReadOptions>,
): Promise<MediaFacts> {
  const type = await detectMediaType(bytes.head, bytes.sizeBytes)
  if (type.mediaKind === 'OTHER') refuseFalseName(name, bytes.head, type.contentType)
  const tags = await readTags(bytes, type.format)
  try {
    const picture = await openPicture(bytes.path, type.format)
    const shape = await probeMedia(bytes, type, { picture, tags })
    return {
      ...type,
      mediaKind: kindByFrames(type, shape),
      ...shape,
      ...presentMetadata(tags),
      ...(type.mediaKind === 'VIDEO' && { location: await readVideoLocation(bytes) }),
      pixels: picture && (await readPixelsIfSupported(picture, still)),
      contentHash: await hashContent(bytes.path),
    }
  } catch (cause) {
    if (isSystemError(cause)) throw cause
    throw toBrokenFile(type.format, cause)
  }
}

/** The disk's trouble, not the file's. */
function isSystemError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error
}

function kindByFrames({ format, mediaKind }: MediaType, { frames, width }: Shape) {
  if (mediaKind === 'IMAGE' && format !== 'tiff' && (frames ?? 1) > 1) return 'ANIMATION'
  // a container with sound only
  if (mediaKind === 'VIDEO' && width === null) return 'OTHER'
  return mediaKind
}

async function readPixelsIfSupported(picture: Sharp, still: boolean): Promise<PixelFacts | null> {
  try {
    return await readPixels(picture, { still })
  } catch (error) {
    if (isUnsupported(error)) return null
    throw error
  }
}
