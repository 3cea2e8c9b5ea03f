import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'

const FOLDER = fileURLToPath(new URL('../web/dist/', import.meta.url))

const ASSETS = join(FOLDER, 'assets')

const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  "img-src 'self' data: blob:",
  "media-src 'self' blob:",
  // Uploads go straight to buckets, wherever these are.
  "connect-src 'self' https: http:",
  "style-src 'self' 'unsafe-inline'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ')

/** For the files, too: the page is one of them, and can be asked for by its name. */
const SAFE_HEADERS = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
}

/** Every view of the web app has an address of its own; all of them are this one page. */
const VIEWS = ['/', '/s/*', '/search/*', '/settings', '/settings/*', '/sign-in', '/welcome']

/** Serves the built web app; does nothing where it has not been built (tests of the API alone). */
export async function webAppRoutes(app: FastifyInstance): Promise<void> {
  if (!existsSync(FOLDER)) return
  await app.register(fastifyStatic, {
    root: FOLDER,
    wildcard: false,
    index: false,
    cacheControl: false,
    // What the build has compressed goes out as it is.
    preCompressed: true,
    globIgnore: ['**/*.{br,gz}'],
    setHeaders: (reply, path) => {
      for (const [name, value] of Object.entries(SAFE_HEADERS)) reply.header(name, value)
      // Names below assets/ carry a hash of their content.
      const isHashed = path.startsWith(ASSETS)
      reply.header('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache')
    },
  })
  for (const view of VIEWS) app.get(view, async (_request, reply) => reply.sendFile('index.html'))
  app.setNotFoundHandler(async ({ method, url, headers }, reply) => {
    reply.code(404)
    // A person is told by the web app, in their language and with a way on.
    if (method === 'GET' && headers.accept?.includes('text/html')) {
      const page = await readFile(join(FOLDER, 'index.html'))
      reply.headers(SAFE_HEADERS).header('cache-control', 'no-store')
      return reply.type('text/html; charset=utf-8').send(page)
    }
    const path = url.split('?')[0]
    return { statusCode: 404, error: 'Not Found', message: `Route ${method}:${path} not found` }
  })
}
