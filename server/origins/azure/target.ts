import { Failure } from '../../lib/failures.ts'
import type { AzureOriginConfig } from '../origin-config.ts'
import type { UploadTarget } from '../upload-target.ts'
import { seesFile, writesOf } from '../writes.ts'
import { statAzureFile } from './azure.ts'
import {
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
  return {
    ...writesOf(async (path, body, { contentType, sizeBytes, signal, replaces }) => {
      const name = findBlobName(container, path)
      if (!name) throw new Failure('invalid_path', 'A container can’t hold this path.')
      // Saves sending a body that will be refused; the condition of the write is what protects.
      const isTaken = !replaces && (await seesFile(() => statAzureFile(container, path, signal)))
      if (isTaken) throw pathTaken()
      await writeAzureFile(container, { name, body, contentType, sizeBytes, signal, replaces })
    }),
    async probe(signal) {
      return { overwriting: await probeAzureWrites(container, signal), partsRefuse: false }
    },
    close: async () => closeAzureContainer(container),
  }
}
