import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { isAllowedFolder } from '../../lib/allowed-folders.ts'
import { isErrno } from '../../lib/failures.ts'
import { ProviderFailure } from './provider-failure.ts'

/** How exactly weights are kept, which is how the files are called; the first that is there is taken. */
const SUFFIXES = {
  q8: '_quantized',
  int8: '_int8',
  uint8: '_uint8',
  fp32: '',
  q4: '_q4',
  bnb4: '_bnb4',
  fp16: '_fp16',
  q4f16: '_q4f16',
} as const

type Precision = keyof typeof SUFFIXES
const PRECISIONS = Object.keys(SUFFIXES) as Precision[] // keys of the literal above

/** As on the hub: one name, or an owner and a name. */
const MODEL_NAME = /^[\w-][\w.-]{0,95}(?:\/[\w-][\w.-]{0,95})?$/

/** Where a model is, and which of its files are taken. */
export interface ModelPlace {
  name: string
  /** For transformers.js: an absolute path, or a name on the hub. */
  id: string
  dtype: Record<string, Precision> | Precision
  isLocal: boolean
}

export interface ModelPlaces {
  /** In or below one of `roots`: there is folder/model/config.json, tokenizer.json, onnx/model.onnx, … */
  folder: string | null
  roots: readonly string[]
  /** Where what is fetched from the hub is kept; null: nothing is fetched. */
  hubCache: string | null
}

/** @throws ProviderFailure `settings`, `place`, `files` */
export async function findModel(
  { folder, roots, hubCache }: ModelPlaces,
  model: string,
): Promise<ModelPlace> {
  if (!MODEL_NAME.test(model) || /\.\.|--/.test(model)) {
    throw new ProviderFailure('settings', 'A model is named as on the hub: owner/name.')
  }
  if (folder !== null) {
    if (await isAllowedFolder(folder, roots)) return await findInFolder(folder, model)
    const detail =
      'The folder of models has to be the absolute path of one below those that the operator allows (setting MODEL_ROOTS).'
    throw new ProviderFailure('place', detail)
  }
  if (hubCache !== null) return { name: model, id: model, dtype: 'q8', isLocal: false }
  const detail =
    'No folder of models is set, and the operator of this Vitrine lets none be fetched (setting MODEL_HUB).'
  throw new ProviderFailure('place', detail)
}

async function findInFolder(folder: string, model: string): Promise<ModelPlace> {
  const id = join(folder, model)
  const files = await listOnnx(join(id, 'onnx'))
  const dtype = choosePrecisions(files)
  if (Object.keys(dtype).length === 0) {
    const detail = `There is no model “${model}” in the folder: its files *.onnx belong into ${model}/onnx.`
    throw new ProviderFailure('files', detail)
  }
  return { name: model, id, dtype, isLocal: true }
}

/** Names without `.onnx`; a folder that is not there holds none. */
async function listOnnx(folder: string): Promise<string[]> {
  try {
    const files = await readdir(folder)
    return files.filter((file) => file.endsWith('.onnx')).map((file) => file.slice(0, -5))
  } catch (error) {
    if (isErrno(error, 'ENOENT') || isErrno(error, 'ENOTDIR')) return []
    const detail = 'The folder of models can’t be read.'
    throw new ProviderFailure('files', detail, { cause: error })
  }
}

/** @returns base name → precision: several networks may make one model */
export function choosePrecisions(files: readonly string[]): Record<string, Precision> {
  const bases = new Map<string, Precision>()
  for (const precision of PRECISIONS) {
    const suffix = SUFFIXES[precision]
    for (const file of files) {
      if (!file.endsWith(suffix) || (suffix === '' && hasSuffix(file))) continue
      const base = file.slice(0, file.length - suffix.length)
      if (!bases.has(base)) bases.set(base, precision)
    }
  }
  return Object.fromEntries(bases)
}

function hasSuffix(file: string): boolean {
  return PRECISIONS.some((precision) => precision !== 'fp32' && file.endsWith(SUFFIXES[precision]))
}
