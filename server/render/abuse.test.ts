import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { after, before, describe, test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import sharp from 'sharp'
import { quarters, startTestService, type TestService } from './test-service.ts'

let service: TestService

before(async () => {
  service = await startTestService({ timeoutSeconds: 60, limits: { maxAnimationPixels: 5e6 } })
  await service.write('tiny.png', await (await quarters(8, 8)).png().toBuffer())
  const large = {
    create: { width: 16_000, height: 16_000, channels: 3, background: '#000' },
  } as const
  await service.write(
    'large.png',
    await sharp({ ...large, limitInputPixels: false })
      .png()
      .toBuffer(),
  )
  const frames = ['red', 'lime', 'blue', 'red', 'lime', 'blue'].map((background) =>
    sharp({ create: { width: 1000, height: 1000, channels: 3, background } })
      .png()
      .toBuffer(),
  )
  const roll = sharp(await Promise.all(frames), { join: { animated: true } })
  await service.write('frames.gif', await roll.gif({ effort: 1 }).toBuffer())
  await service.write(
    'large.svg',
    '<svg xmlns="http://www.w3.org/2000/svg" width="30000" height="30000"/>',
  )
  await service.write(
    'reads.svg',
    `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="20" height="20"><image xlink:href="file://${service.folder}/tiny.png" width="20" height="20"/></svg>`,
  )
  await service.write('photo.jpg', await (await quarters(4000, 3000)).jpeg().toBuffer())
  const noise = await sharp({
    create: {
      width: 300,
      height: 300,
      channels: 3,
      background: '#888',
      noise: { type: 'gaussian', mean: 128, sigma: 60 },
    },
  })
    .jpeg()
    .toBuffer()
  const damaged = Buffer.from(noise)
  for (let at = 700; at < damaged.length; at += 97) damaged[at] = at & 255
  await service.write('damaged.jpg', damaged)
})

after(() => service.close())

/** Where Linux lists the children of this process. */
const CHILDREN = `/proc/${process.pid}/task/${process.pid}/children`

describe('what costs little to ask for', () => {
  const rows: [address: string, status: number, size?: string][] = [
    // 67 million pixels out of 64 are made into the 40 million that are allowed.
    ['tiny.png?w=8192&h=8192&fit=crop&fm=jpg', 200, '6325x6325'],
    ['tiny.png?w=8192&dpr=5&fm=jpg', 200, '6325x6325'],
    ['tiny.png?pad=4096&fm=jpg', 200, '6319x6319'],
    ['tiny.png?w=8000&h=2&fit=crop&rot=90&fm=jpg', 200, '8000x2'],
    ['tiny.png?w=8000&h=2&fit=fill&fill=blur&blur=2000&fm=jpg', 200, '8000x2'],
    ['tiny.png?border=4096,red&border-radius=4096&fm=jpg', 200, '8x8'],
    ['tiny.png?px=100&fm=jpg', 200, '8x8'],
    ['tiny.png?rect=0,0,1,1&w=200', 200, '200x200'],
    ['tiny.png?w=9&h=9&fit=crop&crop=focalpoint&fp-z=100', 200, '9x9'],
    ['tiny.png?trim=auto&trim-pad=-200', 200, '1x1'],
    ['photo.jpg?w=4000&blur=2000', 200, '4000x3000'],
    ['photo.jpg?w=2000&h=2000&fit=crop&crop=entropy&blur=2000&sharp=100', 200, '2000x2000'],
    ['large.png?w=100', 413],
    ['frames.gif?w=100', 413],
    ['frames.gif?w=100&frame=5', 200, '100x100'],
    ['frames.gif?w=100&fm=jpg', 200, '100x100'],
    ['large.svg?w=100', 413],
  ]
  for (const [address, status, size] of rows) {
    test(address, async () => {
      const answer = await service.get(address)
      assert.equal(answer.status, status, answer.text.slice(0, 200))
      if (!size) return
      const { width, height } = await sharp(answer.body).metadata()
      assert.equal(`${width}x${height}`, size)
    })
  }
  test('an SVG reads no file', async () => {
    const { body, status } = await service.get('reads.svg?w=20')
    assert.equal(status, 200)
    const { channels } = await sharp(body).stats()
    assert.equal(channels[3]?.max, 0)
  })
  test('a damaged file is an answer, not the end', async () => {
    const { status, text } = await service.get('damaged.jpg?w=50')
    assert.ok(status === 200 || status === 422, text)
    assert.equal((await service.get('tiny.png?w=9')).status, 200)
  })
})

test('a decoder that dies takes nothing along', { skip: !existsSync(CHILDREN) }, async () => {
  const children = () => readFileSync(CHILDREN, 'utf8').trim().split(' ')
  const before = children()
  const lonely = await startTestService({ processes: 1, folder: service.folder })
  assert.equal((await lonely.get('tiny.png?w=8')).status, 200)
  const [child, ...others] = children().filter((pid) => !before.includes(pid))
  assert.equal(others.length, 0)
  const dying = lonely.get('photo.jpg?w=4000&blur=50&sat=50&fm=avif')
  while (lonely.renderer.load().running === 0) await setTimeout(5)
  process.kill(Number(child), 'SIGKILL')
  const { status, text } = await dying
  assert.equal(status, 422)
  assert.match(text, /^[^\n]+\n$/)
  assert.equal((await lonely.get('tiny.png?w=9')).status, 200)
  await lonely.close()
})

const CORPUS = fileURLToPath(new URL('../../../shared/corpus/', import.meta.url))
const NO_CORPUS = existsSync(CORPUS) ? false : 'there is no corpus beside the repository'
/** Formats the decoders of sharp read, as the corpus names them. */
const RASTERS = /^image\/(jpeg|png|gif|webp|avif|tiff)$/

/** All of them take half a minute: `npm run test:long` does. */
const EVERY = Number(process.env.CORPUS_EVERY ?? 4)

describe('the corpus', { skip: NO_CORPUS }, () => {
  test('good pictures render', { timeout: 600_000 }, async () => {
    const corpus = await startTestService({ folder: CORPUS, timeoutSeconds: 60 })
    const failed: string[] = []
    const good = readTable('TRUTH.tsv').filter(({ expect }) => expect === 'ok')
    const types = new Map(readTable('MANIFEST.tsv').map(({ path, mime }) => [path, mime]))
    const rasters = good.filter(({ path = '' }) => RASTERS.test(types.get(path) ?? ''))
    assert.ok(rasters.length > 500, `${rasters.length} pictures`)
    const chosen = rasters.filter((_, at) => at % EVERY === 0)
    await Promise.all(
      [0, 1].map(async (half) => {
        for (const { path = '' } of chosen.filter((_, at) => at % 2 === half)) {
          const fault = await renderCorpusFile(corpus, path)
          if (fault) failed.push(`${path}: ${fault}`)
        }
      }),
    )
    await corpus.close()
    assert.deepEqual(failed, [])
  })
})

async function renderCorpusFile(corpus: TestService, path: string): Promise<string | null> {
  const address = path.split('/').map(encodeURIComponent).join('/')
  const headers = { accept: 'image/webp,*/*' }
  const { status, text, body } = await corpus.get(`${address}?w=320&auto=format`, { headers })
  if (status !== 200) return (await isReadable(path)) ? `${status} ${text}` : null
  const { width } = await sharp(body).metadata()
  return width === 320 ? null : `${width} pixels wide`
}

/** Some formats have corners that sharp cannot read (6-bit TIFF, animated AVIF). */
async function isReadable(path: string): Promise<boolean> {
  const picture = sharp(CORPUS + path, { failOn: 'truncated' }).resize(320)
  return picture
    .png()
    .toBuffer()
    .then(
      () => true,
      () => false,
    )
}

function readTable(name: string): Record<string, string>[] {
  const [head = '', ...lines] = readFileSync(`${CORPUS}${name}`, 'utf8').trimEnd().split('\n')
  const columns = head.split('\t')
  return lines.map((line) => {
    const cells = line.split('\t').map(unescapeCell)
    return Object.fromEntries(columns.map((column, at) => [column, cells[at] ?? '']))
  })
}

/** The corpus's README: a backslash before t, n, r or itself. */
function unescapeCell(text: string): string {
  const plain: Record<string, string> = { t: '\t', n: '\n', r: '\r', '\\': '\\' }
  return text.replace(/\\(.)/g, (whole, letter) => plain[letter] ?? whole)
}
