import type { Origin } from '../origin.ts'
import type { WebProxyConfig } from '../origin-config.ts'
import { openWebFile, statWebFile, webFiles } from './file.ts'
import { openWebClient, type WebOptions } from './request.ts'
import { readProxyPath } from './url.ts'

/**
 * Any file in the open web: its path is its whole address. Whoever offers this to others demands a signature.
 * @throws Failure `invalid_parameter` for settings that can't be right
 */
export function webProxy(config: WebProxyConfig, options: WebOptions): Origin {
  const client = openWebClient(config, options)
  const files = webFiles(client)
  return {
    stat: async (path, signal) => statWebFile(files, { path, target: readProxyPath(path) }, signal),
    open: async (path, openOptions = {}) =>
      openWebFile(files, { path, target: readProxyPath(path) }, openOptions),
    close: async () => client.close(),
  }
}
