const TOKEN =
  /\s*(?:(?<quoted>"(?:[^"\\]|\\.)*")|(?<mark>[{}[\],:])|(?<number>-?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)|(?<flag>![01])|(?<empty>null)\b|(?<name>[A-Za-z_$][\w$]*)(?=\s*:))/y
const EXPORTS = '.exports='

/**
 * Reads what a minified CommonJS bundle of one module exports, without running it: an object or an array of plain values.
 * @throws Error when it exports anything else
 */
export function readExportedLiteral(script: string): unknown {
  const start = script.lastIndexOf(EXPORTS)
  if (start === -1) throw new Error('the script exports nothing')
  let json = ''
  let depth = 0
  TOKEN.lastIndex = start + EXPORTS.length
  do {
    const groups = TOKEN.exec(script)?.groups
    if (!groups) throw new Error('the script exports something else than plain values')
    const { mark } = groups
    if (mark === '{' || mark === '[') depth++
    if (mark === '}' || mark === ']') depth--
    json += asJson(groups)
  } while (depth > 0)
  return JSON.parse(json)
}

/** Reads a text in base64 that such a bundle exports. */
export function readExportedBase64(script: Buffer): Buffer {
  const opening = `${EXPORTS}"`
  const start = script.lastIndexOf(opening) + opening.length
  const end = script.indexOf('"', start)
  if (start < opening.length || end === -1) throw new Error('the script exports no text')
  return Buffer.from(script.toString('latin1', start, end), 'base64')
}

function asJson(token: Record<string, string | undefined>): string {
  const { quoted, mark, number, flag, empty, name } = token
  if (number !== undefined) return String(Number(number))
  if (flag !== undefined) return String(flag === '!0')
  if (name !== undefined) return JSON.stringify(name)
  return quoted ?? mark ?? empty ?? ''
}
