import type { FastifyInstance } from 'fastify'
import type { OpenApiDocument } from './openapi.ts'

/** /openapi.json and the page that shows it, /docs. Everybody may read them: they hold no data. */
export function documentationRoutes(app: FastifyInstance, document: OpenApiDocument): void {
  const json = JSON.stringify(document)
  app.get('/openapi.json', async (_request, reply) => {
    reply.headers({ 'Content-Type': 'application/json; charset=utf-8' })
    return json
  })
}
