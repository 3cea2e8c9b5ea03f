import type { OverwriteRefusal } from '../upload-target.ts'
import { ask, PROBE_NAME } from './bucket.ts'
import type { BucketWriter } from './create.ts'
import { explainS3, meansTaken, statusOf } from './failure.ts'

/**
 * Learns whether the provider refuses to overwrite. Some silently ignore the condition and would lose a
 * file, and only a second write to the same key tells: to one of our own, which then stays in the bucket.
 * @throws Failure when nothing can be written at all
 */
export async function probeConditionalWrites(
  writer: BucketWriter,
  signal: AbortSignal | undefined,
): Promise<OverwriteRefusal> {
  try {
    await putProbe(writer, { replaces: false }, signal)
    await putProbe(writer, { replaces: false }, signal)
    return 'ignores'
  } catch (error) {
    signal?.throwIfAborted()
    if (meansTaken(error)) return 'refuses'
    const status = statusOf(error)
    // Some say 400 to a header they do not know. Without it they take the same, or say what is wrong.
    if (status !== 501 && status !== 400) throw explainS3(error, writer.bucket.place)
  }
  try {
    await putProbe(writer, { replaces: true }, signal)
    return 'unsupported'
  } catch (error) {
    signal?.throwIfAborted()
    throw explainS3(error, writer.bucket.place)
  }
}

function putProbe(
  { bucket, sendPut }: BucketWriter,
  { replaces }: { replaces: boolean },
  signal: AbortSignal | undefined,
): Promise<void> {
  const key = bucket.prefix + PROBE_NAME
  const put = { key, body: '' as const, sizeBytes: 0, contentType: 'text/plain', replaces }
  return ask(bucket, signal, ({ abortSignal }) => sendPut({ ...put, signal: abortSignal }))
}
