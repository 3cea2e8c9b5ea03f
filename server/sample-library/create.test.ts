import assert from 'node:assert/strict'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, extname, join } from 'node:path'
import { after, before, test } from 'node:test'
import { ALL_FORMATS, BufferSource, Input } from 'mediabunny'
import sharp from 'sharp'
import { assertDrawn } from './assert-drawn.ts'
import { createSampleLibrary } from './create.ts'
import { listSamples } from './samples.ts'

// Drawing takes a while: one library serves all tests, and it is made the hard way, cut short twice. It has some of each
// folder: what is drawn soon, and what a test is about; create.long.ts draws all of them.
const OWN = 'landscapes/dunes.jpg'
const FOLDERS = 'architecture charts documents icons motion portraits posters'.split(' ')
const NAMED = [
  OWN,
  'landscapes/foggy-forest.jpg',
  'landscapes/tropical-sunset.jpg',
  'products/lamp-cutout.png',
  'abstract/soft-grain.jpg',
  'patterns/terrazzo.jpg',
  'space/relief.png',
]
const SAMPLES = listSamples().filter(
  ({ path }) => FOLDERS.includes(dirname(path)) || NAMED.includes(path),
)
let folder: string

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sample-library-'))
})

after(() => rm(folder, { recursive: true, force: true }))

test('a library that was cut short holds whole files only', async () => {
  await mkdir(join(folder, dirname(OWN)))
  await writeFile(join(folder, OWN), 'my own file')
  const stop = new AbortController()
  const reason = new Error('enough')
  const making = createSampleLibrary(folder, {
    samples: SAMPLES,
    signal: stop.signal,
    onProgress: (done) => done >= 4 && stop.abort(reason),
  })
  await assert.rejects(making, reason)
  const files = await listFiles()
  assert.ok(files.length >= 4 && files.length < SAMPLES.length)
  for (const path of files.filter((file) => file.endsWith('.jpg') && file !== OWN)) {
    await sharp(join(folder, path)).stats()
  }
})

test('the next call completes it, sweeps drafts away and counts what was there', async () => {
  const draft = join(folder, 'charts', '.vitrine-draft-orders.png')
  await mkdir(dirname(draft), { recursive: true })
  await writeFile(draft, 'half a file')
  const before = (await listFiles()).length
  const steps: number[] = []
  await createSampleLibrary(folder, {
    samples: SAMPLES,
    onProgress: (done, total) => {
      assert.equal(total, SAMPLES.length)
      steps.push(done)
    },
  })
  assert.equal(steps[0], before)
  assert.equal(steps.at(-1), SAMPLES.length)
  assert.deepEqual(await listFiles(), SAMPLES.map(({ path }) => path).sort())
})

test('nothing that was there is overwritten', async () => {
  assert.equal(await readFile(join(folder, OWN), 'utf8'), 'my own file')
  await rm(join(folder, OWN))
  await createSampleLibrary(folder, { samples: SAMPLES })
})

test('one more call changes nothing', async () => {
  const before = await Promise.all((await listFiles()).map(fingerprint))
  let calls = 0
  await createSampleLibrary(folder, { samples: SAMPLES, onProgress: () => calls++ })
  assert.deepEqual(await Promise.all((await listFiles()).map(fingerprint)), before)
  assert.equal(calls, 0)
})

test('there are 40 to 60 files of every kind, dated over several years', () => {
  const samples = listSamples()
  assert.ok(samples.length >= 40 && samples.length <= 60, `${samples.length} files`)
  const endings = new Set(samples.map(({ path }) => extname(path)))
  for (const ending of '.jpg .png .webp .avif .tif .gif .svg .pdf .webm'.split(' ')) {
    assert.ok(endings.has(ending), ending)
  }
  const drawn = samples.filter(({ path }) => !path.startsWith('space/'))
  assert.ok(drawn.length >= 40, 'complete without the optional pictures')
  const years = new Set(samples.map(({ takenAt }) => new Date(takenAt).getUTCFullYear()))
  assert.ok(years.size >= 4)
})

test('each file bears the date of its picture', async () => {
  for (const { path, takenAt } of SAMPLES) {
    const { mtime } = await stat(join(folder, path))
    assert.equal(mtime.getTime(), Date.parse(takenAt), path)
  }
})

test('every picture can be decoded to its last pixel', () => assertDrawn(folder, SAMPLES))

test('orientation, colour, transparency and motion are what they are meant to be', async () => {
  const read = (path: string) => sharp(join(folder, path)).metadata()
  const forest = await read('landscapes/foggy-forest.jpg')
  assert.deepEqual([forest.orientation, forest.autoOrient.width], [6, forest.height])
  const print = await read('documents/exhibition-print.tif')
  assert.deepEqual([print.space, print.density], ['cmyk', 300])
  const sunset = await read('landscapes/tropical-sunset.jpg')
  // The profile's name is UTF-16.
  assert.ok(sunset.icc?.includes(Buffer.from('P3', 'utf16le')))
  const lamp = await sharp(join(folder, 'products/lamp-cutout.png')).stats()
  assert.equal(lamp.isOpaque, false)
  assert.equal((await read('motion/pendulum.gif')).pages, 24)
  assert.equal((await read('motion/waves.webp')).pages, 32)
})

test('the film is VP8 in WebM, three seconds long', async () => {
  const bytes = await readFile(join(folder, 'motion/sunrise.webm'))
  using input = new Input({ formats: ALL_FORMATS, source: new BufferSource(bytes) })
  const track = await input.getPrimaryVideoTrack()
  assert.deepEqual([track?.codec, track?.displayWidth, track?.displayHeight], ['vp8', 960, 540])
  assert.equal(await input.computeDuration(), 3)
})

async function listFiles(): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    )
    .sort()
}

async function fingerprint(path: string): Promise<[string, number, number, number]> {
  const { mtimeMs, size, ino } = await stat(join(folder, path))
  return [path, mtimeMs, size, ino]
}
