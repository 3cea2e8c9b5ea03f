/** A rectangle in pixels. */
export interface Box {
  left: number
  top: number
  width: number
  height: number
}

export interface Size {
  width: number
  height: number
}

/** Mirroring left to right first, then a clockwise turn: the order in which sharp does it. */
export interface Turn {
  flop: boolean
  angle: 0 | 90 | 180 | 270
}

/** EXIF orientation, 1 to 8 → how stored pixels become upright. */
const UPRIGHT: Record<number, Turn> = {
  1: { flop: false, angle: 0 },
  2: { flop: true, angle: 0 },
  3: { flop: false, angle: 180 },
  4: { flop: true, angle: 180 },
  5: { flop: true, angle: 270 },
  6: { flop: false, angle: 90 },
  7: { flop: true, angle: 90 },
  8: { flop: false, angle: 270 },
}

export function turnFor(orientation: number): Turn {
  return UPRIGHT[orientation] ?? { flop: false, angle: 0 }
}

export function swapsSides({ angle }: Turn): boolean {
  return angle === 90 || angle === 270
}

export function turnedSize(size: Size, turn: Turn): Size {
  return swapsSides(turn) ? { width: size.height, height: size.width } : size
}

/** The same turn followed by mirroring what came out of it. */
export function thenFlip(turn: Turn, flip: 'h' | 'v' | 'hv' | undefined): Turn {
  let { flop, angle } = turn
  // Mirroring after a turn is mirroring before the opposite turn; v is h and half a turn.
  if (flip === 'h' || flip === 'v') {
    flop = !flop
    angle = ((360 - angle) % 360) as Turn['angle']
  }
  if (flip === 'v' || flip === 'hv') angle = ((angle + 180) % 360) as Turn['angle']
  return { flop, angle }
}

/** A box of the turned picture, in the coordinates of the stored one. */
export function unturnBox(box: Box, turn: Turn, stored: Size): Box {
  const { left, top, width, height } = box
  const { width: w, height: h } = stored
  const unrotated: Box = {
    0: { left, top, width, height },
    90: { left: top, top: h - left - width, width: height, height: width },
    180: { left: w - left - width, top: h - top - height, width, height },
    270: { left: w - top - height, top: left, width: height, height: width },
  }[turn.angle]
  if (!turn.flop) return unrotated
  return { ...unrotated, left: w - unrotated.left - unrotated.width }
}

/** Where a box lies after the whole picture was mirrored. */
export function flipBox(box: Box, whole: Size, flip: 'h' | 'v' | 'hv' | undefined): Box {
  const left = flip?.includes('h') ? whole.width - box.left - box.width : box.left
  const top = flip?.includes('v') ? whole.height - box.top - box.height : box.top
  return { ...box, left, top }
}
