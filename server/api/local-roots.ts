import { isAllowedFolder } from '../lib/allowed-folders.ts'
import { Failure } from '../lib/failures.ts'

/**
 * A key with the permission Sources must not make every folder of the server public: a local Source lies
 * in or below one of the folders that the operator has named, after all symbolic links.
 * @throws Failure `invalid_body`, worded the same for what does not exist and for what is not allowed
 */
export async function checkLocalPath(path: string, roots: readonly string[]): Promise<void> {
  if (await isAllowedFolder(path, roots)) return
  const detail =
    'deployment.local_path: There is no such folder, or the operator has not allowed it. Allowed are the folders ' +
    'Vitrine was started with (npm start -- /path), those of the setting LOCAL_ROOTS, and all below them.'
  throw new Failure('invalid_body', detail, { pointer: '/data/attributes/deployment/local_path' })
}

/** Nor must it let files be opened as models that nobody meant to be some. @throws as checkLocalPath */
export async function checkModelFolder(path: string, roots: readonly string[]): Promise<void> {
  if (await isAllowedFolder(path, roots)) return
  const detail =
    'transformers.model_folder: This has to be the absolute path of a folder below one that the operator ' +
    'allows (setting MODEL_ROOTS).'
  const pointer = '/data/attributes/providers/transformers/model_folder'
  throw new Failure('invalid_body', detail, { pointer })
}
