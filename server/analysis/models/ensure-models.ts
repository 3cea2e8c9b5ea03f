import { randomUUID } from 'node:crypto'
import { mkdir, rename, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { startChildPool } from '../../lib/child-pool.ts'
import { Failure } from '../../lib/failures.ts'
import type { ConversionOutcome, ConversionTask } from './convert-child.ts'
import type { ConvertedModel } from './convert-model.ts'
import { DRAFT, digestOf, removeAbandoned } from './model-files.ts'
import { MODELS, type Model, type ModelName } from './model-list.ts'
import { findPackage } from './package-files.ts'

/** It takes two at most where nothing else goes on. */
const TIMEOUT_SECONDS = 120

export interface EnsureOptions {
  /** Before each model that has to be converted, which takes a second or two. */
  onProgress?(name: ModelName): void
  /** URL of the module whose packages the weights are in; tests damage packages of their own. */
  importer?: string
}

/**
 * Sees to it that the models are there and are what they should be, byte by byte; those that are not are made, one after
 * the other. Several processes may do so in the same folder at once: a file is there whole or not at all.
 *
 * @param folder of our own; is made
 * @returns absolute paths
 * @throws Failure `not_ready`, worded for whoever runs Vitrine: a package is missing or damaged, the folder cannot be used
 */
export async function ensureModels<Name extends ModelName>(
  folder: string,
  names: readonly Name[],
  options: EnsureOptions = {},
): Promise<Record<Name, string>> {
  const paths: [Name, string][] = []
  for (const name of names) {
    const path = isConverted(name)
      ? await ensureConverted(resolve(folder), name, options)
      : await findInPackage(name, options)
    paths.push([name, path])
  }
  return Object.fromEntries(paths) as Record<Name, string> // one for each of the names
}

/** The file's name has the beginning of its hash, so that other versions of Vitrine may use the folder, too. */
async function ensureConverted(
  folder: string,
  name: ConvertedModel,
  { onProgress, importer = import.meta.url }: EnsureOptions,
): Promise<string> {
  const { sha256 } = MODELS[name]
  const path = join(folder, `${name}-${sha256.slice(0, 12)}.onnx`)
  if (await isWhole(path, sha256)) return path
  onProgress?.(name)
  await makeFolder(folder)
  const file = `${path}.${randomUUID()}${DRAFT}`
  try {
    const { trouble, reason, sha256: made } = await convertInChild({ name, file, importer })
    if (trouble === 'folder') throw folderFailure(folder, reason)
    if (trouble === 'package' || made !== sha256) throw packageFailure(name, reason ?? made)
    await putInPlace(file, path, sha256)
  } finally {
    await rm(file, { force: true })
  }
  return path
}

async function findInPackage(
  name: ModelName,
  { importer = import.meta.url }: EnsureOptions,
): Promise<string> {
  const model: Model = MODELS[name]
  try {
    const path = join(findPackage(model.package, importer), model.file ?? '')
    if ((await digestOf(path)) === model.sha256) return path
  } catch (cause) {
    throw packageFailure(name, cause)
  }
  throw packageFailure(name)
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true })
    await removeAbandoned(folder)
  } catch (cause) {
    throw folderFailure(folder, cause)
  }
}

/** What a conversion takes of memory goes with its child. */
async function convertInChild(task: ConversionTask): Promise<ConversionOutcome> {
  const pool = startChildPool<ConversionTask, ConversionOutcome>({
    module: new URL('./convert-child.ts', import.meta.url),
    size: 1,
    taskTimeoutSeconds: TIMEOUT_SECONDS,
  })
  try {
    return await pool.run(task)
  } catch (cause) {
    const detail = `The model ${task.name} could not be made for the built-in analysis; the log says why.`
    throw new Failure('not_ready', detail, { cause })
  } finally {
    await pool.close()
  }
}

/** Where a file that is open cannot be replaced, another process may have been first: that is as good. */
async function putInPlace(draft: string, path: string, sha256: string): Promise<void> {
  try {
    await rename(draft, path)
  } catch (cause) {
    if (!(await isWhole(path, sha256))) throw folderFailure(path, cause)
  }
}

/** A file that cannot be read is made anew, as one that is damaged. */
async function isWhole(path: string, sha256: string): Promise<boolean> {
  return (await digestOf(path).catch(() => null)) === sha256
}

function isConverted(name: ModelName): name is ConvertedModel {
  return !('file' in MODELS[name])
}

function packageFailure(name: ModelName, cause?: unknown): Failure {
  const detail =
    `The npm package ${MODELS[name].package}, which the model ${name} comes from, is missing or damaged. ` +
    'Stop Vitrine, delete its folder node_modules and start it again: all packages are then installed anew.'
  return new Failure('not_ready', detail, { cause })
}

function folderFailure(path: string, cause: unknown): Failure {
  const detail = `The models of the built-in analysis cannot be written to ${path}. Is it writable, and is there space?`
  return new Failure('not_ready', detail, { cause })
}
