import { Failure } from '../lib/failures.ts'
import { BLACK, type Color, TRANSPARENT, WHITE } from './color.ts'
import { type Around, planView, totalSize, type View } from './geometry.ts'
import type { Face } from './lettering.ts'
import { type Acceptance, chooseFormat, holdsFrames, type OutputFormat } from './negotiate.ts'
import type { Border } from './params/border.ts'
import type { RenderParams } from './params/index.ts'
import { planTone, type Tone } from './tone.ts'
import {
  type Box,
  flipBox,
  type Size,
  swapsSides,
  type Turn,
  thenFlip,
  turnedSize,
  turnFor,
  unturnBox,
} from './turn.ts'

/** What the head of the file says. */
export interface SourceFacts {
  /** As sharp names it, but `avif` for HEIF files that hold AV1. */
  format: string
  /** One frame, as stored. */
  width: number
  height: number
  /** EXIF, 1 to 8. */
  orientation: number
  hasAlpha: boolean
  frames: number
  /** The decoder skips detail when it is asked for less. */
  decodesScaled: boolean
  /** Such files are decoded as a whole, in memory. */
  progressive: boolean
}

export interface RenderLimits {
  /** Area of a source; a quarter less counts for progressive files. */
  maxInputPixels: number
  /** Area of a result; larger ones are scaled down. */
  maxOutputPixels: number
  /** Frames × area of an animation, read or written. */
  maxAnimationPixels: number
}

/** Every number of one rendering; the steps follow it blindly. */
export interface Plan {
  /** First frame to read, from 0, and how many. */
  firstFrame: number
  frames: number
  /** Cut before scaling, in stored pixels. */
  cutSource: Box | null
  /** Scale to this, in stored orientation. */
  resize: Size | null
  turn: Turn
  /** Cut after scaling and turning. */
  cut: Box | null
  smartCut: View['smartCut']
  /** Degrees clockwise, then the middle of this size. */
  straighten: { angle: number; size: Size } | null
  tone: Tone | null
  /** Sigma in pixels. */
  blur: number | null
  sharpen: { sigma: number; flat: number; jagged: number } | null
  /** Size of a tile. */
  pixelate: number | null
  background: Color | null
  surround: { around: Around; fill: Color | 'edges' | 'blur' } | null
  border: PlannedBorder | null
  text: PlannedText | null
  /** Of one frame of the result. */
  size: Size
  output: Output
}

export interface PlannedBorder {
  around: Around
  color: Color
  /** Top left, top right, bottom right, bottom left. */
  radii: [number, number, number, number]
}

export interface PlannedText {
  words: string
  face: Face
  /** Pixels of the result. */
  size: number
  pad: number
  color: Color
  align: { x: 'left' | 'center' | 'right'; y: 'top' | 'middle' | 'bottom' }
}

export interface Output {
  format: OutputFormat
  quality: number
  lossless: boolean
  progressive: boolean
  chroma: '4:2:0' | '4:4:4'
  palette: boolean
  effort: number
  loop: number | null
}

/**
 * Works out a rendering. No pixels are looked at.
 * @param region what trim left of the upright source
 * @throws Failure `too_large`, and `invalid_parameter` for what lies outside the picture
 */
export function planRender(
  params: RenderParams,
  source: SourceFacts,
  options: { acceptance: Acceptance; limits: RenderLimits; region?: Box },
): Plan {
  const { acceptance, limits } = options
  checkSource(source, limits)
  const moves = source.frames > 1 && params.frame === undefined && !fixesStill(params)
  const format = chooseFormat(params, { ...source, animated: moves }, acceptance)
  const frames = moves && holdsFrames(format) ? source.frames : 1
  const orientation = turnFor(frames > 1 ? 1 : orientationOf(params, source))
  const upright = turnedSize(source, orientation)
  const region = options.region ?? { left: 0, top: 0, ...upright }
  const view = planView(params, region, limits.maxOutputPixels)
  const size = totalSize(view)
  checkAnimation(frames, source, size, limits)
  const straighten = planStraighten(params, view)
  const density = params.w || params.h ? params.dpr || 1 : 1
  const opaque = format === 'jpg'
  return {
    firstFrame: Math.min(source.frames, params.frame ?? 1) - 1,
    frames,
    ...realize(straighten?.view ?? view, source, orientation, params.flip, frames),
    smartCut: view.smartCut,
    straighten: straighten && { angle: straighten.angle, size: view.shown },
    tone: planTone(params),
    blur: params.blur > 0 ? Math.max(0.3, params.blur / 10) : null,
    sharpen: planSharpen(params.sharp),
    pixelate: params.px >= 2 ? Math.round(params.px) : null,
    background: source.hasAlpha ? backgroundOf(params, opaque) : null,
    surround: planSurround(params, view.around, opaque),
    border: params.border ? planBorder(params, params.border, density) : null,
    text: planText(params, density),
    size,
    output: planOutput(params, format, size),
  }
}

/** A still was asked for, even if the source moves. */
function fixesStill({ fm, auto }: RenderParams): boolean {
  const stills = fm !== undefined && fm !== 'webp' && fm !== 'gif'
  return stills && !auto.includes('format') && !auto.includes('true')
}

/** imgix, rotation/orient: replaces what EXIF says; degrees are aliases. */
function orientationOf({ orient }: RenderParams, source: SourceFacts): number {
  if (orient === undefined) return source.orientation
  const degrees: Record<string, number> = { '0': 1, '90': 6, '180': 3, '270': 8 }
  return degrees[orient] ?? Number(orient)
}

/** How a picture becomes upright under these parameters, for what has to be known before planning. */
export function uprightTurn(params: RenderParams, source: SourceFacts): Turn {
  return turnFor(orientationOf(params, source))
}

function checkSource({ width, height, progressive }: SourceFacts, limits: RenderLimits): void {
  const most = progressive ? limits.maxInputPixels * 0.75 : limits.maxInputPixels
  if (width * height <= most) return
  throw new Failure(
    'too_large',
    `The picture has ${width} × ${height} pixels; at most ${Math.floor(most / 1e6)} million are rendered.`,
  )
}

function checkAnimation(frames: number, source: Size, result: Size, limits: RenderLimits): void {
  const most = limits.maxAnimationPixels
  const area = Math.max(source.width * source.height, result.width * result.height)
  if (frames === 1 || frames * area <= most) return
  throw new Failure(
    'too_large',
    `The animation has ${frames} frames of ${area} pixels; at most ${Math.floor(most / 1e6)} million in all are rendered. Ask for one of them with frame=1.`,
  )
}

/**
 * imgix, rotation/rot: counter-clockwise inside the frame, "zoomed after rotation so that it covers the
 * entire specified dimensions". Only the part that can be seen after turning is read from the source.
 */
function planStraighten({ rot }: RenderParams, view: View) {
  const degrees = rot % 360
  if (degrees === 0) return null
  const cos = exactly(Math.abs(Math.cos((degrees * Math.PI) / 180)))
  const sin = exactly(Math.abs(Math.sin((degrees * Math.PI) / 180)))
  const { width, height } = view.shown
  // Outside of quarter turns the edge of the picture is soft: it stays out of the frame.
  const edge = degrees % 90 === 0 ? 0 : 3
  const needed = {
    width: width * cos + height * sin + edge,
    height: width * sin + height * cos + edge,
  }
  const zoom = Math.max(needed.width / width, needed.height / height)
  const part = {
    width: (view.part.width * needed.width) / width / zoom,
    height: (view.part.height * needed.height) / height / zoom,
  }
  const left = view.part.left + (view.part.width - part.width) / 2
  const top = view.part.top + (view.part.height - part.height) / 2
  const shown = { width: Math.ceil(needed.width), height: Math.ceil(needed.height) }
  return { angle: 360 - degrees, view: { ...view, part: { left, top, ...part }, shown } }
}

/** cos 90° is not quite 0 in floating point. */
function exactly(value: number): number {
  return Math.round(value * 1e12) / 1e12
}

/**
 * How to get from stored pixels to the view. Scaling first and cutting afterwards lets the decoder skip
 * detail (2.7 times cheaper for a `rect` of a JPEG); from half size up there is nothing to skip.
 */
function realize(
  { part, shown }: View,
  source: SourceFacts,
  orientation: Turn,
  flip: RenderParams['flip'],
  frames: number,
): Pick<Plan, 'cutSource' | 'resize' | 'turn' | 'cut'> {
  const upright = turnedSize(source, orientation)
  const turn = thenFlip(orientation, flip)
  const stored = (size: Size) => (swapsSides(turn) ? turnedSize(size, turn) : size)
  const scale = { x: shown.width / part.width, y: shown.height / part.height }
  const whole = {
    width: Math.max(shown.width, Math.round(upright.width * scale.x)),
    height: Math.max(shown.height, Math.round(upright.height * scale.y)),
  }
  if (covers(part, upright)) {
    return { cutSource: null, resize: unlessSame(stored(shown), source), turn, cut: null }
  }
  const skipsDetail = source.decodesScaled && frames === 1 && Math.max(scale.x, scale.y) <= 0.5
  const small = whole.width * whole.height <= 16_000_000
  if (small && (skipsDetail || source.format === 'svg')) {
    const left = Math.min(Math.round(part.left * scale.x), whole.width - shown.width)
    const top = Math.min(Math.round(part.top * scale.y), whole.height - shown.height)
    const cut = flipBox({ left, top, ...shown }, whole, flip)
    return { cutSource: null, resize: stored(whole), turn, cut }
  }
  const cutSource = unturnBox(toPixels(part, upright), orientation, source)
  return { cutSource, resize: unlessSame(stored(shown), cutSource), turn, cut: null }
}

function covers(part: Box, whole: Size): boolean {
  const edge = 0.01
  return part.width > whole.width - edge && part.height > whole.height - edge
}

function unlessSame(size: Size, now: Size): Size | null {
  return size.width === now.width && size.height === now.height ? null : size
}

function toPixels(part: Box, whole: Size): Box {
  const left = Math.min(whole.width - 1, Math.round(part.left))
  const top = Math.min(whole.height - 1, Math.round(part.top))
  return {
    left,
    top,
    width: Math.min(whole.width - left, Math.max(1, Math.round(part.width))),
    height: Math.min(whole.height - top, Math.max(1, Math.round(part.height))),
  }
}

function planSharpen(sharp: number): Plan['sharpen'] {
  if (sharp === 0) return null
  return { sigma: 1, flat: sharp / 50, jagged: sharp / 25 }
}

function backgroundOf({ bg }: RenderParams, opaque: boolean): Color | null {
  if (!opaque) return bg && bg.alpha > 0 ? bg : null
  return bg ? over(bg, WHITE) : WHITE
}

function over(top: Color, below: Color): Color {
  const mix = (a: number, b: number) => Math.round(a * top.alpha + b * (1 - top.alpha))
  return {
    red: mix(top.red, below.red),
    green: mix(top.green, below.green),
    blue: mix(top.blue, below.blue),
    alpha: 1,
  }
}

function planSurround(params: RenderParams, around: Around, opaque: boolean): Plan['surround'] {
  if (around.left + around.top + around.right + around.bottom === 0) return null
  if (params.fit === 'clamp') return { around, fill: 'edges' }
  const fills = params.fit === 'fill' || params.fit === 'fillmax'
  if (fills && params.fill === 'blur') return { around, fill: 'blur' }
  const ground = params.bg ?? (fills ? WHITE : TRANSPARENT)
  const color = fills ? (params['fill-color'] ?? ground) : ground
  return { around, fill: opaque ? over(color, WHITE) : color }
}

function planBorder(params: RenderParams, border: Border, density: number): PlannedBorder {
  const side = (own: number | undefined) => Math.round((own ?? border.width) * density)
  const radii = params['border-radius'] ?? [0, 0, 0, 0]
  return {
    around: {
      left: side(params['border-left']),
      top: side(params['border-top']),
      right: side(params['border-right']),
      bottom: side(params['border-bottom']),
    },
    color: border.color,
    radii: radii.map((radius) => radius * density) as PlannedBorder['radii'],
  }
}

/** imgix, text/txt-align: bottom,right unless it says otherwise. */
function planText(params: RenderParams, density: number): PlannedText | null {
  const { txt: words, 'txt-font': font, 'txt-align': places } = params
  if (!words?.trim()) return null
  const serif = font?.italic ? 'serifItalic' : 'serif'
  const sans = font?.bold ? 'sansBold' : 'sans'
  const x = (['left', 'center', 'right'] as const).find((place) => places.includes(place))
  const y = (['top', 'middle', 'bottom'] as const).find((place) => places.includes(place))
  return {
    words,
    face: font?.serif ? serif : sans,
    size: params['txt-size'] * density,
    pad: params['txt-pad'] * density,
    color: params['txt-color'] ?? BLACK,
    align: { x: x ?? 'right', y: y ?? 'bottom' },
  }
}

function planOutput(params: RenderParams, format: OutputFormat, size: Size): Output {
  const compress = params.auto.includes('compress') || params.auto.includes('true')
  const q = params.q ?? (compress ? 45 : 75)
  return {
    format,
    // AVIF reaches the likeness of the others at three quarters of the number.
    quality: Math.max(1, Math.round(format === 'avif' ? q * 0.75 : q)),
    lossless: params.lossless,
    progressive: params.fm === 'pjpg' || params['jpg-progressive'],
    chroma: params.chromasub === '420' ? '4:2:0' : '4:4:4',
    palette: params.fm === 'png8' || (compress && params.fm !== 'png32'),
    effort: effortFor(format, size, params.lossless),
    loop: params.loop ?? null,
  }
}

/** Time and bytes of each are in docs/decisions/005-rendering.md. */
function effortFor(format: OutputFormat, { width, height }: Size, lossless: boolean): number {
  if (format === 'gif') return 1
  const side = Math.max(width, height)
  if (format === 'webp') return side <= 512 && !lossless ? 2 : 4
  if (side <= 1200) return 3
  return side <= 2400 ? 2 : 1
}
