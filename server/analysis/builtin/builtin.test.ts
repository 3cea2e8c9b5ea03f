import assert from 'node:assert/strict'
import { cp, mkdtemp, readdir, rm, truncate, writeFile } from 'node:fs/promises'
import { getPriority, tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import sharp from 'sharp'
import type { AnalysisCapability, Box, PictureFacts } from '../../../contract/analysis.ts'
import { BACKGROUND_NICENESS } from '../../lib/child-pool.ts'
import { type Failure, isFailure } from '../../lib/failures.ts'
import { listChildren } from '../../lib/list-children.ts'
import type { BuiltinRaw } from '../judging/builtin-raw.ts'
import type { AnalysisProvider } from '../provider.ts'
import { type BuiltinOptions, startBuiltin } from './builtin.ts'
import { FACE, plainStill, STOP_SIGN, toStill } from './drawn-pictures.ts'

/** Models are made once and kept for later runs. */
const MODELS = join(import.meta.dirname, '../../../node_modules/.cache/vitrine-models')
const NEVER = new AbortController().signal

const FACTS: PictureFacts = {
  width: 768,
  height: 512,
  mediaKind: 'IMAGE',
  hasAlpha: false,
  title: null,
  description: null,
  keywords: [],
  colors: [],
}

let full: AnalysisProvider

before(() => {
  full = start({ mode: 'full' })
})

after(() => full.close())

function start(options: Partial<BuiltinOptions>): AnalysisProvider {
  const usual = { processes: 1, mode: 'light', modelFolder: MODELS, timeoutSeconds: 120 } as const
  return startBuiltin({ ...usual, ...options })
}

async function look(still: Uint8Array, ...wants: AnalysisCapability[]) {
  const answer = await full.analyze({ still, facts: FACTS }, new Set(wants), NEVER)
  return { ...answer, raw: answer.raw as BuiltinRaw } // of builtin.ts
}

async function failureOf(work: Promise<unknown>): Promise<Failure> {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  )
  assert.ok(isFailure(error, 'analysis_failed'), String(error))
  return error
}

function assertNear(box: Box | undefined, expected: Box): void {
  assert.ok(box)
  for (const [i, share] of expected.entries()) {
    assert.ok(Math.abs((box[i] ?? 0) - share) < 0.07, `${box} is not near ${expected}`)
  }
}

test('a thing is found where it is, and what is written on it is read', async () => {
  const { findings, raw } = await look(await toStill(STOP_SIGN), 'tags', 'alt_text', 'text')
  assert.equal(findings.tags?.[0]?.label, 'stop sign')
  assertNear(raw.objects?.[0]?.box, [474 / 768, 30 / 384, 200 / 768, 200 / 384])
  assert.deepEqual(
    findings.text?.lines.map(({ text }) => text),
    ['STOP'],
  )
  assertNear(findings.text?.lines[0]?.box, [484 / 768, 105 / 384, 180 / 768, 50 / 384])
  assert.match(findings.alt_text?.text ?? '', /stop sign/)
  assert.equal(findings.faces, undefined)
  assert.equal(raw.mobilenet, undefined)
})

test('a face is found where it is, by both nets', async () => {
  const { findings, raw } = await look(await toStill(FACE), 'faces')
  assert.equal(findings.faces?.length, 1)
  assertNear(raw.ssdFaces?.[0]?.box, [392 / 768, 160 / 512, 216 / 768, 225 / 512])
  assertNear(raw.blazeFaces?.[0]?.box, [392 / 768, 185 / 512, 216 / 768, 205 / 512])
  assert.deepEqual(Object.keys(findings), ['faces'])
})

test('lines are read from top to bottom, those that stand upright, too', async () => {
  const texts = [
    '<text x="40" y="90">Quarterly report</text>',
    '<text x="40" y="250">Second line</text><text x="420" y="255">on the right</text>',
    '<text transform="translate(720 480) rotate(-90)">upwards</text>',
  ]
  const page = `<svg xmlns="http://www.w3.org/2000/svg" width="768" height="512" font-family="sans-serif"
    font-size="44"><rect width="768" height="512" fill="#fff"/>${texts.join('')}</svg>`
  const { findings } = await look(await toStill(page), 'text')
  const lines = findings.text?.lines.map(({ text }) => text.replaceAll(' ', '').toLowerCase())
  assert.deepEqual(lines, ['quarterlyreport', 'secondline', 'ontheright', 'upwards'])
})

const PLAIN: [name: string, width: number, height: number, color: string][] = [
  ['one pixel', 1, 1, '#fff'],
  ['a line', 768, 1, '#123456'],
  ['a line upright', 1, 768, '#fff'],
  ['all of one colour', 768, 512, '#e2b59a'],
  ['all black', 400, 400, '#000'],
]
for (const [name, width, height, color] of PLAIN) {
  test(`there is nothing to be found in a picture of ${name}`, async () => {
    const still = await plainStill(width, height, color)
    const { findings, raw } = await look(still, ...full.capabilities)
    assert.deepEqual(
      findings.tags?.filter(({ score }) => score !== null),
      [],
    )
    assert.deepEqual(findings.faces, [])
    assert.deepEqual(findings.text, { lines: [] })
    assert.ok(Object.values(findings.alerts ?? {}).every(({ level }) => level < 4))
    assert.deepEqual(Object.keys(findings.alerts ?? {}), ['adult', 'racy'])
    assert.equal(findings.embedding?.vector.length, 480)
    assert.equal('embedding' in raw, false)
  })
}

test('pictures that look alike have vectors that are alike', async () => {
  const drawn = await toStill(FACE)
  const grey = await sharp(drawn).resize(300).grayscale().jpeg({ quality: 40 }).toBuffer()
  const vectors: number[][] = []
  for (const still of [drawn, grey, await toStill(STOP_SIGN)]) {
    vectors.push((await look(still, 'embedding')).findings.embedding?.vector ?? [])
  }
  const [face = [], same = [], other = []] = vectors
  const cosine = (a: number[], b: number[]) => a.reduce((sum, v, i) => sum + v * (b[i] ?? 0), 0)
  assert.ok(Math.abs(cosine(face, face) - 1) < 0.01)
  assert.ok(cosine(face, same) > cosine(face, other) + 0.3)
})

test('a still that is broken is not tried again', async () => {
  const whole = await toStill(FACE)
  for (const still of [
    whole.subarray(0, whole.length / 2),
    Buffer.from('no picture'),
    Buffer.alloc(0),
  ]) {
    const failure = await failureOf(look(still, 'tags'))
    assert.match(failure.detail, /cannot be decoded/)
    assert.equal(failure.retryAfterSeconds, undefined)
  }
})

test('light does without the larger nets', async () => {
  const light = start({})
  try {
    assert.equal(light.capabilities.has('text'), false)
    assert.notDeepEqual(light.origin, full.origin)
    const picture = { still: await toStill(FACE), facts: FACTS }
    const { findings, raw } = await light.analyze(picture, full.capabilities, NEVER)
    assert.equal(findings.faces?.length, 1)
    assert.deepEqual(Object.keys(raw as object).sort(), [
      'blazeFaces',
      'chroma',
      'mobilenet',
      'objects',
    ])
  } finally {
    await light.close()
  }
})

test('a model that is damaged is named, and made again', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'builtin-'))
  const said: string[] = []
  const light = start({ modelFolder: folder, onProgress: (sentence) => said.push(sentence) })
  const picture = { still: await toStill(FACE), facts: FACTS }
  try {
    await cp(MODELS, folder, { recursive: true })
    await light.analyze(picture, new Set(['alerts']), NEVER)
    const file = (await readdir(folder)).find((name) => name.startsWith('centernet'))
    await truncate(join(folder, file ?? ''), 100_000)
    const failure = await failureOf(light.analyze(picture, new Set(['tags']), NEVER))
    assert.match(failure.detail, /centernet/)
    assert.ok(failure.retryAfterSeconds)
    assert.deepEqual(said, [])
    const { findings } = await light.analyze(picture, new Set(['tags']), NEVER)
    assert.ok(findings.tags)
    assert.match(said.join(), /centernet/)
  } finally {
    await light.close()
    await rm(folder, { recursive: true })
  }
})

test('where no nets can be run it can tell nothing, and says why once', async () => {
  const said: string[] = []
  const none = start({ runtime: 'no-such-runtime', onProgress: (sentence) => said.push(sentence) })
  try {
    const picture = { still: await toStill(FACE), facts: FACTS }
    for (let time = 0; time < 2; time += 1) {
      const failure = await failureOf(none.analyze(picture, new Set(['tags']), NEVER))
      assert.match(failure.detail, /does not run on this machine.*no-such-runtime/)
      assert.equal(failure.retryAfterSeconds, undefined)
      assert.equal(none.capabilities.size, 0)
    }
    assert.equal(said.length, 1)
  } finally {
    await none.close()
  }
})

test('where a process dies as soon as it begins, none is started for each picture', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'builtin-'))
  const file = join(folder, 'dies.mjs')
  await writeFile(file, "process.kill(process.pid, 'SIGKILL')")
  const said: string[] = []
  const runtime = pathToFileURL(file).href
  const dying = start({ runtime, onProgress: (sentence) => said.push(sentence) })
  const picture = { still: await toStill(FACE), facts: FACTS }
  try {
    const look = () => failureOf(dying.analyze(picture, new Set(['tags']), NEVER))
    for (let time = 0; time < 5; time += 1) assert.match((await look()).detail, /broke down/)
    for (let time = 0; time < 2; time += 1) {
      const failure = await look()
      assert.match(failure.detail, /does not run on this machine/)
      assert.ok((failure.retryAfterSeconds ?? 0) > 300)
    }
    assert.equal(said.length, 1)
  } finally {
    await dying.close()
    await rm(folder, { recursive: true })
  }
})

test('what lacks a package costs no more than what that tells, and is said once', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'builtin-'))
  const said: string[] = []
  const importer = pathToFileURL(join(folder, 'index.js')).href
  const onProgress = (sentence: string) => said.push(sentence)
  const poor = start({ mode: 'full', modelFolder: folder, importer, onProgress })
  try {
    // No package at all; of what was made of them, the larger nets are missing.
    const extras = /^(ssd_face|nsfw_inception)/
    for (const name of await readdir(MODELS)) {
      if (!extras.test(name)) await cp(join(MODELS, name), join(folder, name))
    }
    for (let time = 0; time < 2; time += 1) {
      const picture = { still: await toStill(FACE), facts: FACTS }
      const { findings, raw } = await poor.analyze(picture, full.capabilities, NEVER)
      assert.equal(findings.faces?.length, 1)
      assert.deepEqual(Object.keys(findings.alerts ?? {}), ['adult', 'racy'])
      assert.equal(findings.text, undefined)
      assert.deepEqual((raw as BuiltinRaw).inception, undefined)
    }
    assert.equal(poor.capabilities.has('text'), false)
    const lost = said.filter((sentence) => !sentence.startsWith('Making'))
    assert.equal(lost.length, 3)
    assert.match(lost.join(), /ocr-models/)
  } finally {
    await poor.close()
    await rm(folder, { recursive: true })
  }
})

async function waitForChild(): Promise<number> {
  for (;;) {
    const [child] = await listChildren('builtin-child')
    if (child !== undefined) return child
    await sleep(5)
  }
}

const linuxAlone = { skip: process.platform === 'linux' ? false : 'finds its children in /proc' }

test('a child that dies in the middle fails one picture alone', linuxAlone, async () => {
  const still = await toStill(FACE)
  await look(still, 'faces')
  const [child = 0] = await listChildren('builtin-child')
  assert.equal(getPriority(child), BACKGROUND_NICENESS)
  process.kill(child, 'SIGSTOP')
  const failure = failureOf(look(still, 'faces'))
  process.kill(child, 'SIGKILL')
  assert.match((await failure).detail, /broke down/)
  assert.ok((await failure).retryAfterSeconds)
  assert.equal((await look(still, 'faces')).findings.faces?.length, 1)
})

test('a child that hangs is ended', linuxAlone, async () => {
  await full.close()
  const hasty = start({ timeoutSeconds: 1 })
  try {
    const picture = { still: await toStill(FACE), facts: FACTS }
    const failure = failureOf(hasty.analyze(picture, new Set(['faces']), NEVER))
    const child = await waitForChild()
    process.kill(child, 'SIGSTOP')
    assert.match((await failure).detail, /too long/)
    assert.ok((await failure).retryAfterSeconds)
    const abort = new AbortController()
    const aborted = hasty.analyze(picture, new Set(['faces']), abort.signal)
    abort.abort(new Error('not wanted any more'))
    await assert.rejects(aborted, /not wanted any more/)
  } finally {
    await hasty.close()
  }
  assert.deepEqual(await listChildren('builtin-child'), [])
})
