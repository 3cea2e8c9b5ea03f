import { ALL_FORMATS, FilePathSource, Input } from 'mediabunny'
import { Failure } from '../lib/failures.ts'
import type { FileBytes } from './file-bytes.ts'
import type { Shape } from './shape.ts'

/** Containers mediabunny reads: MP4, QuickTime, WebM, Matroska, Ogg, MPEG-TS. */
export async function probeVideo({ path }: FileBytes): Promise<Partial<Shape>> {
  const input = new Input({ source: new FilePathSource(path), formats: ALL_FORMATS })
  try {
    const track = await input.getPrimaryVideoTrack()
    const durationSeconds =
      (await input.getDurationFromMetadata()) ?? (await input.computeDuration())
    if (!track) return { durationSeconds }
    const [width, height] = [await track.getCodedWidth(), await track.getCodedHeight()]
    const isTurned = (await track.getRotation()) % 180 === 90
    return {
      width,
      height,
      displayWidth: isTurned ? height : width,
      displayHeight: isTurned ? width : height,
      durationSeconds,
      colorModel: null,
    }
  } catch (cause) {
    throw new Failure('broken_file', 'The video data is damaged or ends too early.', { cause })
  } finally {
    input.dispose()
  }
}
