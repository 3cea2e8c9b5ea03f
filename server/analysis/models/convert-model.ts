import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type GraphModel, graphToOnnx } from './graph-to-onnx.ts'
import { type KerasModel, kerasToOnnx } from './keras-to-onnx.ts'
import { MODELS, type ModelName } from './model-list.ts'
import { readExportedBase64, readExportedLiteral } from './object-literal.ts'
import type { PixelInput } from './onnx-graph.ts'
import { findPackage } from './package-files.ts'
import type { Encoded } from './protobuf.ts'
import { ssdToOnnx } from './ssd-to-onnx.ts'
import type { WeightGroup } from './tfjs-weights.ts'

/** Those that have to be converted. */
export type ConvertedModel = {
  [N in ModelName]: (typeof MODELS)[N] extends { file: string } ? never : N
}[ModelName]

/** @param folder of the package */
type Converter = (folder: string) => Promise<Encoded>

const CONVERTERS: Record<ConvertedModel, Converter> = {
  centernet: (folder) =>
    convertGraph(
      join(folder, 'models', 'centernet.json'),
      { side: 512, scale: 1, offset: 0 },
      {
        scores: 'tower_0/keypoints',
        sizes: 'tower_0/wh',
        features: 'tower_0/extern1/hard_swish/mul_1',
      },
    ),
  blazeface: (folder) =>
    convertGraph(
      join(folder, 'models', 'blazeface.json'),
      { side: 256, scale: 1 / 127.5, offset: -1 },
      {
        scores_16: 'Identity',
        scores_8: 'Identity_1',
        boxes_16: 'Identity_2',
        boxes_8: 'Identity_3',
      },
    ),
  ssd_face: convertSsd,
  nsfw_mobilenet: (folder) => convertKeras(join(folder, 'dist', 'models', 'mobilenet_v2'), 224),
  nsfw_inception: (folder) => convertKeras(join(folder, 'dist', 'models', 'inception_v3'), 299),
}

/**
 * The model as ONNX, from the weights of its package.
 * @param importer URL of the module whose packages these are
 * @throws Error when the package is missing or its files are not what they should be
 */
export async function convertModel(name: ConvertedModel, importer: string): Promise<Encoded> {
  return await CONVERTERS[name](findPackage(MODELS[name].package, importer))
}

async function convertGraph(
  file: string,
  input: PixelInput,
  outputs: Record<string, string>,
): Promise<Encoded> {
  const model = (await readJson(file)) as GraphModel // of a file whose outcome is checked as a whole
  const bytes = await readBeside(file, model.weightsManifest)
  return graphToOnnx(model, bytes, input, outputs)
}

async function convertSsd(folder: string): Promise<Encoded> {
  const file = join(folder, 'model', 'ssd_mobilenetv1_model-weights_manifest.json')
  const manifest = (await readJson(file)) as WeightGroup[] // as above
  const bytes = await readBeside(file, manifest)
  return ssdToOnnx(manifest, bytes, { side: 512, scale: 1 / 127.5, offset: -1 })
}

/** nsfwjs has its models as scripts, the weights in base64. */
async function convertKeras(folder: string, side: number): Promise<Encoded> {
  const script = await readFile(join(folder, 'model.min.js'), 'utf8')
  const model = readExportedLiteral(script) as KerasModel // as above
  const shards: Buffer[] = []
  for (const path of model.weightsManifest.flatMap((group) => group.paths)) {
    shards.push(readExportedBase64(await readFile(join(folder, `${path}.min.js`))))
  }
  const input = { side, scale: 1 / 255, offset: 0 }
  return kerasToOnnx(model, Buffer.concat(shards), input, { classes: 'dense_3' })
}

async function readJson(file: string): Promise<unknown> {
  return JSON.parse(await readFile(file, 'utf8'))
}

async function readBeside(file: string, groups: readonly WeightGroup[]): Promise<Buffer> {
  const paths = groups.flatMap((group) => group.paths)
  return Buffer.concat(await Promise.all(paths.map((path) => readFile(join(file, '..', path)))))
}
