import {
  ALL_FORMATS,
  FilePathSource,
  Input,
  type InputVideoTrack,
  Logging,
  LogLevel,
} from 'mediabunny'
import { Failure } from '../lib/failures.ts'
import { findBox, findPath, readTopBoxes } from './boxes.ts'
import type { FileBytes } from './file-bytes.ts'
import { findElementarySize } from './old-video.ts'
import { findXmp } from './pdf.ts'
import type { Shape } from './shape.ts'
import { wrapMetadata } from './wrap-metadata.ts'

// what it has to say of a file is no news for the console
Logging.level = LogLevel.Errors

/**
 * Containers mediabunny reads: MP4, QuickTime, WebM, Matroska, Ogg, MPEG-TS. Frames are not counted: that
 * would mean reading the whole file.
 */
export async function probeVideo(bytes: FileBytes): Promise<Partial<Shape>> {
  const input = new Input({ source: new FilePathSource(bytes.path), formats: ALL_FORMATS })
  try {
    const track = await input.getPrimaryVideoTrack()
    if (track) return { ...(await readSize(track)), durationSeconds: await readDuration(input) }
    // codecs that mediabunny does not know, although it knows the container
    const size = findElementarySize(bytes.head)
    const tracks = await input.getTracks()
    if (!size && tracks.length === 0) throw new Error('no tracks')
    return { ...size, durationSeconds: tracks.length > 0 ? await readDuration(input) : null }
  } catch (cause) {
    throw new Failure('broken_file', 'The video data is damaged or ends too early.', { cause })
  } finally {
    input.dispose()
  }
}

async function readSize(track: InputVideoTrack): Promise<Partial<Shape>> {
  const [width, height] = [await track.getCodedWidth(), await track.getCodedHeight()]
  const isTurned = (await track.getRotation()) % 180 === 90
  const [displayWidth, displayHeight] = isTurned ? [height, width] : [width, height]
  return { width, height, displayWidth, displayHeight }
}

async function readDuration(input: Input): Promise<number | null> {
  return (await input.getDurationFromMetadata()) ?? (await input.computeDuration())
}

const XMP_BOX = 'be7acfcb97a942e89c71999491e3afac'

/** XMP of MP4 (a box of its own) and of QuickTime (user data). */
export async function collectVideoMetadata(bytes: FileBytes): Promise<Buffer> {
  const boxes = await readTopBoxes(bytes)
  const own = boxes.find(({ content }) => content.toString('hex', 0, 16) === XMP_BOX)
  const xmp = own?.content ?? findPath(boxes, 'moov', 'udta', 'XMP_')
  return wrapMetadata({ xmp: xmp ? findXmp(xmp) : undefined })
}

/** Where a video was taken: ISO 6709 text, as cameras write it into MP4 and QuickTime. */
export async function readVideoLocation(bytes: FileBytes) {
  const moov = findBox(await readTopBoxes(bytes), 'moov')
  const text = moov?.toString('latin1') ?? ''
  const match = /([+-]\d{2}\.\d{3,8})([+-]\d{3}\.\d{3,8})(?:[+-]\d+(?:\.\d+)?)?\//.exec(text)
  if (!match) return null
  const [latitude, longitude] = [Number(match[1]), Number(match[2])]
  return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 ? { latitude, longitude } : null
}
