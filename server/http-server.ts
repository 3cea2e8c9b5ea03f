import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import fastify, { type FastifyInstance } from 'fastify'
import type { ServerInfo } from './api/document.ts'
import { deferContinue } from './api/request-body.ts'
import { apiServerOptions, rewriteAssetId } from './api/server-options.ts'
import type { Config } from './config.ts'
import { openLog } from './foundations.ts'
import { routeByHost } from './host-routing.ts'
import { Failure, isErrno } from './lib/failures.ts'
import { logRequests, logServerOptions } from './lib/log.ts'

const ROOT = new URL('../', import.meta.url)

/** Version from package.json, commit from git where there is one. */
export function readServerInfo(): ServerInfo {
  const { version } = JSON.parse(readFileSync(new URL('package.json', ROOT), 'utf8'))
  try {
    const commit = execFileSync('git', ['rev-parse', 'HEAD'], {
      cwd: fileURLToPath(ROOT),
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    return { version, commit: commit.toString().trim() }
  } catch {
    return { version, commit: 'unknown' }
  }
}

/** The server that all rooms with an address are mounted on; it listens later. */
export async function openHttpServer(
  config: Config,
  server: ServerInfo,
  { stack, isCustomDomain }: { stack: AsyncDisposableStack; isCustomDomain(host: string): boolean },
): Promise<FastifyInstance> {
  const stream = await openLog(config, stack)
  const ownHost = config.PUBLIC_URL ? new URL(config.PUBLIC_URL).hostname : 'localhost'
  const http = fastify({
    ...logServerOptions({ level: config.LOG_LEVEL, ...(stream ? { stream } : {}) }),
    ...apiServerOptions(server),
    rewriteUrl: (request) => rewriteAssetId(routeByHost(request, ownHost, isCustomDomain)),
    trustProxy: config.TRUST_PROXY,
    // Uploads may take hours, so the arrival of all others has a limit of its own below.
    requestTimeout: 0,
    // Nobody holds a connection, and the file behind it, by reading nothing.
    connectionTimeout: 300_000,
    // Browsers keep connections open; a shutdown does not wait for them.
    forceCloseConnections: true,
  })
  logRequests(http)
  limitArrival(http)
  deferContinue(http.server)
  return http
}

const ARRIVAL_MS = 300_000
/** Whatever streams a file in. */
const UPLOADS = /^\/api\/v1\/(?:upload|sources\/[^/]+\/upload|sources\/upload)\//

/** Ends connections whose request takes too long to arrive; those that upload only when they stand still. */
function limitArrival(http: FastifyInstance): void {
  http.server.on('request', (request) => {
    if (UPLOADS.test(request.url ?? '')) return
    const timer = setTimeout(() => request.complete || request.socket.destroy(), ARRIVAL_MS).unref()
    request.once('close', () => clearTimeout(timer))
  })
}

/** @returns the address for people. @throws Failure `not_ready` when the port is taken. */
export async function listen(
  http: FastifyInstance,
  { HOST, PORT, PUBLIC_URL }: Config,
  stack: AsyncDisposableStack,
): Promise<string> {
  stack.defer(() => http.close())
  try {
    await http.listen({ host: HOST, port: PORT })
  } catch (cause) {
    if (isErrno(cause, 'EADDRINUSE')) {
      throw new Failure(
        'not_ready',
        `Port ${PORT} is taken, perhaps by another Vitrine: stop it, or choose one with --port.`,
        { cause },
      )
    }
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new Failure('not_ready', `It can't listen on ${HOST}:${PORT}: ${reason}`, { cause })
  }
  const bound = http.server.address()
  const port = typeof bound === 'object' && bound ? bound.port : PORT
  return PUBLIC_URL ?? `http://localhost:${port}`
}
