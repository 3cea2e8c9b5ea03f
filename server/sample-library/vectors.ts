import { deflateSync } from 'node:zlib'
import { letter, letterPath } from './lettering.ts'
import { drawSvg, type Picture } from './picture.ts'

/** Nine weather icons on one sheet: a real SVG file, with a title for those who cannot see it. */
export function makeWeatherSvg(): Buffer {
  const cloud = 'M-34 22a22 22 0 0 1 3-43a31 31 0 0 1 59-6a25 25 0 0 1 6 49z'
  const sun = `<circle r="20" fill="#f6b73c"/><g stroke="#f6b73c" stroke-width="6" stroke-linecap="round">${[0, 45, 90, 135, 180, 225, 270, 315].map((turn) => `<path transform="rotate(${turn})" d="M0-31V-42"/>`).join('')}</g>`
  const drops = (x: number[], color: string) =>
    `<g stroke="${color}" stroke-width="6" stroke-linecap="round">${x.map((at) => `<path d="M${at} 34l-5 14"/>`).join('')}</g>`
  const icons = [
    sun,
    `<g transform="translate(18 -20) scale(.8)">${sun}</g><path fill="#dfe7ee" d="${cloud}"/>`,
    `<path fill="#c3d0db" transform="translate(14 -14) scale(.8)" d="${cloud}"/><path fill="#eef3f7" d="${cloud}"/>`,
    `<path fill="#b6c5d3" d="${cloud}"/>${drops([-22, 0, 22], '#4c8fd6')}`,
    `<path fill="#7b8ba0" d="${cloud}"/><path fill="#f6b73c" d="M6 20L-14 50H0L-6 74L20 40H6L14 20Z"/>`,
    `<path fill="#dfe7ee" d="${cloud}"/><g fill="#8fb8de"><circle cx="-22" cy="42" r="5"/><circle cx="0" cy="50" r="5"/><circle cx="22" cy="42" r="5"/></g>`,
    `<g fill="none" stroke="#9fb3c4" stroke-width="7" stroke-linecap="round"><path d="M-44-14H14a14 14 0 1 0-14-14M-44 6H36a15 15 0 1 1-15 15M-44 26H0a12 12 0 1 1-12 12"/></g>`,
    `<path fill="#f3e3a8" d="M10-40A42 42 0 1 0 40 14A36 36 0 0 1 10-40Z"/><g fill="#f3e3a8"><circle cx="30" cy="-26" r="4"/><circle cx="44" cy="-8" r="3"/></g>`,
    `<g fill="none" stroke-width="8"><path stroke="#e4572e" d="M-46 24a46 46 0 0 1 92 0"/><path stroke="#f6b73c" d="M-36 24a36 36 0 0 1 72 0"/><path stroke="#3fa796" d="M-26 24a26 26 0 0 1 52 0"/><path stroke="#4c6fd6" d="M-16 24a16 16 0 0 1 32 0"/></g>`,
  ]
  const tiles = icons.map((icon, index) => {
    const at = `translate(${110 + (index % 3) * 190} ${110 + Math.floor(index / 3) * 190})`
    return `<g transform="${at}"><rect x="-80" y="-80" width="160" height="160" rx="36" fill="#22304a"/>${icon}</g>`
  })
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="600" height="600" viewBox="0 0 600 600"><title>Weather icons</title><desc>Nine icons: sun, clouds, rain, thunder, snow, wind, night, rainbow.</desc><rect width="600" height="600" fill="#16213a"/>${tiles.join('')}</svg>\n`,
  )
}

/** A word mark in outlines: four panes of a shop window. */
export function makeMarkSvg(): Buffer {
  const panes = ['#e4572e', '#f3a712', '#2e86ab', '#3a7d6b']
    .map(
      (fill, index) =>
        `<rect x="${60 + (index % 2) * 110}" y="${60 + Math.floor(index / 2) * 110}" width="100" height="100" rx="${index === 1 ? 50 : 14}" fill="${fill}"/>`,
    )
    .join('')
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="960" height="330" viewBox="0 0 960 330"><title>Vitrine</title>${panes}${letter('Vitrine', '#1b2233', { face: 'serif', size: 190, x: 320, y: 226 })}</svg>\n`,
  )
}

/** A desk lamp cut out of its background, its light half transparent. */
export function drawLamp(width: number): Promise<Picture> {
  return drawSvg(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1400 1600"><defs>
<linearGradient id="shade" x1="0" x2="1" y1="0" y2="1"><stop offset="0" stop-color="#f2c14e"/><stop offset=".5" stop-color="#e39a26"/><stop offset="1" stop-color="#a8620f"/></linearGradient>
<linearGradient id="steel"><stop offset="0" stop-color="#59616e"/><stop offset=".3" stop-color="#cfd6df"/><stop offset="1" stop-color="#343b47"/></linearGradient>
<linearGradient id="foot" x1="0" x2="0" y1="0" y2="1"><stop offset="0" stop-color="#e8ac38"/><stop offset="1" stop-color="#9a5a10"/></linearGradient>
<radialGradient id="light" gradientUnits="userSpaceOnUse" cx="905" cy="560" r="900"><stop offset="0" stop-color="#fff2c4" stop-opacity=".85"/><stop offset=".5" stop-color="#ffe7a3" stop-opacity=".25"/><stop offset="1" stop-color="#ffe7a3" stop-opacity="0"/></radialGradient>
<radialGradient id="under"><stop offset="0" stop-color="#1a1206" stop-opacity=".5"/><stop offset="1" stop-color="#1a1206" stop-opacity="0"/></radialGradient></defs>
<path fill="url(#light)" d="M689 708L1073 537L1400 1180L1400 1420L640 1490Z"/><ellipse cx="420" cy="1462" rx="330" ry="46" fill="url(#under)"/>
<path fill="none" stroke="url(#steel)" stroke-width="26" stroke-linecap="round" d="M420 1400L300 820L760 420"/><circle cx="300" cy="820" r="34" fill="#3b424e"/><circle cx="300" cy="820" r="14" fill="#c8d0da"/>
<path fill="url(#foot)" d="M190 1440C190 1390 290 1364 420 1364S650 1390 650 1440V1460C650 1474 560 1484 420 1484S190 1474 190 1460Z"/>
<ellipse cx="420" cy="1404" rx="206" ry="30" fill="#f4c866" opacity=".7"/>
<g transform="rotate(-24 800 440)"><path fill="url(#shade)" d="M720 330H880L1010 640H590Z"/><path fill="#fff" opacity=".28" d="M738 330H770L690 640H630Z"/><path fill="url(#shade)" d="M760 262H840L880 330H720Z"/><ellipse cx="800" cy="640" rx="210" ry="46" fill="#7a4508"/><ellipse cx="800" cy="642" rx="186" ry="36" fill="#fff3cd"/><ellipse cx="800" cy="650" rx="92" ry="30" fill="#fffdf4"/></g></svg>`,
    width,
  )
}

/** An app icon: rounded, transparent at its corners. */
export function drawAppIcon(width: number): Promise<Picture> {
  return drawSvg(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1024 1024"><defs><linearGradient id="b" x1="0" x2="1" y1="0" y2="1"><stop offset="0" stop-color="#5b6cff"/><stop offset=".55" stop-color="#a24bf0"/><stop offset="1" stop-color="#ff6a88"/></linearGradient>
<linearGradient id="h" x1="0" x2="0" y1="0" y2="1"><stop offset="0" stop-color="#fff" stop-opacity=".35"/><stop offset="1" stop-color="#fff" stop-opacity="0"/></linearGradient>
<clipPath id="c"><rect x="48" y="48" width="928" height="928" rx="208"/></clipPath></defs><g clip-path="url(#c)"><rect width="1024" height="1024" fill="url(#b)"/>
<circle cx="716" cy="330" r="104" fill="#ffe9b0"/><path fill="#2b1a63" opacity=".55" d="M0 760L300 420L480 620L600 500L1024 900V1024H0Z"/><path fill="#1a0f47" opacity=".75" d="M0 900L240 690L430 850L620 660L1024 960V1024H0Z"/><rect width="1024" height="420" fill="url(#h)"/></g></svg>`,
    width,
  )
}

const PAGE = { width: 595, height: 842 }

/** A leaflet of two pages as PDF 1.4, letters as outlines: nothing to embed and nothing to miss. */
export function makeLeafletPdf(): Buffer {
  const ink: Fill = [0.09, 0.11, 0.17]
  const cream: Fill = [0.97, 0.94, 0.89]
  const red: Fill = [0.88, 0.27, 0.17]
  const gold: Fill = [0.95, 0.7, 0.14]
  const blue: Fill = [0.11, 0.31, 0.54]
  const text = (
    words: string,
    fill: Fill,
    size: number,
    x: number,
    y: number,
    face: 'serif' | 'italic' | 'sans' | 'sansBold' = 'sans',
  ) => paint(fill, letterPath(words, { face, size, x, y }))
  const cover = [
    paint(cream, 'M0 0L595 0L595 842L0 842Z'),
    paint(blue, 'M0 120C200 60 300 260 595 150L595 560C380 640 220 470 0 560Z'),
    paint(
      gold,
      'M400 250C455 250 500 295 500 350C500 405 455 450 400 450C345 450 300 405 300 350C300 295 345 250 400 250Z',
    ),
    paint(red, 'M0 470C180 380 360 540 595 430L595 600C400 680 200 540 0 640Z'),
    text('The Quiet', ink, 78, 48, 706, 'serif'),
    text('Coast', ink, 78, 48, 780, 'italic'),
    text('Walks between harbour and light', ink, 15, 50, 812),
    text('No 12', ink, 15, 500, 60, 'sansBold'),
  ]
  const lines = [
    'Start at the old harbour, where the nets dry on the wall.',
    'The path follows the cliff for an hour; at low water you may',
    'take the beach instead. Behind the second cape the lighthouse',
    'comes into view. Its keeper sells tea until the lamp is lit.',
  ]
  const inside = [
    paint(cream, 'M0 0L595 0L595 842L0 842Z'),
    text('First day', red, 44, 48, 110, 'serif'),
    ...lines.map((line, index) => text(line, ink, 16, 48, 160 + index * 28)),
    paint([0.88, 0.84, 0.76], 'M48 330L547 330L547 700L48 700Z'),
    paint(
      [0.55, 0.72, 0.78],
      'M48 330L547 330L547 470C430 520 380 430 280 500C200 560 130 470 48 540Z',
    ),
    paint(
      red,
      'M150 560C158 560 164 566 164 574C164 582 150 604 150 604C150 604 136 582 136 574C136 566 142 560 150 560Z',
    ),
    paint(
      red,
      'M440 500C448 500 454 506 454 514C454 522 440 544 440 544C440 544 426 522 426 514C426 506 432 500 440 500Z',
    ),
    text('Harbour', ink, 13, 128, 624),
    text('Lighthouse', ink, 13, 408, 564),
    text('9 km · 3 hours', blue, 20, 48, 750, 'sansBold'),
  ]
  return writePdf([cover, inside].map((page) => page.join('\n')))
}

type Fill = [red: number, green: number, blue: number]

/** A filled path in PDF's words; PDF counts upwards, drawings count downwards. */
function paint(fill: Fill, path: string): string {
  let [atX, atY] = [0, 0]
  const commands = path.match(/[MLQCZ][^MLQCZ]*/g) ?? []
  const drawn = commands.map((command) => {
    const n = (command.slice(1).match(/-?[\d.]+/g) ?? []).map(Number)
    const flip = (value: number, index: number) =>
      (index % 2 === 0 ? value : PAGE.height - value).toFixed(2)
    const cubic = command.startsWith('Q') ? raise([atX, atY], n) : n
    atX = n.at(-2) ?? atX
    atY = n.at(-1) ?? atY
    const words = cubic.map(flip).join(' ')
    if (command.startsWith('M')) return `${words} m`
    if (command.startsWith('L')) return `${words} l`
    return command.startsWith('Z') ? 'h' : `${words} c`
  })
  return `${fill.join(' ')} rg ${drawn.join(' ')} f`
}

/** A quadratic curve as the same cubic one. */
function raise([x, y]: [number, number], [cx = 0, cy = 0, toX = 0, toY = 0]: number[]): number[] {
  const third = (from: number, control: number) => from + (2 / 3) * (control - from)
  return [third(x, cx), third(y, cy), third(toX, cx), third(toY, cy), toX, toY]
}

/** Compressed; read as Latin-1, one character is one byte. */
function writeStream(content: string): string {
  const bytes = deflateSync(content).toString('latin1')
  return `<< /Length ${bytes.length} /Filter /FlateDecode >>\nstream\n${bytes}\nendstream`
}

function writePdf(pages: string[]): Buffer {
  const kids = pages.map((_, index) => `${4 + index * 2} 0 R`).join(' ')
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Kids [${kids}] /Count ${pages.length} >>`,
    '<< /Title (The Quiet Coast) /Author (Vitrine) /Subject (A leaflet of two pages) /Keywords (coast, walking, leaflet) /CreationDate (D:20240612090000Z) >>',
    ...pages.flatMap((content, index) => [
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${PAGE.width} ${PAGE.height}] /Resources << >> /Contents ${5 + index * 2} 0 R >>`,
      writeStream(content),
    ]),
  ]
  let file = '%PDF-1.4\n'
  const offsets = objects.map((object, index) => {
    const offset = file.length
    file += `${index + 1} 0 obj\n${object}\nendobj\n`
    return offset
  })
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')
  const trailer = `<< /Size ${objects.length + 1} /Root 1 0 R /Info 3 0 R >>`
  return Buffer.from(
    `${file}xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}trailer\n${trailer}\nstartxref\n${file.length}\n%%EOF\n`,
    'latin1',
  )
}
