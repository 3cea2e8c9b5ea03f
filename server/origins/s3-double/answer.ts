import type { IncomingMessage, ServerResponse } from 'node:http'

/** What S3 answers instead of what was asked for. */
export class S3Refusal extends Error {
  readonly status: number
  readonly code: string

  constructor(status: number, code: string, message: string) {
    super(message)
    this.status = status
    this.code = code
  }
}

export function notImplemented(): S3Refusal {
  return new S3Refusal(501, 'NotImplemented', 'The request is not implemented.')
}

export function preconditionFailed(code = 'PreconditionFailed'): S3Refusal {
  return new S3Refusal(412, code, 'At least one of the pre-conditions did not hold')
}

export function sendXml(response: ServerResponse, xml: string): void {
  response.writeHead(200, { 'content-type': 'application/xml' }).end(XML + xml)
}

export function sendError(
  request: IncomingMessage,
  response: ServerResponse,
  { status, code, message }: { status: number; code: string; message: string },
): void {
  const isBodiless = request.method === 'HEAD' || status === 304
  const text = isBodiless ? '' : errorXml(code, message)
  sendEarly(request, response, { status, text, headers: { 'content-type': 'application/xml' } })
}

/** So much of a body that is still on its way is read before the connection ends. */
const LINGER_BYTES = 2 ** 20

/**
 * Answers and ends the connection, as S3 does when a body may still be on its way. Who hung up at once would
 * make the client lose the answer, so a body that is nearly here is let in first.
 */
export function sendEarly(
  request: IncomingMessage,
  response: ServerResponse,
  answer: { status: number; text: string; headers?: Record<string, string> | undefined },
): void {
  const { status, text, headers } = answer
  const lengthHeader = text !== '' && { 'content-length': Buffer.byteLength(text) }
  response.writeHead(status, { connection: 'close', ...lengthHeader, ...headers })
  // Who still waits for "100 Continue" won't send a body now.
  if (request.complete || request.headers.expect) return void response.end(text)
  response.write(text)
  let lingered = 0
  request.on('data', (chunk: Buffer) => {
    lingered += chunk.length
    if (lingered > LINGER_BYTES) response.end()
  })
  request.on('end', () => response.end())
  request.resume()
}

export function errorXml(code: string, message: string): string {
  return `${XML}<Error><Code>${escapeXml(code)}</Code><Message>${escapeXml(message)}</Message><RequestId>double</RequestId></Error>`
}

const XML = '<?xml version="1.0" encoding="UTF-8"?>\n'

export function escapeXml(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: S3 writes them as character references.
  return text.replace(/[&<>"\u0000-\u001f]/g, (char) => `&#${char.charCodeAt(0)};`)
}

/** `<name>text</name>` for each text. */
export function writeTags(name: string, texts: readonly (string | number)[]): string {
  return texts.map((text) => `<${name}>${escapeXml(String(text))}</${name}>`).join('')
}

/** What stands between the tags of this name; they don't nest in what S3 is sent. */
export function readTags(xml: string, name: string): string[] {
  const form = new RegExp(`<${name}(?: [^>]*)?>([^]*?)</${name}>`, 'g')
  return [...xml.matchAll(form)].map(([, inner = '']) => inner)
}

/** The texts of all tags of this name. */
export function readTexts(xml: string, name: string): string[] {
  return readTags(xml, name).map((text) =>
    text.trim().replace(/&(#x?[\da-f]+|\w+);/gi, (whole, name: string) => {
      if (!name.startsWith('#')) return NAMED_CHARACTERS[name] ?? whole
      const isHex = /^#x/i.test(name)
      return String.fromCodePoint(Number.parseInt(name.slice(isHex ? 2 : 1), isHex ? 16 : 10))
    }),
  )
}

const NAMED_CHARACTERS: Record<string, string> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
}
