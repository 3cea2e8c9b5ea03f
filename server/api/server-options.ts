import type { FastifyServerOptions } from 'fastify'
import type { ServerInfo } from './document.ts'
import { answerError } from './error-handler.ts'

/**
 * What the Management API needs of the server it is mounted on: errors of addresses that no route sees, and
 * ids as long as clients send them.
 */
export function apiServerOptions(server: ServerInfo) {
  return {
    frameworkErrors: (error, request, reply) => answerError(error, request, reply, server),
    routerOptions: { maxParamLength: 4096 },
  } satisfies FastifyServerOptions
}

/**
 * imgix's command line sends the id of an asset as one piece, `/assets/<source id>%2F<path>`. To be used in
 * Fastify's `rewriteUrl`: such an address becomes the one that has a route.
 */
export function rewriteAssetId(url: string): string {
  return url.replace(/^(\/api\/v1\/assets\/[0-9a-f]{24})%2F/i, '$1/')
}
