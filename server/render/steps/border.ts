import type { Color } from '../color.ts'
import type { PlannedBorder } from '../plan.ts'
import type { Size } from '../turn.ts'
import { fromPixels, type Step, toPixels } from './step.ts'

/** imgix, border-and-padding/border: drawn over the edge; the result keeps its size. */
export const border: Step = {
  needed: ({ border }) => border !== null,
  apply: async (image, { border, background, output }) => {
    if (!border) return image
    const picture = await toPixels(image)
    const drawn = fromPixels(picture).composite([{ input: frameSvg(picture, border) }])
    if (border.radii.every((radius) => radius === 0)) return drawn
    const rounded = fromPixels(await toPixels(drawn.ensureAlpha())).composite([
      { input: maskSvg(picture, border), blend: 'dest-in' },
    ])
    if (output.format !== 'jpg') return rounded
    const { red: r = 255, green: g = 255, blue: b = 255 } = background ?? {}
    return fromPixels(await toPixels(rounded)).flatten({ background: { r, g, b } })
  },
}

function svg({ width, height }: Size, content: string): Buffer {
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${content}</svg>`,
  )
}

function maskSvg(size: Size, { radii }: PlannedBorder): Buffer {
  return svg(size, `<path d="${outline(0, 0, size, radii)}"/>`)
}

/** The outline and, inside it, the hole: what lies between is the border. */
function frameSvg(size: Size, { around, color, radii }: PlannedBorder): Buffer {
  const inner = {
    width: Math.max(0, size.width - around.left - around.right),
    height: Math.max(0, size.height - around.top - around.bottom),
  }
  const width = Math.max(around.left, around.top, around.right, around.bottom)
  const innerRadii = radii.map((radius) => Math.max(0, radius - width)) as PlannedBorder['radii']
  const hole = outline(around.left, around.top, inner, innerRadii)
  const d = `${outline(0, 0, size, radii)} ${hole}`
  return svg(size, `<path fill-rule="evenodd" ${paint(color)} d="${d}"/>`)
}

function paint({ red, green, blue, alpha }: Color): string {
  return `fill="rgb(${red},${green},${blue})" fill-opacity="${alpha}"`
}

function outline(x: number, y: number, { width, height }: Size, radii: PlannedBorder['radii']) {
  const most = Math.min(width, height) / 2
  const [a, b, c, d] = radii.map((radius) => Math.min(radius, most)) as PlannedBorder['radii']
  const right = x + width
  const bottom = y + height
  return [
    `M${x + a} ${y}H${right - b}A${b} ${b} 0 0 1 ${right} ${y + b}`,
    `V${bottom - c}A${c} ${c} 0 0 1 ${right - c} ${bottom}`,
    `H${x + d}A${d} ${d} 0 0 1 ${x} ${bottom - d}`,
    `V${y + a}A${a} ${a} 0 0 1 ${x + a} ${y}Z`,
  ].join('')
}
