import type { Readable } from 'node:stream'
import { Failure, isFailure } from '../../lib/failures.ts'
import type { AzureOriginConfig } from '../origin-config.ts'
import type { UploadOptions, UploadTarget } from '../upload-target.ts'
import { statAzureFile } from './azure.ts'
import {
  type AzureContainer,
  type AzureOptions,
  closeAzureContainer,
  findBlobName,
  openAzureContainer,
} from './container.ts'
import { pathTaken, probeAzureWrites, writeAzureFile } from './create.ts'

/**
 * Writes to a container of Azure Blob Storage, or to a folder of it. Bytes go through Vitrine: a page could send
 * them only with a CORS rule for the whole account, which these credentials may not set.
 * @throws Failure `invalid_parameter` for settings that can't be right
 */
export function azureTarget(config: AzureOriginConfig, options: AzureOptions): UploadTarget {
  const container = openAzureContainer(config, options)

  async function write(
    path: string,
    body: Readable,
    { replaces, ...options }: UploadOptions & { replaces: boolean },
  ): Promise<void> {
    const { contentType, sizeBytes, signal } = options
    // Before something listens, an error of the body would end the process.
    body.on('error', () => {})
    try {
      const name = findBlobName(container, path)
      if (!name) throw new Failure('invalid_path', 'A container can’t hold this path.')
      // Saves sending a body that will be refused; the condition of the write is what protects.
      if (!replaces && (await isThere(container, path, signal))) throw pathTaken()
      await writeAzureFile(container, { name, body, contentType, sizeBytes, signal, replaces })
    } catch (error) {
      body.destroy()
      signal?.throwIfAborted()
      throw error
    }
  }

  return {
    create: (path, body, options) => write(path, body, { ...options, replaces: false }),
    replace: (path, body, options) => write(path, body, { ...options, replaces: true }),
    async probe(signal) {
      return { overwriting: await probeAzureWrites(container, signal), partsRefuse: false }
    },
    close: async () => closeAzureContainer(container),
  }
}

/** Credentials that may write need not be allowed to read. */
async function isThere(
  container: AzureContainer,
  path: string,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  try {
    return (await statAzureFile(container, path, signal)) !== null
  } catch (error) {
    if (isFailure(error, 'origin_refused')) return false
    throw error
  }
}
