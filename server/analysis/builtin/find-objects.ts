import { type BuiltinRaw, RAW_FLOORS, type RawObject } from '../judging/builtin-raw.ts'
import { COCO_LABELS } from '../judging/coco.ts'
import { keepStrongest, rounded, toPictureBox } from './detections.ts'
import { toEmbedding } from './embedding.ts'
import type { NetData, Nets } from './nets.ts'
import type { NetPicture } from './still-pixels.ts'

const SIDE = 512
/** Cells on a side of CenterNet's answer, and pixels on a side of a cell. */
const CELLS = 128
const CELL_SIDE = SIDE / CELLS
const CLASSES = COCO_LABELS.length
const MAX_OVERLAP = 0.5
/** The strongest; a crowd has more than anybody needs. */
const MAX_OBJECTS = 60

/** Things in the picture, and the vector of what it looks like: two answers of one net. */
export async function findObjects(
  nets: Nets,
  picture: NetPicture,
): Promise<Required<Pick<BuiltinRaw, 'objects'>> & Pick<BuiltinRaw, 'embedding'>> {
  const input = { data: picture.pixels, dims: [1, SIDE, SIDE, 3] }
  const outputs = ['scores', 'sizes', 'features'] as const
  const { scores, sizes, features } = await nets.run('centernet', input, outputs)
  const embedding = toEmbedding(features, picture)
  return { objects: readObjects(scores, sizes, picture), ...(embedding && { embedding }) }
}

function readObjects(scores: NetData, sizes: NetData, picture: NetPicture): RawObject[] {
  const found: RawObject[] = []
  for (let at = 0; at < scores.data.length; at += 1) {
    const score = scores.data[at] ?? 0
    if (score < RAW_FLOORS.objects || !isPeak(scores.data, at, score)) continue
    const object = readObject(at, score, sizes.data, picture)
    if (object) found.push(object)
  }
  return keepStrongest(found, MAX_OVERLAP, (a, b) => a.label === b.label)
    .slice(0, MAX_OBJECTS)
    .map(rounded)
}

/** No cell around says the same class more loudly. */
function isPeak(scores: Float32Array, at: number, score: number): boolean {
  const kind = at % CLASSES
  const cell = (at - kind) / CLASSES
  const x = cell % CELLS
  const y = (cell - x) / CELLS
  for (let row = Math.max(0, y - 1); row <= Math.min(CELLS - 1, y + 1); row += 1) {
    for (let column = Math.max(0, x - 1); column <= Math.min(CELLS - 1, x + 1); column += 1) {
      if ((scores[(row * CELLS + column) * CLASSES + kind] ?? 0) > score) return false
    }
  }
  return true
}

function readObject(
  at: number,
  score: number,
  sizes: Float32Array,
  picture: NetPicture,
): RawObject | null {
  const kind = at % CLASSES
  const cell = (at - kind) / CLASSES
  const x = (cell % CELLS) * CELL_SIDE
  const y = Math.floor(cell / CELLS) * CELL_SIDE
  const [left = 0, top = 0, right = 0, bottom = 0] = sizes.subarray(cell * 4, cell * 4 + 4)
  const corners = [x - left, y - top, x + right, y + bottom].map((pixels) => pixels / SIDE)
  const box = toPictureBox(corners as [number, number, number, number], picture) // four of them
  const label = COCO_LABELS[kind]
  return box && label ? { label, score, box } : null
}
