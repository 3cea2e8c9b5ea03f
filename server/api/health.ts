import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { Failure, isFailure } from '../lib/failures.ts'

export interface HealthNeeds {
  /** By name, what must work before requests can be answered: each throws while it does not. */
  ready: Record<string, () => Promise<unknown>>
  /** Numbers of the present moment for /metrics, such as renderings that wait. */
  gauges: GaugeReader[]
}

export interface GaugeReader {
  /** Prometheus name with its unit, such as `vitrine_render_queue_length`. */
  name: string
  help: string
  read(): number | Promise<number>
}

const PROBE_TIMEOUT_MS = 3000

/**
 * For who runs Vitrine: /health/live (the process answers), /health/ready (503 names what is not ready) and
 * /metrics (Prometheus). Give it the outermost instance: it measures every request.
 */
export function healthRoutes(app: FastifyInstance, { ready, gauges }: HealthNeeds): void {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  for (const gauge of gauges) addGauge(registry, gauge)
  measureRequests(app, registry)
  app.addHook('onClose', async () => registry.clear())

  app.get('/health/live', async (_request, reply) => {
    reply.header('Cache-Control', 'no-store')
    return { status: 'ok' }
  })
  app.get('/health/ready', async (request, reply) => {
    const checks = await runProbes(ready, request.log)
    const isReady = Object.values(checks).every((answer) => answer === 'ok')
    reply.header('Cache-Control', 'no-store').status(isReady ? 200 : 503)
    return { status: isReady ? 'ok' : 'not ready', checks }
  })
  app.get('/metrics', async (_request, reply) => {
    reply.headers({ 'Cache-Control': 'no-store', 'Content-Type': registry.contentType })
    return await registry.metrics()
  })
}

async function runProbes(
  ready: HealthNeeds['ready'],
  log: FastifyBaseLogger,
): Promise<Record<string, string>> {
  const answers = Object.entries(ready).map(async ([name, probe]) => {
    try {
      await withTimeout(probe())
      return [name, 'ok']
    } catch (error) {
      log.warn({ err: error, probe: name }, 'not ready')
      return [name, isFailure(error) ? error.detail : 'It does not answer; the log says more.']
    }
  })
  return Object.fromEntries(await Promise.all(answers))
}

async function withTimeout(probe: Promise<unknown>): Promise<void> {
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(() => {
    late.reject(new Failure('timeout', `No answer within ${PROBE_TIMEOUT_MS / 1000} s.`))
  }, PROBE_TIMEOUT_MS)
  try {
    await Promise.race([probe, late.promise])
  } finally {
    clearTimeout(timer)
  }
}

function addGauge(registry: Registry, { name, help, read }: GaugeReader): void {
  new Gauge({
    name,
    help,
    registers: [registry],
    async collect() {
      this.set(await read())
    },
  })
}

/** By route, never by address: a label with a value per file would grow without end. */
function measureRequests(app: FastifyInstance, registry: Registry): void {
  const durations = new Histogram({
    name: 'vitrine_http_request_duration_seconds',
    help: 'Time from a request to the end of its answer, by route and status.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers: [registry],
  })
  app.addHook('onResponse', async (request, reply) => {
    const labels = {
      method: request.method,
      route: request.routeOptions.url ?? 'none',
      status: String(reply.statusCode),
    }
    durations.observe(labels, reply.elapsedTime / 1000)
  })
}
