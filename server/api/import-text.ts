import { Failure } from '../lib/failures.ts'

/**
 * The text of a file: UTF-8, or the UTF-16 with a mark that Excel saves as "Unicode text"; without the mark.
 * @throws Failure `invalid_body` for what is neither, which is never guessed at
 */
export async function* decodeText(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let decoder: TextDecoder | null = null
  let lines = 1
  for await (const chunk of chunks) {
    decoder ??= new TextDecoder(encodingOf(chunk), { fatal: true })
    const text = decode(decoder, chunk, lines)
    if (text.includes('\0')) {
      throw noText(lines + countLines(text.slice(0, text.indexOf('\0'))), 'has a NUL character')
    }
    lines += countLines(text)
    yield text
  }
  if (decoder) yield decode(decoder, null, lines)
}

function encodingOf([first, second]: Buffer): string {
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  return first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8'
}

/** @param chunk null at the end */
function decode(decoder: TextDecoder, chunk: Buffer | null, line: number): string {
  try {
    return chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode()
  } catch {
    const lenient = new TextDecoder(decoder.encoding).decode(chunk ?? undefined)
    const what = `has bytes that are no ${decoder.encoding.toUpperCase()}`
    throw noText(line + countLines(lenient.split('\uFFFD', 1)[0] ?? ''), what)
  }
}

function countLines(text: string): number {
  return text.split('\n').length - 1
}

function noText(line: number, what: string): Failure {
  const detail = `The file ${what}, in line ${line}. Save it as UTF-8 and try again.`
  return new Failure('invalid_body', detail)
}
