import type { Picture } from '../../server/analysis/provider.ts'
import { readMedia } from '../../server/imaging/read-media.ts'
import { readTruth } from '../../tools/corpus-truth.ts'

/** A picture of the corpus, and what somebody says is in it. */
export interface LabelledPicture extends Picture {
  path: string
  /** Plainly to be seen; others may be, too. */
  labels: string[]
  /** null: nobody counted. */
  faces: { min: number; max: number } | null
}

/** From here on down two pictures are one (docs/duplicates.md). */
const SAME_PICTURE_BITS = 6

/**
 * What has labels or counted faces, each picture once: the corpus has some in many formats, sizes and colour spaces.
 * Those that cannot be decoded here are left out, as are videos and broken files.
 */
export async function readPictures(corpus: URL): Promise<LabelledPicture[]> {
  const hashes: string[] = []
  const pictures: LabelledPicture[] = []
  for (const { path, labels = '', faces_min, faces_max, format } of await readTruth(
    new URL('TRUTH.tsv', corpus).pathname,
  )) {
    const isOther = /^(video|broken|duplicates|names)\//.test(path) || format === 'pdf'
    if (isOther || (labels === '' && !faces_min)) continue
    const { pixels, ...facts } = await readMedia(`${corpus.pathname}${path}`, { still: true })
    const hash = pixels?.perceptualHash
    if (!pixels?.still || (hash && hashes.some((other) => isSame(other, hash)))) continue
    if (hash) hashes.push(hash)
    const { displayWidth, displayHeight, hasAlpha, mediaKind, title, description, keywords } = facts
    pictures.push({
      path,
      labels: labels.split(';').filter((label) => label !== ''),
      faces: faces_min ? { min: Number(faces_min), max: Number(faces_max || Infinity) } : null,
      still: pixels.still,
      facts: {
        width: displayWidth ?? 0,
        height: displayHeight ?? 0,
        hasAlpha: hasAlpha ?? false,
        ...{ mediaKind, title, description, keywords },
        colors: pixels.colors,
      },
    })
  }
  return pictures
}

function isSame(a: string, b: string): boolean {
  let different = BigInt(`0x${a}`) ^ BigInt(`0x${b}`)
  let bits = 0
  for (; different > 0n; different >>= 1n) bits += Number(different & 1n)
  return bits <= SAME_PICTURE_BITS
}
