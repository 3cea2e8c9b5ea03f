import type { Origin } from '../origin.ts'
import type { WebFolderConfig } from '../origin-config.ts'
import { openWebFile, statWebFile, webFiles } from './file.ts'
import { openWebClient, type WebOptions } from './request.ts'
import { fileInFolder, readBaseUrl } from './url.ts'

/**
 * The files below an address of a web server. They can't be listed.
 * @throws Failure `invalid_parameter` for settings that can't be right
 */
export function webFolder(config: WebFolderConfig, options: WebOptions): Origin {
  const base = readBaseUrl(config.baseUrl)
  const client = openWebClient(config, options)
  const files = webFiles(client)
  return {
    stat: async (path, signal) => {
      const target = fileInFolder(base, path)
      return target && statWebFile(files, { path, target }, signal)
    },
    open: async (path, openOptions = {}) => {
      const target = fileInFolder(base, path)
      return target && openWebFile(files, { path, target }, openOptions)
    },
    close: async () => client.close(),
  }
}
