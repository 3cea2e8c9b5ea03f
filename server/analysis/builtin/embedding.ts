import type { BuiltinRaw } from '../judging/builtin-raw.ts'
import { round } from './detections.ts'
import { EMBEDDING_MEAN } from './embedding-mean.ts'
import type { NetData } from './nets.ts'
import type { NetPicture } from './still-pixels.ts'

/** Changes with net, pooling and mean: vectors of two models are not compared. */
export const EMBEDDING_MODEL = 'centernet-c5-1'

/**
 * What a picture looks like: the middle of what the last layer of the detector sees, less what it sees in every picture.
 * null: nothing else is there.
 */
export function toEmbedding(features: NetData, picture: NetPicture): BuiltinRaw['embedding'] {
  const pooled = poolFeatures(features, picture)
  const vector = ofLengthOne(pooled.map((value, i) => value - (EMBEDDING_MEAN[i] ?? 0)))
  return vector ? { model: EMBEDDING_MODEL, vector: vector.map(round) } : undefined
}

/** Of length 1, before the mean is taken away. The rim of a letterboxed picture does not count. */
export function poolFeatures(features: NetData, picture: NetPicture): number[] {
  const [, rows = 0, columns = 0, channels = 0] = features.dims
  const usedRows = Math.ceil(rows * picture.usedHeight)
  const usedColumns = Math.ceil(columns * picture.usedWidth)
  const sums = new Array<number>(channels).fill(0)
  for (let row = 0; row < usedRows; row += 1) {
    for (let column = 0; column < usedColumns; column += 1) {
      const start = (row * columns + column) * channels
      for (let i = 0; i < channels; i += 1)
        sums[i] = (sums[i] ?? 0) + (features.data[start + i] ?? 0)
    }
  }
  return ofLengthOne(sums) ?? sums
}

function ofLengthOne(vector: readonly number[]): number[] | null {
  const length = Math.hypot(...vector)
  return length > 1e-6 ? vector.map((value) => value / length) : null
}
