import type { IncomingMessage, ServerResponse } from 'node:http'
import { readTags, readTexts, S3Refusal, sendError, writeTags } from './answer.ts'
import type { S3Traits } from './profile.ts'

/** Which pages may do what, in the words of S3. One `*` in an origin or a header stands for any text. */
export interface CorsRule {
  allowedOrigins: string[]
  allowedMethods: string[]
  allowedHeaders: string[]
  exposeHeaders: string[]
  maxAgeSeconds?: number | undefined
}

interface CorsRequest {
  origin: string
  method: string
  /** In lower case; of a preflight only. */
  headers: string[]
}

/** What a page of another address asks before it sends a request. */
export function answerPreflight(
  rules: readonly CorsRule[],
  traits: S3Traits,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const { origin, 'access-control-request-method': method } = request.headers
  if (origin === undefined || method === undefined) {
    throw new S3Refusal(400, 'BadRequest', 'Insufficient information. Origin header needed.')
  }
  const headers = readList(request.headers['access-control-request-headers'])
  const asked = { origin, method, headers }
  const rule = findRule(rules, asked, traits)
  if (!rule) {
    refusePreflight(rules, traits, request, response)
    return
  }
  setCorsHeaders(response, rule, origin)
  if (headers.length > 0) {
    response.setHeader('access-control-allow-headers', headers.join(', '))
  }
  response.writeHead(200).end()
}

function refusePreflight(
  rules: readonly CorsRule[],
  { corsRefusal: { status, code } }: S3Traits,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  if (code === null) return void response.writeHead(status).end()
  const isAws = code === 'AccessForbidden'
  const message =
    rules.length === 0
      ? 'CORSResponse: CORS is not enabled for this bucket.'
      : 'CORSResponse: This CORS request is not allowed.'
  sendError(request, response, { status, code, message: isAws ? message : '' })
}

/** Lets the page read the answer, when a rule fits. */
export function allowPage(
  rules: readonly CorsRule[],
  traits: S3Traits,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const { origin } = request.headers
  if (origin === undefined) return
  const asked = { origin, method: request.method ?? '', headers: [] }
  const rule = findRule(rules, asked, traits)
  if (rule) setCorsHeaders(response, rule, origin)
}

export function withdrawPage(response: ServerResponse): void {
  for (const name of response.getHeaderNames()) {
    if (name.startsWith('access-control-')) response.removeHeader(name)
  }
}

/** The first that fits; Google takes the first for origin and method, and only then looks at headers. */
function findRule(
  rules: readonly CorsRule[],
  asked: CorsRequest,
  traits: S3Traits,
): CorsRule | undefined {
  if (!traits.speaksGoogle) return rules.find((rule) => fits(rule, asked, traits))
  const rule = rules.find((one) => fits(one, { ...asked, headers: [] }, traits))
  return rule && fits(rule, asked, traits) ? rule : undefined
}

/** Swift only looks at the origin, for all buckets. */
function fits(rule: CorsRule, asked: CorsRequest, { corsBy }: S3Traits): boolean {
  if (!rule.allowedOrigins.some((pattern) => matches(pattern, asked.origin))) return false
  if (corsBy === 'server') return true
  const patterns = rule.allowedHeaders.map((header) => header.toLowerCase())
  return (
    rule.allowedMethods.includes(asked.method) &&
    asked.headers.every((header) => patterns.some((pattern) => matches(pattern, header)))
  )
}

function matches(pattern: string, text: string): boolean {
  const [start = '', end] = pattern.split('*')
  if (end === undefined) return pattern === text
  return text.length >= pattern.length - 1 && text.startsWith(start) && text.endsWith(end)
}

function setCorsHeaders(response: ServerResponse, rule: CorsRule, origin: string): void {
  const isOpen = rule.allowedOrigins.includes('*')
  response.setHeader('access-control-allow-origin', isOpen ? '*' : origin)
  if (!isOpen) response.setHeader('access-control-allow-credentials', 'true')
  response.setHeader('access-control-allow-methods', rule.allowedMethods.join(', '))
  response.setHeader(
    'vary',
    'Origin, Access-Control-Request-Headers, Access-Control-Request-Method',
  )
  if (rule.exposeHeaders.length > 0) {
    response.setHeader('access-control-expose-headers', rule.exposeHeaders.join(', '))
  }
  if (rule.maxAgeSeconds !== undefined) {
    response.setHeader('access-control-max-age', rule.maxAgeSeconds)
  }
}

function readList(text: string | string[] | undefined): string[] {
  const parts = [text ?? []].flat().join(',').split(',')
  return parts.map((part) => part.trim().toLowerCase()).filter((part) => part !== '')
}

const METHODS = ['GET', 'PUT', 'POST', 'DELETE', 'HEAD']

/**
 * @returns the rules of a PutBucketCors, or of Google's document with other names for the same
 * @throws S3Refusal
 */
export function readCorsXml(xml: string, { speaksGoogle }: S3Traits): CorsRule[] {
  const isGoogles = speaksGoogle && /<CorsConfig\b/.test(xml)
  if (!isGoogles && (speaksGoogle || !/<CORSConfiguration\b/.test(xml))) throw malformed()
  const rules = readTags(xml, isGoogles ? 'Cors' : 'CORSRule').map((rule): CorsRule => {
    const [age] = readTexts(rule, isGoogles ? 'MaxAgeSec' : 'MaxAgeSeconds')
    const responseHeaders = readTexts(rule, 'ResponseHeader')
    return {
      allowedOrigins: readTexts(rule, isGoogles ? 'Origin' : 'AllowedOrigin'),
      allowedMethods: readTexts(rule, isGoogles ? 'Method' : 'AllowedMethod'),
      allowedHeaders: isGoogles ? responseHeaders : readTexts(rule, 'AllowedHeader'),
      exposeHeaders: isGoogles ? responseHeaders : readTexts(rule, 'ExposeHeader'),
      ...(age !== undefined && { maxAgeSeconds: Number(age) }),
    }
  })
  if (rules.length === 0 && !isGoogles) throw malformed()
  for (const { allowedOrigins, allowedMethods, allowedHeaders } of rules) {
    if (allowedOrigins.length === 0 || allowedMethods.length === 0) throw malformed()
    const method = allowedMethods.find((one) => !METHODS.includes(one))
    if (method !== undefined) throw invalid(`Found unsupported HTTP method ${method}.`)
    const wild = [...allowedOrigins, ...allowedHeaders].find((one) => one.split('*').length > 2)
    if (wild !== undefined) throw invalid(`${wild} can not have more than one wildcard.`)
  }
  return rules
}

/** @throws S3Refusal where S3 says so of a bucket without rules */
export function writeCorsXml(rules: readonly CorsRule[], { speaksGoogle }: S3Traits): string {
  if (speaksGoogle) return `<CorsConfig>${rules.map(writeGoogleRule).join('')}</CorsConfig>`
  if (rules.length === 0) {
    const message = 'The CORS configuration does not exist'
    throw new S3Refusal(404, 'NoSuchCORSConfiguration', message)
  }
  return `<CORSConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${rules.map(writeRule).join('')}</CORSConfiguration>`
}

function writeRule(rule: CorsRule): string {
  const age = rule.maxAgeSeconds === undefined ? [] : [rule.maxAgeSeconds]
  return `<CORSRule>${writeTags('AllowedOrigin', rule.allowedOrigins)}${writeTags('AllowedMethod', rule.allowedMethods)}${writeTags('AllowedHeader', rule.allowedHeaders)}${writeTags('ExposeHeader', rule.exposeHeaders)}${writeTags('MaxAgeSeconds', age)}</CORSRule>`
}

function writeGoogleRule(rule: CorsRule): string {
  const headers = [...new Set([...rule.allowedHeaders, ...rule.exposeHeaders])]
  const age = rule.maxAgeSeconds === undefined ? [] : [rule.maxAgeSeconds]
  return `<Cors><Origins>${writeTags('Origin', rule.allowedOrigins)}</Origins><Methods>${writeTags('Method', rule.allowedMethods)}</Methods><ResponseHeaders>${writeTags('ResponseHeader', headers)}</ResponseHeaders>${writeTags('MaxAgeSec', age)}</Cors>`
}

function malformed(): S3Refusal {
  return new S3Refusal(400, 'MalformedXML', 'The XML you provided was not well-formed.')
}

function invalid(message: string): S3Refusal {
  return new S3Refusal(400, 'InvalidRequest', message)
}
