import type { FastifyRequest } from 'fastify'

/** Scheme and host under which this server was asked, unless its operator says otherwise; no slash at the end. */
export function ownAddress(publicUrl: string | null, request: FastifyRequest): string {
  return publicUrl?.replace(/\/+$/, '') ?? `${request.protocol}://${request.headers.host}`
}
