import { blend, createRamp, hex, lengthOf, type Rgb, readRamp, smoothstep } from './color.ts'
import { createNoise, fractal, randomFrom } from './noise.ts'
import { createCanvas, drawSheet, type Picture, shade, toPicture } from './picture.ts'

function sheet(width: number, height: number, content: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}">${content}</svg>`
}

function pick<Item>(random: () => number, items: readonly Item[]): Item {
  return items[Math.floor(random() * items.length)] as Item
}

/** Quarter circles that join into endless ribbons. */
export function drawTruchet(width: number): Promise<Picture> {
  const random = randomFrom(12)
  const tile = 160
  let wide = ''
  const half = tile / 2
  for (let y = 0; y < 1600; y += tile) {
    for (let x = 0; x < 1600; x += tile) {
      const middle = x + half
      const arc = `a${half} ${half} 0 0`
      wide +=
        random() < 0.5
          ? `M${middle} ${y}${arc} 1-${half} ${half}M${middle} ${y + tile}${arc} 1 ${half}-${half}`
          : `M${middle} ${y}${arc} 0 ${half} ${half}M${x} ${y + half}${arc} 1 ${half} ${half}`
    }
  }
  const stroke = (color: string, size: number) =>
    `<path d="${wide}" fill="none" stroke="${color}" stroke-width="${size}"/>`
  const bands = [
    stroke('#12343b', 100),
    stroke('#e9c46a', 82),
    stroke('#e76f51', 56),
    stroke('#f7ede2', 30),
    stroke('#12343b', 9),
  ]
  return drawSheet(
    sheet(1600, 1600, `<rect width="1600" height="1600" fill="#1f5c63"/>${bands.join('')}`),
    width,
  )
}

/** Chips of stone in pale cement. */
export function drawTerrazzo(width: number): Promise<Picture> {
  const random = randomFrom(29)
  const colors = ['#d98e73', '#2f4858', '#f2c14e', '#86a59c', '#a4596a', '#3d7068', '#e6b8a2']
  const placed: { x: number; y: number; size: number }[] = []
  let chips = ''
  for (let attempt = 0; attempt < 9000; attempt++) {
    const size = 7 + 58 * random() ** 3.2 * (attempt < 900 ? 1 : 0.35)
    const x = random() * 1600
    const y = random() * 1600
    if (placed.some((other) => lengthOf(other.x - x, other.y - y) < other.size + size + 5)) continue
    placed.push({ x, y, size })
    const corners = 5 + Math.floor(random() * 4)
    const turn = random() * 7
    const points = Array.from({ length: corners }, (_, corner) => {
      const angle = turn + ((corner + random() * 0.7) / corners) * 2 * Math.PI
      const reach = size * (0.72 + 0.28 * random())
      return `${(x + Math.cos(angle) * reach).toFixed(1)} ${(y + Math.sin(angle) * reach).toFixed(1)}`
    })
    const color = blend(pick(random, colors), '#ffffff', random() * 0.16)
    chips += `<path fill="${color}" stroke="${color}" stroke-width="5" stroke-linejoin="round" d="M${points.join('L')}Z"/>`
  }
  return drawSheet(
    sheet(1600, 1600, `<rect width="1600" height="1600" fill="#f5efe6"/>${chips}`),
    width,
  )
}

/** Seigaiha: the blue waves of old Japanese cloth. */
export function drawWaves(width: number): Promise<Picture> {
  const random = randomFrom(3)
  let scales = ''
  for (let row = -1; row < 22; row++) {
    for (let column = -1; column < 11; column++) {
      const x = column * 160 + (row % 2 === 0 ? 0 : 80)
      const y = row * 76 + 80
      const tone = random() * 0.35 + 0.25 * Math.sin(column * 0.9 + row * 0.35)
      const deep = blend('#0f2f57', '#2f6f9f', Math.max(0, tone))
      const gold = random() < 0.07
      scales += [80, 66, 52, 38, 24]
        .map((radius, ring) => {
          const fill = ring % 2 === 0 ? (gold ? '#c98a2b' : deep) : '#f3ead9'
          return `<circle cx="${x}" cy="${y}" r="${radius}" fill="${fill}"/>`
        })
        .join('')
    }
  }
  return drawSheet(sheet(1600, 1600, scales), width)
}

const BAUHAUS = ['#e63b2e', '#f4b41a', '#1d4e89', '#16161a', '#efe6d5', '#7fb7be']

/** A grid of circles, quarters and bars. */
export function drawBauhausTiles(width: number): Promise<Picture> {
  const random = randomFrom(1919)
  let tiles = ''
  for (let y = 0; y < 1600; y += 200) {
    for (let x = 0; x < 2000; x += 200) {
      const ground = pick(random, BAUHAUS)
      const others = BAUHAUS.filter((color) => color !== ground)
      const first = pick(random, others)
      const second = pick(
        random,
        others.filter((color) => color !== first),
      )
      const turn = Math.floor(random() * 4) * 90
      tiles += `<g transform="translate(${x} ${y}) rotate(${turn} 100 100)"><rect width="200.500" height="200.500" fill="${ground}"/>${bauhausShape(random, first, second)}</g>`
    }
  }
  return drawSheet(sheet(2000, 1600, tiles), width)
}

function bauhausShape(random: () => number, first: string, second: string): string {
  const shapes = [
    `<path fill="${first}" d="M0 0A200 200 0 0 1 200 200H0Z"/><path fill="${second}" d="M0 100A100 100 0 0 1 100 200H0Z"/>`,
    `<circle cx="100" cy="100" r="100" fill="${first}"/><path fill="${second}" d="M0 100a100 100 0 0 1 200 0Z"/>`,
    `<circle cx="100" cy="100" r="84" fill="${first}"/><circle cx="100" cy="100" r="36" fill="${second}"/>`,
    `<path fill="${first}" d="M0 0H100V200H0Z"/><path fill="${second}" d="M100 0a100 100 0 0 1 0 200Z"/>`,
    `<path fill="${first}" d="M0 200L200 0V200Z"/><circle cx="62" cy="62" r="38" fill="${second}"/>`,
    `<path fill="${first}" d="M0 0H200V40H0ZM0 80H200v40H0ZM0 160H200v40H0Z"/>`,
    `<path fill="${first}" d="M0 0A100 100 0 0 0 100 100A100 100 0 0 0 200 0Z"/><path fill="${second}" d="M0 200A100 100 0 0 1 100 100A100 100 0 0 1 200 200Z"/>`,
  ]
  return pick(random, shapes)
}

/** Leaves and seeds on stalks, the way the fifties liked them. */
export function drawMidCentury(width: number): Promise<Picture> {
  const random = randomFrom(1956)
  const palette = ['#d95f3b', '#e9a93c', '#3f7c85', '#274156', '#8aa05a']
  const parts: string[] = []
  for (let column = 0; column < 10; column++) {
    for (let row = -1; row < 5; row++) {
      const x = 80 + column * 160
      const y = 40 + row * 320 + (column % 2 === 0 ? 0 : 160)
      const color = pick(random, palette)
      const other = pick(
        random,
        palette.filter((entry) => entry !== color),
      )
      parts.push(`<g transform="translate(${x} ${y})">${stalk(random, color, other)}</g>`)
    }
  }
  return drawSheet(
    sheet(1600, 1600, `<rect width="1600" height="1600" fill="#f4ead7"/>${parts.join('')}`),
    width,
  )
}

function stalk(random: () => number, color: string, other: string): string {
  if (random() < 0.4) {
    const petals = Array.from(
      { length: 12 },
      (_, index) => `<ellipse cx="0" cy="-46" rx="8" ry="30" transform="rotate(${index * 30})"/>`,
    )
    return `<g transform="translate(0 150)" fill="${color}">${petals.join('')}<circle r="13" fill="${other}"/></g><path d="M0 226v84" stroke="#2b2b33" stroke-width="3"/>`
  }
  const leaves = [0, 1, 2, 3].map((index) => {
    const y = 90 + index * 52
    return `<path d="M0 ${y + 40}C-14 ${y + 6}-52 ${y + 4}-60 ${y - 14}C-30 ${y - 24}-4 ${y} 0 ${y + 40}Z" fill="${color}"/>
<path d="M0 ${y + 40}C14 ${y + 6} 52 ${y + 4} 60 ${y - 14}C30 ${y - 24} 4 ${y} 0 ${y + 40}Z" fill="${other}"/>`
  })
  return `<path d="M0 40V310" stroke="#2b2b33" stroke-width="3"/>${leaves.join('')}<path d="M0 76C-20 50-10 20 0 4C10 20 20 50 0 76Z" fill="#2b2b33"/>`
}

/** The height lines of a map nobody has walked. */
export function drawContours(width: number, height: number): Picture {
  const canvas = createCanvas(width, height)
  const noise = createNoise(404)
  const ramp = createRamp([
    [0.12, '#0f3b46'],
    [0.38, '#2f7468'],
    [0.56, '#b8c48a'],
    [0.74, '#f0d9a4'],
    [1, '#fdf6e6'],
  ])
  const ink: Rgb = hex('#0a2a31')
  const levelAt = (x: number, y: number) =>
    0.5 + 0.62 * fractal(noise, x * 1.5 + 0.4 * noise(x, y + 4), y * 1.5 + 0.4 * noise(x + 9, y), 3)
  const steps = 22
  shade(canvas, (x, y, into) => {
    const level = levelAt(x, y) * steps
    const slope =
      lengthOf(levelAt(x + 0.001, y) * steps - level, levelAt(x, y + 0.001) * steps - level) * 1000
    readRamp(ramp, Math.floor(level) / steps, into)
    const nearest = Math.abs(level - Math.round(level)) / Math.max(slope, 2)
    const heavy = Math.round(level) % 5 === 0
    const line = smoothstep(heavy ? 0.0022 : 0.0013, heavy ? 0.0012 : 0.0004, nearest)
    for (let part = 0; part < 3; part++) {
      into[part] =
        (into[part] as number) +
        ((ink[part] as number) - (into[part] as number)) * line * (heavy ? 0.75 : 0.45)
    }
  })
  return toPicture(canvas)
}
