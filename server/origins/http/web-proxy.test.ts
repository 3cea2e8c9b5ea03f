import { describeOrigin } from '../contract/origin.contract.ts'
import { openOrigin } from '../index.ts'
import { readNetworkAllowList } from '../network-guard.ts'
import type { Origin } from '../origin.ts'
import { checkPath } from '../origin-path.ts'
import { startWebDouble, type WebDoubleOptions } from './double.ts'

const PRIVATE = readNetworkAllowList('127.0.0.1')

const servers: [name: string, options: WebDoubleOptions][] = [
  ['that can do all', {}],
  ['that can do little', { head: 405, noRanges: true, noETag: true }],
]
for (const [name, options] of servers) {
  const abilities = { lists: false, writes: false }
  describeOrigin(`web proxy to a server ${name}`, () => openProxy(options), abilities)
}

async function openProxy(options: WebDoubleOptions) {
  const double = await startWebDouble(options)
  const config = { type: 'webproxy', credentials: null, redirectHosts: [] } as const
  return {
    origin: below(double.address, openOrigin(config, { allowPrivate: PRIVATE, idleSeconds: 20 })),
    target: null,
    put: async (path: string, content: string) => double.put(path, content),
    close: () => double.close(),
  }
}

/** The promise is about paths; those of a web proxy are addresses. */
function below(address: string, origin: Origin): Origin {
  const urlOf = (path: string) => {
    checkPath(path)
    return `${address}/${encodeURIComponent(path)}`
  }
  return {
    ...origin,
    stat: async (path, signal) => {
      const file = await origin.stat(urlOf(path), signal)
      return file && { ...file, path }
    },
    open: async (path, options) => {
      const file = await origin.open(urlOf(path), options)
      return file && { ...file, path }
    },
  }
}
