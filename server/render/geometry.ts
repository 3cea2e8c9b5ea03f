import { Failure } from '../lib/failures.ts'
import type { RenderParams } from './params/index.ts'
import type { Length, Rect } from './params/size.ts'
import type { Box, Size } from './turn.ts'

/** What is shown, and how large: a part of the upright source becomes `shown` pixels. */
export interface View {
  /** In pixels of the upright source; may have decimals. */
  part: Box
  shown: Size
  /** When the place of the cut is found by looking: cut `shown` down to this. */
  smartCut: { size: Size; by: 'entropy' | 'attention' } | null
  /** Space around the picture in the result. */
  around: Around
}

export interface Around {
  left: number
  top: number
  right: number
  bottom: number
}

/** imgix, size/w: "the maximum output size is 8192×8192, all output images will be sized to fit". */
const MAX_SIDE = 8192

const NO_SPACE: Around = { left: 0, top: 0, right: 0, bottom: 0 }

/**
 * Size, cut and surroundings of the result.
 * @param region the part of the upright source to work on, after trim
 * @param maxPixels area of the result; a larger one is scaled down to it, as imgix does at 8192 pixels
 */
export function planView(params: RenderParams, region: Box, maxPixels: number): View {
  const part = params.rect ? resolveRect(params.rect, region) : region
  const box = targetBox(params, part)
  const view = fitView(params, part, box)
  const total = totalSize(view)
  const factor = Math.min(
    1,
    MAX_SIDE / total.width,
    MAX_SIDE / total.height,
    Math.sqrt(maxPixels / (total.width * total.height)),
  )
  if (factor === 1) return view
  return fitView(params, part, {
    ...box,
    width: box.width * factor,
    height: box.height * factor,
    given: true,
    density: box.density * factor,
  })
}

/** Width and height of the whole result of a view. */
export function totalSize({ shown, smartCut, around }: View): Size {
  const { width, height } = smartCut?.size ?? shown
  return {
    width: width + around.left + around.right,
    height: height + around.top + around.bottom,
  }
}

function resolveLength(length: Length, whole: number): number {
  return 'share' in length ? length.share * whole : length.pixels
}

function resolveRect(rect: Rect, region: Box): Box {
  const along = (start: Rect['left'], length: Length, whole: number) => {
    const wanted = Math.max(1, Math.round(resolveLength(length, whole)))
    const extent = Math.min(whole, wanted)
    if (start === 'start') return { start: 0, extent }
    if (start === 'middle') return { start: Math.round((whole - extent) / 2), extent }
    if (start === 'end') return { start: whole - extent, extent }
    const from = Math.round(resolveLength(start, whole))
    if (from >= whole) {
      throw new Failure('invalid_parameter', 'The parameter "rect" lies outside the picture.', {
        parameter: 'rect',
      })
    }
    return { start: from, extent: Math.min(wanted, whole - from) }
  }
  const x = along(rect.left, rect.width, region.width)
  const y = along(rect.top, rect.height, region.height)
  return {
    left: region.left + x.start,
    top: region.top + y.start,
    width: x.extent,
    height: y.extent,
  }
}

interface Target extends Size {
  /** Whether w, h or something else asks for a size; without it, padding adds to the picture. */
  given: boolean
  /** The side that only follows from the other one by the shape of the source. */
  follows: 'width' | 'height' | null
  /** Result pixels per CSS pixel. */
  density: number
}

function isCrop({ fit }: RenderParams): boolean {
  return fit === 'crop' || fit === 'facearea'
}

function targetBox(params: RenderParams, part: Size): Target {
  const density = params.w || params.h ? params.dpr || 1 : 1
  const crops = isCrop(params)
  // imgix, size/ar: "will work only when either fit=crop or fit=fill is set".
  const ratioCounts = crops || params.fit === 'fill' || params.fit === 'fillmax'
  const ratio = (ratioCounts ? params.ar : undefined) ?? part.width / part.height
  let width = params.w ? resolveLength(params.w, part.width) * density : undefined
  let height = params.h ? resolveLength(params.h, part.height) * density : undefined
  const given = Boolean(width ?? height ?? (ratioCounts && params.ar))
  if (width === undefined && height === undefined) {
    const wider = ratio > part.width / part.height
    width = wider === crops ? part.width : part.height * ratio
    height = width / ratio
  }
  const follows = followingSide(params, ratioCounts)
  width ??= (height ?? part.height) * ratio
  height ??= width / ratio
  if (!crops) return { width, height, given, follows, density }
  // imgix, size/max-w and others: only with fit=crop.
  return {
    width: between(width, params['min-w'], params['max-w'], density),
    height: between(height, params['min-h'], params['max-h'], density),
    given: given || hasLimits(params),
    follows: hasLimits(params) ? null : follows,
    density,
  }
}

function followingSide({ w, h, ar }: RenderParams, ratioCounts: boolean): Target['follows'] {
  if ((ratioCounts && ar) || Boolean(w) === Boolean(h)) return null
  return w ? 'height' : 'width'
}

function hasLimits(params: RenderParams): boolean {
  return Boolean(params['max-w'] ?? params['max-h'] ?? params['min-w'] ?? params['min-h'])
}

function between(value: number, min = 0, max = Number.POSITIVE_INFINITY, density = 1): number {
  return Math.max(Math.min(value, max * density), min * density)
}

function paddingOf(params: RenderParams, density: number): Around {
  const side = (own: number | undefined) => Math.round((own ?? params.pad) * density)
  return {
    left: side(params['pad-left']),
    top: side(params['pad-top']),
    right: side(params['pad-right']),
    bottom: side(params['pad-bottom']),
  }
}

function fitView(params: RenderParams, part: Box, target: Target): View {
  const padding = paddingOf(params, target.density)
  // imgix, border-and-padding/pad: with a size the padding is inside it, else it is added.
  const inside = target.given ? padding : NO_SPACE
  const box = {
    width: Math.max(1, target.width - inside.left - inside.right),
    height: Math.max(1, target.height - inside.top - inside.bottom),
  }
  if (target.follows === 'height') box.height = (box.width * part.height) / part.width
  if (target.follows === 'width') box.width = (box.height * part.width) / part.height
  const view = fitInside(params, part, box)
  return { ...view, around: addSpace(view.around, padding) }
}

function fitInside(params: RenderParams, part: Box, box: Size): View {
  const contain = Math.min(box.width / part.width, box.height / part.height)
  switch (params.fit) {
    case 'clip':
      return { part, shown: scaled(part, contain), smartCut: null, around: NO_SPACE }
    case 'max':
      return { part, shown: scaled(part, Math.min(1, contain)), smartCut: null, around: NO_SPACE }
    case 'scale':
      return { part, shown: rounded(box), smartCut: null, around: NO_SPACE }
    case 'clamp':
    case 'fill':
      return contained(part, scaled(part, contain), box)
    case 'fillmax':
      return contained(part, scaled(part, Math.min(1, contain)), box)
    case 'min': {
      // imgix: the shape of the box, "will not exceed the original width and height".
      const factor = Math.min(1, part.width / box.width, part.height / box.height)
      return cropped(
        params,
        part,
        rounded({ width: box.width * factor, height: box.height * factor }),
      )
    }
    default:
      return cropped(params, part, rounded(box))
  }
}

function contained(part: Box, shown: Size, box: Size): View {
  const width = Math.max(0, Math.round(box.width) - shown.width)
  const height = Math.max(0, Math.round(box.height) - shown.height)
  const left = Math.floor(width / 2)
  const top = Math.floor(height / 2)
  const around = { left, top, right: width - left, bottom: height - top }
  return { part, shown, smartCut: null, around }
}

function cropped(params: RenderParams, part: Box, box: Size): View {
  const mode = params.crop.filter((name) => name !== 'faces' && name !== 'center')
  const cover = Math.max(box.width / part.width, box.height / part.height)
  const looks = mode[0] === 'entropy' || mode[0] === 'edges'
  // A rotated picture is cut around its middle: the looking would see pixels that are gone later.
  if (looks && params.rot % 360 === 0) {
    const by = mode[0] === 'entropy' ? 'entropy' : 'attention'
    const shown = scaled(part, cover)
    const size = {
      width: Math.min(shown.width, box.width),
      height: Math.min(shown.height, box.height),
    }
    return { part, shown, smartCut: { size, by }, around: NO_SPACE }
  }
  const focal = mode[0] === 'focalpoint'
  const zoom = focal ? params['fp-z'] : 1
  const width = box.width / cover / zoom
  const height = box.height / cover / zoom
  const x = focal
    ? params['fp-x'] * part.width - width / 2
    : side(mode, 'left', 'right', part.width - width)
  const y = focal
    ? params['fp-y'] * part.height - height / 2
    : side(mode, 'top', 'bottom', part.height - height)
  const cut = {
    left: part.left + Math.min(Math.max(0, x), part.width - width),
    top: part.top + Math.min(Math.max(0, y), part.height - height),
    width,
    height,
  }
  return { part: cut, shown: box, smartCut: null, around: NO_SPACE }
}

function side(mode: readonly string[], start: string, end: string, room: number): number {
  if (mode.includes(start)) return 0
  return mode.includes(end) ? room : room / 2
}

function scaled(size: Size, factor: number): Size {
  return rounded({ width: size.width * factor, height: size.height * factor })
}

function rounded({ width, height }: Size): Size {
  return { width: Math.max(1, Math.round(width)), height: Math.max(1, Math.round(height)) }
}

function addSpace(a: Around, b: Around): Around {
  return {
    left: a.left + b.left,
    top: a.top + b.top,
    right: a.right + b.right,
    bottom: a.bottom + b.bottom,
  }
}
