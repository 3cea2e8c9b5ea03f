import { requireKey } from './s3/bucket.ts'
import { type BucketWriter, noConditions, pathTaken, writeBucketFile } from './s3/create.ts'
import { probeConditionalWrites } from './s3/probe.ts'
import { statS3File } from './s3/s3.ts'
import type { UploadTarget } from './upload-target.ts'
import { seesFile, writesOf } from './writes.ts'

/** What all buckets have in common, whatever the dialect in which they are written to. */
export function bucketTarget(
  writer: BucketWriter,
): Pick<UploadTarget, 'create' | 'replace' | 'close'> {
  const { bucket } = writer
  let isSafe = false

  async function requireFree(path: string, signal: AbortSignal | undefined): Promise<void> {
    // Saves sending a body that will be refused; the condition of the write is what protects.
    if (await seesFile(() => statS3File(bucket, path, signal))) throw pathTaken()
    isSafe ||= (await probeConditionalWrites(writer, signal)) === 'refuses'
    if (!isSafe) throw noConditions(bucket)
  }

  return {
    ...writesOf(async (path, body, { contentType, sizeBytes, signal, replaces }) => {
      const key = requireKey(bucket, path)
      if (!replaces) await requireFree(path, signal)
      await writeBucketFile(writer, { key, body, contentType, sizeBytes, signal, replaces })
    }),
    close: async () => bucket.client.destroy(),
  }
}
