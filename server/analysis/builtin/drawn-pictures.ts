import sharp from 'sharp'

const SHARES = Array.from({ length: 8 }, (_, corner) => ((corner + 0.5) * Math.PI) / 4)

/** 768 × 384; the sign takes 200 pixels each way from 474, 30 on. */
export const STOP_SIGN = drawing(
  768,
  384,
  `<rect width="768" height="384" fill="#9cc4e8"/>
  <rect y="230" width="768" height="154" fill="#6b8f4a"/>
  <rect x="568" y="200" width="12" height="184" fill="#888"/>
  <polygon points="${octagon(108)}" fill="#fff"/>
  <polygon points="${octagon(100)}" fill="#c1121f"/>
  <text x="574" y="152" font-family="sans-serif" font-weight="bold" font-size="62" fill="#fff"
    text-anchor="middle">STOP</text>`,
)

/** 768 × 512; the head takes 216 × 290 pixels from 392, 105 on. */
export const FACE = drawing(
  768,
  512,
  `<radialGradient id="skin" cx=".42" cy=".4" r=".75"><stop offset="0" stop-color="#f3cfb3"/>
    <stop offset=".7" stop-color="#d9a27e"/><stop offset="1" stop-color="#a56c4c"/></radialGradient>
  <rect width="768" height="512" fill="#7d8c94"/>
  <g transform="translate(500 240)" fill="none">
    <path d="M-230 300C-200 170-90 150-60 140L60 140C90 150 200 170 230 300Z" fill="#334"/>
    <rect x="-45" y="80" width="90" height="90" fill="#c18d6b"/>
    <ellipse cy="-10" rx="135" ry="175" fill="#2a1b12"/>
    <ellipse cy="10" rx="108" ry="145" fill="url(#skin)"/>
    <path d="M-108-10C-100-130 100-130 108-10C80-90-80-90-108-10Z" fill="#2a1b12"/>
    ${eye(-44)} ${eye(44)}
    <path d="M-6-4C-8 30-24 46-18 56C-8 64 8 64 18 56C24 46 12 40 8 20" stroke="#a8714f"
      stroke-width="4" fill="#d3a07c" fill-opacity=".5"/>
    <g fill="#7a4a33"><ellipse cx="-9" cy="57" rx="5" ry="3"/><ellipse cx="9" cy="57" rx="5" ry="3"/></g>
    <path d="M-40 92C-20 82-8 84 0 87C8 84 20 82 40 92C20 110-20 110-40 92Z" fill="#b0554f"/>
    <path d="M-40 92Q0 98 40 92" stroke="#7a2f2c" stroke-width="3"/>
  </g>`,
)

function octagon(radius: number): string {
  return SHARES.map((a) => `${574 + radius * Math.cos(a)},${130 + radius * Math.sin(a)}`).join(' ')
}

function eye(x: number): string {
  return `<g transform="translate(${x} -6)">
    <path d="M-28-26q28-16 56 0" stroke="#2a1b12" stroke-width="8"/>
    <ellipse rx="22" ry="11" fill="#f6f2ee"/>
    <circle r="10" fill="#4b2f18"/><circle r="6" fill="#111"/>
    <path d="M-23 0q23-18 46 0" stroke="#3a2418" stroke-width="4"/>
    <path d="M-22 8q22 12 44 0" stroke="#b07c5c" stroke-width="3"/>
  </g>`
}

function drawing(width: number, height: number, content: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${content}</svg>`
}

/** As imaging makes them. */
export async function toStill(svg: string): Promise<Uint8Array> {
  return await sharp(Buffer.from(svg)).blur(0.8).jpeg({ quality: 88 }).toBuffer()
}

export async function plainStill(
  width: number,
  height: number,
  background: string,
): Promise<Uint8Array> {
  return await sharp({ create: { width, height, channels: 3, background } })
    .jpeg()
    .toBuffer()
}
