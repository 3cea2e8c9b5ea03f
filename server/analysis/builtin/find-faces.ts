import { RAW_FLOORS, type RawFace } from '../judging/builtin-raw.ts'
import { type Corners, keepStrongest, rounded, sigmoid, toPictureBox } from './detections.ts'
import type { NetData, Nets } from './nets.ts'
import type { NetPicture } from './still-pixels.ts'

const BLAZE_SIDE = 256
const BLAZE_OVERLAP = 0.3
/** Numbers of BlazeFace for each anchor: a box, then six points that nobody needs. */
const BLAZE_COLUMNS = 16
const SSD_SIDE = 512
const SSD_OVERLAP = 0.4

/** Large faces, also where they are turned. */
export async function findBlazeFaces(nets: Nets, picture: NetPicture): Promise<RawFace[]> {
  const input = { data: picture.pixels, dims: [1, BLAZE_SIDE, BLAZE_SIDE, 3] }
  const outputs = ['scores_16', 'boxes_16', 'scores_8', 'boxes_8'] as const
  const found = await nets.run('blazeface', input, outputs)
  const faces = [
    ...readBlazeGrid(found.scores_16, found.boxes_16, { cells: 16, anchors: 2, picture }),
    ...readBlazeGrid(found.scores_8, found.boxes_8, { cells: 8, anchors: 6, picture }),
  ]
  return keepStrongest(faces, BLAZE_OVERLAP).map(rounded)
}

interface BlazeGrid {
  cells: number
  anchors: number
  picture: NetPicture
}

function* readBlazeGrid(
  scores: NetData,
  boxes: NetData,
  { cells, anchors, picture }: BlazeGrid,
): Iterable<RawFace> {
  for (let at = 0; at < scores.data.length; at += 1) {
    const score = sigmoid(scores.data[at] ?? 0)
    if (score < RAW_FLOORS.blazeFaces) continue
    const cell = Math.floor(at / anchors)
    const start = at * BLAZE_COLUMNS
    const [x = 0, y = 0, width = 0, height = 0] = boxes.data.subarray(start, start + 4)
    const middleX = x / BLAZE_SIDE + ((cell % cells) + 0.5) / cells
    const middleY = y / BLAZE_SIDE + (Math.floor(cell / cells) + 0.5) / cells
    const size = { width: width / BLAZE_SIDE, height: height / BLAZE_SIDE }
    const box = toPictureBox(cornersAround(middleX, middleY, size), picture)
    if (box) yield { score, box }
  }
}

/** Small faces, too. */
export async function findSsdFaces(nets: Nets, picture: NetPicture): Promise<RawFace[]> {
  const input = { data: picture.pixels, dims: [1, SSD_SIDE, SSD_SIDE, 3] }
  const outputs = ['boxes', 'logits', 'anchors'] as const
  const { boxes, logits, anchors } = await nets.run('ssd_face', input, outputs)
  const faces: RawFace[] = []
  for (let at = 0; at < anchors.data.length / 4; at += 1) {
    const score = sigmoid(logits.data[at * 3 + 1] ?? 0)
    if (score < RAW_FLOORS.ssdFaces) continue
    const box = toPictureBox(readSsdBox(boxes.data, anchors.data, at * 4), picture)
    if (box) faces.push({ score, box })
  }
  return keepStrongest(faces, SSD_OVERLAP).map(rounded)
}

/** How far the face is off its anchor: in tenths of its sides, and in fifths of the logarithm of the scale. */
function readSsdBox(boxes: Float32Array, anchors: Float32Array, at: number): Corners {
  const [dy = 0, dx = 0, scaleY = 0, scaleX = 0] = boxes.subarray(at, at + 4)
  const [top = 0, left = 0, bottom = 0, right = 0] = anchors.subarray(at, at + 4)
  const [width, height] = [right - left, bottom - top]
  const x = left + width / 2 + (dx / 10) * width
  const y = top + height / 2 + (dy / 10) * height
  const size = { width: Math.exp(scaleX / 5) * width, height: Math.exp(scaleY / 5) * height }
  return cornersAround(x, y, size)
}

function cornersAround(
  x: number,
  y: number,
  { width, height }: { width: number; height: number },
): Corners {
  return [x - width / 2, y - height / 2, x + width / 2, y + height / 2]
}
