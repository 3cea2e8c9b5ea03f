import type { OriginFile } from '../origin.ts'

/** What lists, HEAD and GET say of a blob, as Azure writes it; empty for what is not said. */
interface BlobFacts {
  sizeBytes: number
  etag: string
  modified: string
  cacheControl: string
}

/** null for what no blob can be. */
export function toAzureFile(
  path: string,
  { sizeBytes, etag, modified, cacheControl }: BlobFacts,
): OriginFile | null {
  const modifiedAt = new Date(modified)
  const plainEtag = etag.replace(/^W\/|"/g, '')
  const isBlob = Number.isSafeInteger(sizeBytes) && sizeBytes >= 0 && plainEtag !== ''
  if (!isBlob || Number.isNaN(modifiedAt.getTime())) return null
  const file = { path, sizeBytes, etag: plainEtag, modifiedAt }
  return cacheControl === '' ? file : { ...file, cacheControl }
}

/** Folders are blobs, too, where tools of Hadoop's kind make them, or the namespace has them. */
export function isFolderMark(hdiIsFolder: string, resourceType: string): boolean {
  return hdiIsFolder.toLowerCase() === 'true' || resourceType === 'directory'
}
