/** A part of a picture, in shares of it: 0 to 1. */
export interface CropBox {
  left: number
  top: number
  width: number
  height: number
}

export interface PixelSize {
  width: number
  height: number
}

export const WHOLE: CropBox = { left: 0, top: 0, width: 1, height: 1 }

/** Which edges a handle moves; none: the box as a whole. */
export interface Handle {
  x: -1 | 0 | 1
  y: -1 | 0 | 1
}

/** Reads `rect=x,y,w,h` in pixels or shares; null for what is written in another way. */
export function readRect(text: string | undefined, picture: PixelSize): CropBox | null {
  const parts = text?.split(',').map((part) => part.trim()) ?? []
  if (parts.length !== 4 || parts.some((part) => !/^\d+(\.\d+)?$/.test(part))) return null
  const share = (part: string | undefined, whole: number) =>
    part?.includes('.') ? Number(part) : Number(part) / whole
  const [x, y, w, h] = parts
  const left = clamp(share(x, picture.width), 0, 1)
  const top = clamp(share(y, picture.height), 0, 1)
  const width = clamp(share(w, picture.width), 0, 1 - left)
  const height = clamp(share(h, picture.height), 0, 1 - top)
  return width > 0 && height > 0 ? { left, top, width, height } : null
}

/** In whole pixels of the picture; null for the whole of it, which needs no parameter. */
export function writeRect(box: CropBox, picture: PixelSize): string | null {
  const { left, top, width, height } = toPixels(box, picture)
  if (width >= picture.width && height >= picture.height) return null
  return [left, top, width, height].join(',')
}

/** In whole pixels, inside the picture, at least one each way. */
export function toPixels(box: CropBox, picture: PixelSize): CropBox {
  const left = Math.min(picture.width - 1, Math.round(box.left * picture.width))
  const top = Math.min(picture.height - 1, Math.round(box.top * picture.height))
  return {
    left,
    top,
    width: clamp(Math.round(box.width * picture.width), 1, picture.width - left),
    height: clamp(Math.round(box.height * picture.height), 1, picture.height - top),
  }
}

/** Pixels as typed, as a box inside the picture. */
export function fromPixels(pixels: CropBox, picture: PixelSize): CropBox {
  const left = clamp(pixels.left, 0, picture.width - 1)
  const top = clamp(pixels.top, 0, picture.height - 1)
  return {
    left: left / picture.width,
    top: top / picture.height,
    width: clamp(pixels.width, 1, picture.width - left) / picture.width,
    height: clamp(pixels.height, 1, picture.height - top) / picture.height,
  }
}

const SMALLEST = 0.01

/**
 * Moves a handle, or the whole box.
 * @param by in shares of the picture
 * @param ratio width through height in shares, to be kept; null: free
 */
export function dragBox(
  box: CropBox,
  handle: Handle,
  move: { by: { x: number; y: number }; ratio: number | null },
): CropBox {
  const { by, ratio } = move
  if (handle.x === 0 && handle.y === 0) {
    const left = clamp(box.left + by.x, 0, 1 - box.width)
    return { ...box, left, top: clamp(box.top + by.y, 0, 1 - box.height) }
  }
  const across = dragEdges(box.left, box.width, handle.x, by.x)
  const down = dragEdges(box.top, box.height, handle.y, by.y)
  const free = { left: across.start, width: across.length, top: down.start, height: down.length }
  return ratio === null ? free : keepRatio(free, handle, ratio)
}

/** A new box between two points, from the first one on. */
export function drawBox(
  from: { x: number; y: number },
  to: { x: number; y: number },
  ratio: number | null,
): CropBox {
  const by = { x: to.x - from.x, y: to.y - from.y }
  const handle: Handle = { x: by.x < 0 ? -1 : 1, y: by.y < 0 ? -1 : 1 }
  return dragBox({ left: from.x, top: from.y, width: 0, height: 0 }, handle, { by, ratio })
}

function dragEdges(start: number, length: number, edge: -1 | 0 | 1, by: number) {
  if (edge === 0) return { start, length }
  const end = start + length
  if (edge > 0) return { start, length: clamp(length + by, SMALLEST, 1 - start) }
  const moved = clamp(start + by, 0, end - SMALLEST)
  return { start: moved, length: end - moved }
}

/** The largest box of the ratio within the free one, held at the corner that does not move. */
function keepRatio(box: CropBox, handle: Handle, ratio: number): CropBox {
  const byHeight = handle.x === 0
  const byWidth = handle.y === 0
  const wanted = byHeight
    ? box.height * ratio
    : byWidth
      ? box.width
      : Math.min(box.width, box.height * ratio)
  const roomX = handle.x < 0 ? box.left + box.width : 1 - box.left
  const roomY = handle.y < 0 ? box.top + box.height : 1 - box.top
  const width = Math.min(wanted, roomX, roomY * ratio)
  const height = width / ratio
  return {
    left: handle.x < 0 ? box.left + box.width - width : box.left,
    top: handle.y < 0 ? box.top + box.height - height : box.top,
    width,
    height,
  }
}

/** The box brought to a shape around its middle, as large as it was across the longer side. */
export function reshapeBox(box: CropBox, ratio: number): CropBox {
  const width = Math.min(1, Math.max(box.width, box.height * ratio), ratio)
  const height = width / ratio
  return {
    width,
    height,
    left: clamp(box.left + (box.width - width) / 2, 0, 1 - width),
    top: clamp(box.top + (box.height - height) / 2, 0, 1 - height),
  }
}

/** A shape such as 16:9 as width through height in shares of this picture; null for no such shape. */
export function shareRatio(shape: string, picture: PixelSize): number | null {
  const [width = 0, height = 0] = shape.split(':').map(Number)
  if (!(width > 0 && height > 0)) return null
  return ((width / height) * picture.height) / picture.width
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), Math.max(least, most))
}
