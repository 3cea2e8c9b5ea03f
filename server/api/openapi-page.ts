import { readFileSync } from 'node:fs'
import type { FastifyInstance } from 'fastify'
import { JSON_API_TYPE } from './document.ts'
import type { JsonSchema, OpenApiDocument, OpenApiOperation, OpenApiParameter } from './openapi.ts'
import { presentSchemaText, SHAPE_NAME } from './schema-text.ts'

const CONTENT_SECURITY_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

/** /openapi.json and the page that shows it, /docs. Everybody may read them: they hold no data. */
export function documentationRoutes(app: FastifyInstance, document: OpenApiDocument): void {
  const files: [path: string, type: string, content: string][] = [
    ['/openapi.json', 'application/json', JSON.stringify(document)],
    ['/docs', 'text/html', renderPage(document)],
    ['/docs/page.css', 'text/css', readPart('page.css')],
    ['/docs/page.js', 'text/javascript', readPart('page.js')],
  ]
  for (const [path, type, content] of files) {
    app.get(path, async (_request, reply) => {
      reply.headers({
        'Content-Type': `${type}; charset=utf-8`,
        'Content-Security-Policy': CONTENT_SECURITY_POLICY,
        'Cache-Control': 'no-cache',
      })
      return content
    })
  }
}

function readPart(name: string): string {
  return readFileSync(new URL(`openapi-page/${name}`, import.meta.url), 'utf8')
}

interface Operation extends OpenApiOperation {
  method: string
  path: string
}

function renderPage(document: OpenApiDocument): string {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, one]): Operation => ({ ...one, method, path })),
  )
  const groups = document.tags.map(({ name }) => ({
    name,
    operations: operations.filter((one) => one.tags.includes(name) && !one.deprecated),
    aliases: operations.filter((one) => one.tags.includes(name) && one.deprecated),
  }))
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(document.info.title)}</title>
<link rel="stylesheet" href="docs/page.css">
<script src="docs/page.js" defer></script>
</head>
<body>
<header>
<h1>${escapeHtml(document.info.title)}</h1>
<span class="version">${escapeHtml(document.info.version)}</span>
<input type="search" id="search" placeholder="Search  /" aria-label="Search endpoints">
<a href="openapi.json">openapi.json</a>
</header>
<nav aria-label="Endpoints">${groups.map(renderNavGroup).join('')}</nav>
<main>
<section class="about">${document.info.description.split('\n\n').map(renderText).join('')}</section>
${groups.map(renderGroup).join('\n')}
<p id="nothing" role="status" hidden>No endpoint matches. Try a path, such as assets.</p>
<section><h2>Shapes</h2>${Object.entries(document.components.schemas).map(renderShape).join('')}</section>
</main>
</body>
</html>`
}

interface Group {
  name: string
  operations: Operation[]
  aliases: Operation[]
}

function renderNavGroup({ name, operations }: Group): string {
  const links = operations.map(
    ({ operationId, method, summary }) =>
      `<li data-operation="${escapeHtml(operationId)}"><a href="#${escapeHtml(operationId)}"><b class="${method}">${method}</b>${escapeHtml(summary)}</a></li>`,
  )
  return `<section class="group"><h2>${escapeHtml(name)}</h2><ul>${links.join('')}</ul></section>`
}

function renderGroup({ name, operations, aliases }: Group): string {
  const older = aliases.map(
    ({ method, path }) =>
      `<li><b class="${method}">${method}</b> <code>${escapeHtml(path)}</code></li>`,
  )
  const note = `<details class="older"><summary>Older addresses of the same endpoints</summary><ul>${older.join('')}</ul></details>`
  return `<section class="group"><h2>${escapeHtml(name)}</h2>${operations.map(renderOperation).join('\n')}${older.length === 0 ? '' : note}</section>`
}

function renderOperation(operation: Operation): string {
  const { operationId, method, path, summary, description, parameters, requestBody } = operation
  const words = [method, path, summary, description, ...parameters.map(({ name }) => name)]
  const body = requestBody?.content[JSON_API_TYPE]?.schema
  const bytes = requestBody?.content['*/*']?.schema.description
  return `<article id="${escapeHtml(operationId)}" data-words="${escapeHtml(words.join(' ').toLowerCase())}">
<h3>${escapeHtml(summary)}</h3>
<p class="address"><b class="${method}">${method}</b> <code>/api/v1${renderPath(path)}</code></p>
${renderAccess(operation)}
${description === undefined ? '' : renderText(description)}
${parameters.length === 0 ? '' : renderParameters(parameters)}
${bytes === undefined ? '' : renderText(`Body: ${bytes}`)}
${body === undefined ? '' : `<details open><summary>Body</summary><pre>${renderType(presentSchemaText(body))}</pre></details>`}
${renderAnswers(operation)}
</article>`
}

function renderPath(path: string): string {
  return escapeHtml(path).replace(/\{[^}]+\}/g, '<i>$&</i>')
}

function renderAccess(operation: Operation): string {
  const needed = operation['x-permissions']
  if (operation.security.length === 0) return '<p class="access">Without a key</p>'
  if (needed.length === 0) return '<p class="access">Any API key or session</p>'
  const names = needed.map((one) => `<code>${escapeHtml(one)}</code>`).join(' and ')
  return `<p class="access">Needs ${names}</p>`
}

function renderParameters(parameters: OpenApiParameter[]): string {
  const rows = parameters.map(
    ({ name, in: place, required, description = '', schema }) =>
      `<tr><td><code>${escapeHtml(name)}</code>${required ? '<span class="required">needed</span>' : ''}</td><td>${place}</td><td><code>${escapeHtml(presentSchemaText(schema))}</code>${renderInline(description && ` ${description}`)}</td></tr>`,
  )
  return `<table><thead><tr><th class="name">Parameter</th><th class="place">In</th><th>Value</th></tr></thead><tbody>${rows.join('')}</tbody></table>`
}

function renderAnswers({ responses }: Operation): string {
  const codes = Object.keys(responses)
  const success = codes.find((code) => code.startsWith('2')) ?? ''
  const errors = codes.filter((code) => code !== success)
  const answer = responses[success] as { content: Record<string, { schema: JsonSchema }> } // made by openapi.ts
  const text = presentSchemaText(answer.content[JSON_API_TYPE]?.schema ?? {})
  return `<details><summary>Answer ${success}</summary><pre>${renderType(text)}</pre></details>
<p class="errors">Errors: ${errors.map((code) => `<code>${code}</code>`).join(' ')}</p>`
}

function renderShape([name, schema]: [string, JsonSchema]): string {
  return `<article id="shape-${escapeHtml(name)}" class="shape"><h3>${escapeHtml(name)}</h3><pre>${renderType(presentSchemaText(schema))}</pre></article>`
}

/** Names of shapes become links, comments grey. */
function renderType(text: string): string {
  return escapeHtml(text)
    .replace(/ {2}(\/\/ .*)$/gm, '  <span class="comment">$1</span>')
    .replace(SHAPE_NAME, '<a href="#shape-$1">$1</a>')
}

function renderText(text: string): string {
  return `<p>${renderInline(text)}</p>`
}

function renderInline(text: string): string {
  return escapeHtml(text).replace(/`([^`]+)`/g, '<code>$1</code>')
}

const HTML_ESCAPES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (one) => HTML_ESCAPES[one] ?? one)
}
