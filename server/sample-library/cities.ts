import { blend, createRamp, hex, smoothstep } from './color.ts'
import { createNoise, fractal, randomFrom } from './noise.ts'
import { createCanvas, drawSheet, overlay, type Picture, shade, toPicture } from './picture.ts'
import { fadeInto, paintGlow, paintSky, paintWater } from './scenery.ts'

/** Towers behind towers in the haze of a golden evening. */
export async function drawSkyline(width: number, height: number): Promise<Picture> {
  const canvas = createCanvas(width, height)
  paintSky(
    canvas,
    createRamp([
      [0, '#86a5bd'],
      [0.5, '#f0c99a'],
      [1, '#ffd78e'],
    ]),
    0.8,
  )
  paintGlow(canvas, {
    ...{ x: (width / height) * 0.68, y: 0.5, radius: 0.05, reach: 0.26 },
    ...{ color: [1, 0.78, 0.42], strength: 0.7 },
  })
  const layers = 5
  const parts: string[] = []
  for (let layer = 0; layer < layers; layer++) {
    const near = layer / (layers - 1)
    const top = blend('#e3b48e', '#2a2436', near)
    const foot = blend('#ffd594', '#7a5a58', near)
    parts.push(
      `<defs><linearGradient id="h${layer}" x1="0" y1="0" x2="0" y2="1" gradientUnits="userSpaceOnUse"
 gradientTransform="scale(1 1000)"><stop offset="${0.3 + 0.25 * near}" stop-color="${top}"/><stop offset="1" stop-color="${foot}"/></linearGradient></defs>`,
      `<path fill="url(#h${layer})" d="${towerOutline(layer, near)}"/>`,
      near > 0.4 ? litWindows(layer, near) : '',
    )
  }
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1500 1000">${parts.join('')}</svg>`
  return overlay(toPicture(canvas), svg)
}

interface Tower {
  x: number
  width: number
  top: number
}

function planTowers(layer: number, near: number): Tower[] {
  const random = randomFrom(500 + layer * 13)
  const towers: Tower[] = []
  for (let x = -40; x < 1540; ) {
    const width = (34 + 60 * random()) * (0.7 + near * 0.9)
    const middle = Math.exp(-(((x - 640) / 520) ** 2))
    const tall = (110 + 330 * random() ** 1.6 * (0.35 + 0.65 * middle)) * (1.12 - near * 0.34)
    towers.push({ x, width, top: 560 + near * 300 - tall })
    x += width * (0.82 + 0.5 * random())
  }
  return towers
}

function towerOutline(layer: number, near: number): string {
  const random = randomFrom(900 + layer)
  return planTowers(layer, near)
    .map(({ x, width, top }) => {
      const right = x + width
      const kind = random()
      const notch = width * 0.22
      if (kind < 0.2)
        return `M${x} 1001V${top + 24}L${x + width / 2} ${top}L${right} ${top + 24}V1001Z`
      if (kind < 0.45) {
        const mast = x + width / 2
        return `M${x} 1001V${top + 34}h${notch}V${top}H${mast - 1.5}V${top - 62}h3V${top}H${right - notch}v34h${notch}V1001Z`
      }
      if (kind < 0.6) return `M${x} 1001V${top + 40}L${right} ${top}V1001Z`
      return `M${x} 1001V${top}H${right}V1001Z`
    })
    .join('')
}

function litWindows(layer: number, near: number): string {
  const random = randomFrom(70 + layer)
  const size = 2.2 + near * 2.4
  let path = ''
  for (const { x, width, top } of planTowers(layer, near)) {
    for (let y = top + 46; y < 990; y += size * 3.2) {
      for (let column = x + size * 2; column < x + width - size * 2; column += size * 2.4) {
        if (random() < 0.13)
          path += `M${column.toFixed(1)} ${y.toFixed(1)}h${size}v${size * 1.5}h-${size}z`
      }
    }
  }
  return `<path fill="#ffdf9c" opacity="${0.35 + near * 0.5}" d="${path}"/>`
}

/** A city at night, seen across the water. */
export async function drawNightCity(width: number, height: number): Promise<Picture> {
  const canvas = createCanvas(width, height)
  const horizon = 0.66
  paintSky(
    canvas,
    createRamp([
      [0, '#0f1736'],
      [0.55, '#3a2f6b'],
      [1, '#d9758a'],
    ]),
    horizon,
  )
  const noise = createNoise(66)
  shade(canvas, (x, y, into) => {
    const cloud = smoothstep(0, 0.55, fractal(noise, x * 1.2, y * 3.6, 5))
    fadeInto(into, [0.36, 0.22, 0.42], cloud * 0.5 * smoothstep(0, horizon, y))
  })
  const scene = await overlay(toPicture(canvas), nightTowers(horizon * 1000))
  for (let index = 0; index < canvas.pixels.length; index++) {
    canvas.pixels[index] = (scene.bytes[index] as number) / 255
  }
  paintWater(canvas, {
    ...{ horizon, tint: [0.95, 0.9, 1], waves: 0.3, seed: 30 },
    ...{ mirror: 0.92, deep: hex('#0b1230') },
  })
  return toPicture(canvas)
}

const LAMPS = ['#ffd48a', '#ffb86b', '#ffe7b8', '#9fd3ff', '#ff8fa8']

function nightTowers(foot: number): string {
  const random = randomFrom(4242)
  let towers = ''
  const windows = LAMPS.map(() => '')
  for (let layer = 0; layer < 3; layer++) {
    const fill = ['#232650', '#151a3c', '#0b0f28'][layer]
    let outline = ''
    for (let x = -30; x < 1530; ) {
      const width = 30 + 62 * random()
      const middle = Math.exp(-(((x - 820) / 430) ** 2))
      const tall = 70 + (130 + 460 * middle) * random() ** 1.4 * (1.1 - layer * 0.3)
      const top = foot - tall
      outline += `M${x} ${foot}V${top}h${width}V${foot}z`
      if (tall > 300) outline += `M${x + width / 2 - 1.5} ${top}v-46h3v46z`
      for (let y = top + 9; y < foot - 8; y += 9) {
        if (random() < 0.25) continue
        for (let column = x + 5; column < x + width - 6; column += 7) {
          if (random() > 0.34) continue
          const lamp = random() < 0.86 ? Math.floor(random() * 3) : 3 + Math.floor(random() * 2)
          windows[lamp] += `M${column.toFixed(1)} ${y.toFixed(1)}h3.600v4.400h-3.600z`
        }
      }
      x += width * (0.9 + 0.5 * random())
    }
    towers += `<path fill="${fill}" d="${outline}"/>`
    towers += windows
      .map(
        (path, lamp) => `<path fill="${LAMPS[lamp]}" opacity="${0.5 + 0.2 * layer}" d="${path}"/>`,
      )
      .join('')
    windows.fill('')
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1500 1000"><defs><linearGradient id="g" x1="0" x2="0" y1="0" y2="1">
<stop offset="0" stop-color="#ffb070" stop-opacity="0"/><stop offset="1" stop-color="#ffb070" stop-opacity=".5"/></linearGradient></defs>
${towers}<rect x="0" y="${foot - 130}" width="1500" height="130" fill="url(#g)"/></svg>`
}

/** White arches, hard shadows, a strip of sea. */
export function drawArches(width: number): Promise<Picture> {
  const arches = [0, 1, 2].map((index) => {
    const x = 150 + index * 330
    return `<g transform="translate(${x} 0)"><path fill="url(#sea)" d="M0 1010V560a120 120 0 0 1 240 0V1010Z"/>
<path fill="#c9b7ab" d="M0 1010V560a120 120 0 0 1 18-63.500a120 120 0 0 1 68 -52 C60 500 46 540 46 590V1010Z"/>
<path fill="none" stroke="#fff8ee" stroke-width="5" d="M0 1010V560a120 120 0 0 1 240 0V1010"/></g>`
  })
  const tiles = Array.from({ length: 9 }, (_, index) => {
    const x = -700 + index * 330
    return `<path d="M${600 + (x - 600) * 0.27} 1012L${x} 1520" stroke="#b98f72" stroke-width="3" opacity=".5"/>`
  })
  return drawSheet(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1200 1500"><defs>
<linearGradient id="sky" x1="0" x2="0" y1="0" y2="1"><stop offset="0" stop-color="#2f7fc4"/><stop offset="1" stop-color="#9bd3ea"/></linearGradient>
<linearGradient id="wall" x1="0" x2="1" y1="0" y2="1"><stop offset="0" stop-color="#fffaf1"/><stop offset="1" stop-color="#f0e0d0"/></linearGradient>
<linearGradient id="floor" x1="0" x2="0" y1="0" y2="1"><stop offset="0" stop-color="#dcae8c"/><stop offset="1" stop-color="#c98f6b"/></linearGradient>
<linearGradient id="sea" x1="0" x2="0" y1="440" y2="1010" gradientUnits="userSpaceOnUse"><stop offset="0" stop-color="#6db6e0"/><stop offset=".5" stop-color="#bfe4ee"/>
<stop offset=".52" stop-color="#1f6fa3"/><stop offset="1" stop-color="#2f9dbd"/></linearGradient>
<linearGradient id="beam" x1="0" x2="0" y1="0" y2="1"><stop offset="0" stop-color="#fff1d6" stop-opacity=".95"/><stop offset="1" stop-color="#fff1d6" stop-opacity=".5"/></linearGradient>
</defs><rect width="1200" height="1500" fill="url(#sky)"/>
<path d="M0 230H1200V1010H0Z" fill="url(#wall)"/><path d="M0 230H1200v22H0Z" fill="#fff"/><path d="M0 252H1200v9H0Z" fill="#d8c4b4"/>
<path d="M0 330 L420 261 H0Z" fill="#cdbcae" opacity=".5"/>
${arches.join('')}
<path d="M0 1010H1200V1500H0Z" fill="url(#floor)"/>${tiles.join('')}
${[0, 1, 2].map((index) => `<path fill="url(#beam)" d="M${196 + index * 330} 1010h194l-190 330c-30 52-120 78-190 60s-90-66-60-118z"/>`).join('')}
<path d="M0 1010H1200v6H0Z" fill="#a87a5c"/>
<g transform="translate(1010 1120)"><ellipse cx="-70" cy="178" rx="150" ry="22" fill="#7d5138" opacity=".45"/>
<path d="M-52 40h104c26 40 20 96-14 140h-76c-34-44-40-100-14-140z" fill="#b4552f"/><path d="M-52 40h40c-12 44-14 96 2 140h-28c-34-44-40-100-14-140z" fill="#d8794a"/>
<path d="M-58 30h116v14h-116z" fill="#c8683c"/>
<path d="M0 34C-6-60-60-130-150-150c50 40 90 100 118 184M4 34C10-90 60-170 140-190c-60 60-90 130-110 224M-4 34C-30-80-20-190 20-270c20 90 10 200-4 304M-20 34C-80-20-130-40-190-30c60 10 110 40 150 64M20 34C70-30 130-60 200-50c-70 20-120 50-160 84" fill="#2f6b4f"/></g>
</svg>`,
    width,
  )
}

/** A house front of coloured balconies, seen straight on. */
export function drawFacade(width: number): Promise<Picture> {
  const random = randomFrom(88)
  const awnings = ['#e4572e', '#f3a712', '#2e86ab', '#f6f0e4', '#a23b72', '#3a7d6b']
  const cells: string[] = []
  for (let row = 0; row < 6; row++) {
    for (let column = 0; column < 8; column++) {
      cells.push(
        `<g transform="translate(${column * 200} ${row * 200})">${balcony(random, awnings)}</g>`,
      )
    }
  }
  return drawSheet(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1600 1200"><defs>
<linearGradient id="room" x1="0" x2="0" y1="0" y2="1"><stop offset="0" stop-color="#1e2a3a"/><stop offset="1" stop-color="#41566b"/></linearGradient></defs>
<rect width="1600" height="1200" fill="#e9dccb"/>${cells.join('')}</svg>`,
    width,
  )
}

function balcony(random: () => number, awnings: readonly string[]): string {
  const color = awnings[Math.floor(random() * awnings.length)] as string
  const drop = 26 + Math.floor(random() * 3) * 22
  const curtain =
    random() < 0.5
      ? `<path d="M34 24h${26 + random() * 30}V150H34z" fill="#f4ecdf" opacity=".75"/>`
      : ''
  const plant = random() < 0.35
  const slant = drop * 0.9
  const bars = Array.from({ length: 13 }, (_, index) => `M${20 + index * 13.2} 124v42`).join('')
  return `<rect width="200" height="200" fill="none" stroke="#d2c0aa" stroke-width="2"/>
<rect x="34" y="24" width="132" height="132" fill="url(#room)"/>${curtain}<path d="M99 24h3V156h-3z" fill="#e9dccb"/>
<path d="M34 24h132v${slant + 16}L34 ${24 + slant * 0.5}z" fill="#0d1522" opacity=".4"/>
<path d="M26 18h148l12 ${drop}H14z" fill="${color}"/><path d="M14 ${18 + drop}h172v7H14z" fill="${blend(color, '#1a1a2a', 0.25)}"/>
${plant ? '<path d="M120 126c-14-34 2-52 8-58c6 14 10 30 2 58zM132 126c-2-30 14-44 26-46c0 20-8 36-20 46zM116 126c-10-22-22-28-30-28c2 16 12 26 24 28z" fill="#3f7d55"/>' : ''}
<path d="${bars}" stroke="#2c3542" stroke-width="2.500"/><path d="M14 120h172v6H14zM10 164h180v12H10z" fill="#2c3542"/>
<path d="M10 176h180l14 16H24z" fill="#8f7d6a" opacity=".35"/>`
}

/** An impossible little palace in isometric view, in evening colours. */
export function drawIsometric(width: number): Promise<Picture> {
  const parts: string[] = []
  const blocks: Block[] = []
  const add = (x: number, y: number, z: number, size: Size, tone = 0) =>
    blocks.push({ x, y, z, ...size, tone })
  add(0, 0, 0, { w: 8, d: 8, h: 1.2 })
  add(0, 0, 1.2, { w: 3, d: 3, h: 5 }, 1)
  add(0.4, 0.4, 6.2, { w: 2.2, d: 2.2, h: 0.5 }, 2)
  add(0.9, 0.9, 6.7, { w: 1.2, d: 1.2, h: 1.6 }, 1)
  for (let step = 0; step < 8; step++) {
    add(3 + step * 0.5, 0, 1.2, { w: 0.5, d: 1.6, h: 4 - step * 0.5 })
  }
  add(0, 5, 1.2, { w: 2.4, d: 2.4, h: 2.6 }, 2)
  for (let step = 0; step < 4; step++)
    add(0, 3 + step * 0.5, 1.2, { w: 1.4, d: 0.5, h: 4.2 - step * 0.5 }, 0)
  add(5.4, 5.4, 1.2, { w: 2, d: 2, h: 1.2 }, 1)
  add(5.9, 5.9, 2.4, { w: 1, d: 1, h: 3 }, 0)
  add(5.6, 5.6, 5.4, { w: 1.6, d: 1.6, h: 0.35 }, 2)
  blocks.sort((a, b) => a.x + a.y + a.z * 0.01 - (b.x + b.y + b.z * 0.01))
  for (const block of blocks) parts.push(drawBlock(block))
  return drawSheet(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1600 1600"><defs>
<linearGradient id="bg" x1="0" x2="0" y1="0" y2="1"><stop offset="0" stop-color="#30395f"/><stop offset=".55" stop-color="#b5617c"/><stop offset="1" stop-color="#f5ad86"/></linearGradient>
<radialGradient id="moon"><stop offset="0" stop-color="#fff3dc"/><stop offset="1" stop-color="#ffdcb8"/></radialGradient></defs>
<rect width="1600" height="1600" fill="url(#bg)"/><circle cx="1130" cy="420" r="170" fill="url(#moon)"/>
<circle cx="1130" cy="420" r="260" fill="#ffe7c9" opacity=".12"/><circle cx="1130" cy="420" r="360" fill="#ffe7c9" opacity=".08"/>
<ellipse cx="800" cy="1330" rx="720" ry="120" fill="#5c2f56" opacity=".28"/>
<g transform="translate(800 820)">${parts.join('')}</g></svg>`,
    width,
  )
}

interface Size {
  w: number
  d: number
  h: number
}

interface Block extends Size {
  x: number
  y: number
  z: number
  tone: number
}

const TONES: { top: string; left: string; right: string }[] = [
  { top: '#ffe2c6', left: '#e58a78', right: '#8c4a74' },
  { top: '#fff0d9', left: '#f0a58a', right: '#a1567c' },
  { top: '#9fe0d0', left: '#4fa7a5', right: '#2f6785' },
]

function drawBlock({ x, y, z, w, d, h, tone }: Block): string {
  const at = (px: number, py: number, pz: number) =>
    `${((px - py) * 74).toFixed(1)} ${((px + py) * 37 - pz * 84).toFixed(1)}`
  const top = z + h
  const { top: light, left, right } = TONES[tone] ?? { top: '#fff', left: '#ccc', right: '#888' }
  const face = (fill: string, ...points: string[]) =>
    `<path fill="${fill}" stroke="${fill}" stroke-width=".8" d="M${points.join('L')}Z"/>`
  return (
    face(left, at(x, y + d, z), at(x + w, y + d, z), at(x + w, y + d, top), at(x, y + d, top)) +
    face(right, at(x + w, y, z), at(x + w, y + d, z), at(x + w, y + d, top), at(x + w, y, top)) +
    face(light, at(x, y, top), at(x + w, y, top), at(x + w, y + d, top), at(x, y + d, top)) +
    (h > 2 && w >= 2 ? archway({ x, y, z, w, d, h, tone }, at) : '')
  )
}

function archway(
  { x, y, z, w, d }: Block,
  at: (x: number, y: number, z: number) => string,
): string {
  const left = x + w * 0.34
  const right = x + w * 0.66
  const front = y + d
  const spring = z + 1.15
  return `<path fill="#3a2350" d="M${at(left, front, z)}L${at(left, front, spring)}Q${at(left, front, spring + 0.62)} ${at((left + right) / 2, front, spring + 0.66)}Q${at(right, front, spring + 0.62)} ${at(right, front, spring)}L${at(right, front, z)}Z"/>
<path fill="#ffd28a" d="M${at(left + 0.16, front, z)}L${at(left + 0.16, front, spring)}Q${at(left + 0.16, front, spring + 0.48)} ${at((left + right) / 2 + 0.06, front, spring + 0.52)}Q${at(right, front, spring + 0.5)} ${at(right, front, spring)}L${at(right, front, z)}Z"/>`
}
