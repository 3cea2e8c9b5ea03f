import {
  BufferTarget,
  EncodedPacket,
  EncodedVideoPacketSource,
  Output,
  WebMOutputFormat,
} from 'mediabunny'
import sharp, { type Sharp } from 'sharp'
import { blend } from './color.ts'
import { createNoise, fractal } from './noise.ts'

/** Discs that swing in a wave, for ever: an animated GIF. */
export async function makePendulumGif(): Promise<Buffer> {
  const count = 24
  const colors = [
    '#ef476f',
    '#f78c6b',
    '#ffd166',
    '#83d483',
    '#06d6a0',
    '#0cb0a9',
    '#118ab2',
    '#0b6a94',
    '#073b4c',
  ]
  const frames = Array.from({ length: count }, (_, frame) => {
    const turn = (frame / count) * 2 * Math.PI
    const discs = colors.map((color, index) => {
      const y = 240 + Math.sin(turn + index * 0.55) * 120
      return `<circle cx="${64 + index * 44}" cy="${y.toFixed(2)}" r="19" fill="${color}"/><ellipse cx="${64 + index * 44}" cy="424" rx="${(13 + (y - 120) / 24).toFixed(1)}" ry="4" fill="#e9dfcf"/>`
    })
    return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 480 480"><rect width="480" height="480" fill="#fbf5ea"/>${discs.join('')}</svg>`
  })
  return (await joinFrames(frames, 400))
    .gif({ effort: 1, colours: 32, dither: 0, loop: 0, delay: Array(count).fill(50) })
    .toBuffer()
}

/** Evening waves rolling past: an animated WebP. */
export async function makeWavesWebp(): Promise<Buffer> {
  const count = 32
  const layers = ['#f6bd8b', '#e88d72', '#b85f78', '#74477a', '#3a2f66', '#1c2048']
  const frames = Array.from({ length: count }, (_, frame) => {
    const waves = layers.map((color, layer) => {
      let path = 'M-10 340'
      for (let x = -10; x <= 730; x += 12) {
        const steps = 2 + (layer % 3)
        const phase =
          (x / 720) * 2 * Math.PI * steps -
          (frame / count) * 2 * Math.PI * (layer % 2 === 0 ? 1 : 2)
        const y = 150 + layer * 46 + Math.sin(phase + layer * 1.7) * (8 + layer * 3.4)
        path += `L${x} ${y.toFixed(1)}`
      }
      return `<path fill="${color}" d="${path}L730 460H-10Z"/>`
    })
    return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 450"><defs><linearGradient id="s" x1="0" x2="0" y1="0" y2="1"><stop offset="0" stop-color="#ffdfa8"/><stop offset=".5" stop-color="#fbc893"/></linearGradient></defs>
<rect width="720" height="450" fill="url(#s)"/><circle cx="500" cy="112" r="54" fill="#fff4d6"/>${waves.join('')}</svg>`
  })
  return (await joinFrames(frames, 720))
    .webp({ quality: 70, effort: 1, loop: 0, delay: Array(count).fill(60) })
    .toBuffer()
}

/** All frames below each other in one tall picture, which is how libvips sees an animation. */
async function joinFrames(frames: string[], width: number): Promise<Sharp> {
  const pictures = await Promise.all(
    frames.map((frame) =>
      sharp(Buffer.from(frame)).resize(width).flatten().raw().toBuffer({ resolveWithObject: true }),
    ),
  )
  const pageHeight = pictures[0]?.info.height ?? 0
  const height = pageHeight * pictures.length
  const pixels = Buffer.concat(pictures.map(({ data }) => data))
  return sharp(pixels, { raw: { width, height, channels: 3, pageHeight } })
}

const FILM = { width: 960, height: 540, frames: 60, perSecond: 20 }

/**
 * Three seconds of sunrise as WebM, without a video encoder: the picture inside a lossy WebP is a VP8 key
 * frame, so a film of key frames is a row of WebPs in another box.
 */
export async function makeSunriseFilm(): Promise<Uint8Array> {
  const target = new BufferTarget()
  const output = new Output({ format: new WebMOutputFormat(), target })
  const track = new EncodedVideoPacketSource('vp8')
  output.addVideoTrack(track, { frameRate: FILM.perSecond })
  output.setMetadataTags({ title: 'Sunrise in three seconds', artist: 'Vitrine' })
  await output.start()
  const decoderConfig = { codec: 'vp8', codedWidth: FILM.width, codedHeight: FILM.height }
  for (let frame = 0; frame < FILM.frames; frame++) {
    const webp = await sharp(Buffer.from(sunriseFrame(frame / (FILM.frames - 1))))
      .flatten()
      .webp({ quality: 66, effort: 0 })
      .toBuffer()
    const packet = new EncodedPacket(
      readVp8(webp),
      'key',
      frame / FILM.perSecond,
      1 / FILM.perSecond,
    )
    await track.add(packet, { decoderConfig })
  }
  await output.finalize()
  if (!target.buffer) throw new Error('The film was not written.')
  return new Uint8Array(target.buffer)
}

/** The VP8 frame in a plain lossy WebP: RIFF, size, WEBP, then the one chunk. */
function readVp8(webp: Buffer): Uint8Array {
  if (webp.toString('latin1', 12, 16) !== 'VP8 ')
    throw new Error('This WebP is not plain and lossy.')
  return new Uint8Array(webp.subarray(20, 20 + webp.readUInt32LE(16)))
}

function sunriseFrame(share: number): string {
  const eased = share * share * (3 - 2 * share)
  const sunY = 420 - 250 * eased
  const high = blend('#10163a', '#5f9fd6', eased)
  const middle = blend('#4a2b5e', '#f6d9a8', eased)
  const low = blend('#b5485a', '#ffeec9', eased)
  const hills = [0, 1, 2, 3, 4].map((layer) => {
    const near = layer / 4
    const lit = blend('#8a6f94', '#274a52', near)
    const dark = blend('#4a2f57', '#070a1c', near)
    return `<path fill="${blend(dark, lit, eased)}" d="${HILLS[layer]}"/>`
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${FILM.width}" height="${FILM.height}" viewBox="0 0 960 540"><defs>
<linearGradient id="s" x1="0" x2="0" y1="0" y2="1"><stop offset="0" stop-color="${high}"/><stop offset=".45" stop-color="${middle}"/><stop offset=".75" stop-color="${low}"/></linearGradient>
<radialGradient id="g" gradientUnits="userSpaceOnUse" cx="600" cy="${sunY}" r="430"><stop offset="0" stop-color="#fff3cf"/><stop offset=".12" stop-color="#ffd98f" stop-opacity=".75"/><stop offset="1" stop-color="#ffb36b" stop-opacity="0"/></radialGradient></defs>
<rect width="960" height="540" fill="url(#s)"/><rect width="960" height="540" fill="url(#g)"/><circle cx="600" cy="${sunY}" r="34" fill="#fffbe9"/>${hills.join('')}</svg>`
}

const HILLS = [0, 1, 2, 3, 4].map((layer) => {
  const noise = createNoise(800 + layer)
  let path = 'M0 540'
  for (let x = 0; x <= 960; x += 6) {
    const y =
      300 +
      layer * 52 -
      fractal(noise, (x / 960) * (2.4 + layer * 0.5), layer, 6) * (100 - layer * 6)
    path += `L${x} ${y.toFixed(1)}`
  }
  return `${path}L960 540Z`
})
