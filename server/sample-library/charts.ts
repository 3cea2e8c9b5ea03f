import { blend } from './color.ts'
import { letter } from './lettering.ts'
import { createNoise, fractal, randomFrom } from './noise.ts'
import { drawSheet, type Picture } from './picture.ts'

interface Paper {
  ground: string
  ink: string
  soft: string
}

const LIGHT: Paper = { ground: '#fbf8f3', ink: '#1f2430', soft: '#8b8f99' }
const DARK: Paper = { ground: '#12151f', ink: '#f2f3f7', soft: '#7f879b' }

function chart(
  width: number,
  paper: Paper,
  [title, note]: [string, string],
  content: string,
): Promise<Picture> {
  return drawSheet(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1600 1200"><rect width="1600" height="1200" fill="${paper.ground}"/>
${letter(title, paper.ink, { face: 'serif', size: 74, x: 110, y: 156 })}${letter(note, paper.soft, { face: 'sans', size: 32, x: 112, y: 214 })}${content}</svg>`,
    width,
  )
}

function smoothLine(points: [number, number][]): string {
  const [first, ...others] = points
  if (!first) return ''
  let path = `M${first[0]} ${first[1].toFixed(1)}`
  let previous = first
  for (const point of others) {
    const middle = (previous[0] + point[0]) / 2
    path += `C${middle} ${previous[1].toFixed(1)} ${middle} ${point[1].toFixed(1)} ${point[0]} ${point[1].toFixed(1)}`
    previous = point
  }
  return path
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** Two lines over a year, the newer one in front with its area. */
export function drawLineChart(width: number): Promise<Picture> {
  const now = [22, 27, 25, 34, 41, 39, 52, 61, 57, 68, 79, 91]
  const then = [18, 20, 24, 23, 29, 33, 31, 37, 43, 41, 48, 52]
  const toPoints = (values: number[]): [number, number][] =>
    values.map((value, index) => [150 + index * 118, 1040 - value * 7.6])
  const lines = [0, 25, 50, 75, 100].map((value) => {
    const y = 1040 - value * 7.6
    return `<path d="M150 ${y}H1450" stroke="#e4ded3" stroke-width="2"/>${letter(String(value), LIGHT.soft, { face: 'sans', size: 26, x: 128, y: y + 9, anchor: 'end' })}`
  })
  const months = MONTHS.map((month, index) =>
    letter(month, LIGHT.soft, {
      face: 'sans',
      size: 26,
      x: 150 + index * 118,
      y: 1092,
      anchor: 'middle',
    }),
  )
  const front = smoothLine(toPoints(now))
  const end = toPoints(now).at(-1) ?? [0, 0]
  return chart(
    width,
    LIGHT,
    ['Orders, in thousands', 'This year against the last'],
    `<defs><linearGradient id="a" x1="0" x2="0" y1="0" y2="1"><stop offset="0" stop-color="#e4572e" stop-opacity=".34"/><stop offset="1" stop-color="#e4572e" stop-opacity="0"/></linearGradient></defs>
${lines.join('')}${months.join('')}<path d="${front}V1040H150Z" fill="url(#a)"/>
<path d="${smoothLine(toPoints(then))}" fill="none" stroke="#b9b2a6" stroke-width="5" stroke-dasharray="2 14" stroke-linecap="round"/>
<path d="${front}" fill="none" stroke="#e4572e" stroke-width="8" stroke-linecap="round"/>
<circle cx="${end[0]}" cy="${end[1]}" r="20" fill="#fbf8f3" stroke="#e4572e" stroke-width="8"/>
${letter('91', '#e4572e', { face: 'serif', size: 92, x: end[0] + 14, y: end[1] - 50, anchor: 'end' })}`,
  )
}

/** Bars bent around a centre, longest outside. */
export function drawRadialChart(width: number): Promise<Picture> {
  const rows: [string, number, string][] = [
    ['Hydro', 0.86, '#4cc9f0'],
    ['Wind', 0.74, '#4895ef'],
    ['Solar', 0.62, '#f9c74f'],
    ['Biomass', 0.47, '#90be6d'],
    ['Geothermal', 0.34, '#f9844a'],
    ['Tidal', 0.19, '#c77dff'],
  ]
  const rings = rows.map(([name, share, color], index) => {
    const radius = 400 - index * 52
    const around = 2 * Math.PI * radius
    const ring = `cx="1010" cy="690" r="${radius}" fill="none" stroke-width="32"`
    return `<circle ${ring} stroke="#1e2333"/><circle ${ring} stroke="${color}" stroke-linecap="round" stroke-dasharray="${(around * share * 0.985).toFixed(1)} ${around.toFixed(1)}" transform="rotate(-90 1010 690)"/>
<circle cx="124" cy="${430 + index * 92}" r="13" fill="${color}"/>${letter(name, DARK.ink, { face: 'sans', size: 40, x: 160, y: 444 + index * 92 })}
${letter(`${Math.round(share * 100)}`, color, { face: 'sansBold', size: 44, x: 520, y: 445 + index * 92, anchor: 'end' })}`
  })
  return chart(
    width,
    DARK,
    ['Where the power comes from', 'Share of each plant in use, per cent'],
    rings.join(''),
  )
}

/** Stacked bars of a week in four colours. */
export function drawBarChart(width: number): Promise<Picture> {
  const random = randomFrom(55)
  const colors = ['#264653', '#2a9d8f', '#e9c46a', '#e76f51']
  const days = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
  const bars = days.map((day, index) => {
    const x = 150 + index * 190
    let top = 1030
    const blocks = colors.map((color, part) => {
      const tall = 60 + random() * 130 * (index > 4 ? 1.5 : 1) * (part === 3 ? 0.6 : 1)
      top -= tall
      return `<rect x="${x}" y="${top.toFixed(1)}" width="112" height="${(tall - 6).toFixed(1)}" rx="8" fill="${color}"/>`
    })
    return (
      blocks.join('') +
      letter(day, LIGHT.soft, { face: 'sans', size: 30, x: x + 56, y: 1090, anchor: 'middle' })
    )
  })
  const names = ['Web', 'App', 'Store', 'Partners'].map((name, index) => {
    const x = 900 + index * 160
    return `<rect x="${x}" y="130" width="26" height="26" rx="6" fill="${colors[index]}"/>${letter(name, LIGHT.ink, { face: 'sans', size: 28, x: x + 38, y: 153 })}`
  })
  return chart(
    width,
    LIGHT,
    ['A week of visits', 'By channel, in thousands'],
    bars.join('') + names.join(''),
  )
}

/** Ridge lines: one hilly line per week of the year. */
export function drawRidgeChart(width: number): Promise<Picture> {
  const noise = createNoise(1850)
  const rows = 26
  const lines = Array.from({ length: rows }, (_, row) => {
    const share = row / (rows - 1)
    const base = 380 + row * 29
    const color =
      share < 0.5
        ? blend('#3a6ea5', '#f1e3c4', share * 2)
        : blend('#f1e3c4', '#d1373f', share * 2 - 1)
    let line = ''
    for (let x = 200; x <= 1490; x += 8) {
      const away = (x - 790 - share * 130) / 250
      const hill = Math.exp(-away * away) * (120 + 90 * (0.5 + noise(row * 0.7, 2)))
      const tall =
        hill * (0.75 + 0.6 * fractal(noise, x / 90, row * 0.35, 3)) +
        5 * fractal(noise, x / 40, row, 2)
      line += `${line ? 'L' : 'M'}${x} ${(base - Math.max(0, tall)).toFixed(1)}`
    }
    const year =
      row % 5 === 0
        ? letter(`Week ${1 + row * 2}`, DARK.soft, {
            face: 'sans',
            size: 24,
            x: 172,
            y: base + 6,
            anchor: 'end',
          })
        : ''
    return `<path d="${line}V${base + 2}H200Z" fill="#12151f"/><path d="${line}" fill="none" stroke="${color}" stroke-width="3.500"/>${year}`
  })
  return chart(
    width,
    DARK,
    ['Footsteps on the old bridge', 'Passers-by through the day, one line for every second week'],
    lines.join(''),
  )
}
