const WIDTH = 104
const HEIGHT = 80
/** Decoding more would be felt. */
const MAX_BYTES = 40_000_000

const known = new WeakMap<File, Promise<string | null>>()
let turn: Promise<unknown> = Promise.resolve()

/** The address of a small picture of an image file; null for what is none, or can't be shown here. */
export function readThumbnail(file: File): Promise<string | null> {
  const before = known.get(file)
  if (before) return before
  if (!file.type.startsWith('image/') || file.type === 'image/svg+xml' || file.size > MAX_BYTES) {
    return Promise.resolve(null)
  }
  // One after another: decoding is work for every core, and the page comes first.
  const made = turn.then(() => makeThumbnail(file)).catch(() => null)
  turn = made
  known.set(file, made)
  return made
}

async function makeThumbnail(file: File): Promise<string> {
  const picture = await createImageBitmap(file, { resizeHeight: HEIGHT, resizeQuality: 'medium' })
  const canvas = new OffscreenCanvas(WIDTH, HEIGHT)
  const scale = Math.max(1, WIDTH / picture.width)
  const [width, height] = [picture.width * scale, picture.height * scale]
  const context = canvas.getContext('2d')
  context?.drawImage(picture, (WIDTH - width) / 2, (HEIGHT - height) / 2, width, height)
  picture.close()
  return URL.createObjectURL(await canvas.convertToBlob({ type: 'image/webp', quality: 0.7 }))
}
