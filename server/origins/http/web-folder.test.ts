import { describeOrigin } from '../contract/origin.contract.ts'
import { openOrigin } from '../index.ts'
import { readNetworkAllowList } from '../network-guard.ts'
import { startWebDouble, type WebDoubleOptions } from './double.ts'

const PRIVATE = readNetworkAllowList('127.0.0.1')

/** Servers as they are. */
const servers: [name: string, options: WebDoubleOptions][] = [
  ['that can do all', {}],
  ['that does not know HEAD', { head: 405 }],
  ['that forbids HEAD', { head: 403 }],
  ['that fails at HEAD', { head: 501 }],
  ['that has no parts of files', { noRanges: true }],
  ['without ETags', { noETag: true }],
  ['without lengths', { noLength: true, noRanges: true }],
  [
    'without anything',
    { head: 405, noLength: true, noRanges: true, noETag: true, noLastModified: true },
  ],
]

for (const [name, options] of servers) {
  const abilities = { lists: false, writes: false }
  describeOrigin(`web folder of a server ${name}`, () => openFolder(options), abilities)
}

async function openFolder(options: WebDoubleOptions) {
  const double = await startWebDouble(options)
  const config = {
    type: 'webfolder',
    baseUrl: `${double.address}/deep%20folder`,
    credentials: null,
    redirectHosts: [],
  } as const
  return {
    origin: openOrigin(config, { allowPrivate: PRIVATE, idleSeconds: 20 }),
    target: null,
    put: async (path: string, content: string) => double.put(`deep folder/${path}`, content),
    close: () => double.close(),
  }
}
