import { Failure } from '../lib/failures.ts'

/** Of one element, in characters. Nothing longer is ever held. */
const MAX_ELEMENT = 2 ** 20
const MAX_KEY = 1000

const [QUOTE, BACKSLASH, COMMA, COLON] = [34, 92, 44, 58]
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [91, 93, 123, 125]

/**
 * The elements of a JSON array of any length, or of the array that a member of a JSON object is, one after the other.
 * Only finds where each begins and ends: JSON.parse does the rest.
 * @throws Failure `invalid_body`: no JSON, no such array, an element beyond a million characters, or it breaks off
 */
export async function* splitJson(
  text: AsyncIterable<string>,
  member: string,
): AsyncGenerator<unknown> {
  const splitter = new JsonSplitter(member)
  for await (const chunk of text) yield* splitter.take(chunk)
  splitter.end()
}

class JsonSplitter {
  readonly #member: string
  /** `start`, in the list; or among the members of an object, in the value of one; behind all of it. */
  #place: 'start' | 'elements' | 'members' | 'value' | 'after' = 'start'
  #isDocument = false
  #found = false
  #inString = false
  #escaped = false
  /** Brackets that are open within the element or the value. */
  #depth = 0
  #key: string | null = null
  /** What of the key or the element came with earlier chunks, and where in this one it goes on; -1: nowhere. */
  #held = ''
  #from = -1
  #count = 0

  constructor(member: string) {
    this.#member = member
  }

  take(chunk: string): unknown[] {
    const elements: unknown[] = []
    if (this.#from >= 0) this.#from = 0
    for (let at = 0; at < chunk.length; at += 1) {
      const code = chunk.charCodeAt(at)
      if (this.#inString) this.#readString(code, chunk, at)
      else if (code === QUOTE) this.#openString(at)
      else if (!isSpace(code)) this.#readSign(code, chunk, at, elements)
    }
    if (this.#from >= 0) this.#hold(chunk.slice(this.#from))
    return elements
  }

  end(): void {
    if (this.#place !== 'after') throw noJson('The JSON breaks off before its end.')
    if (!this.#found) throw noJson(`The JSON has no list "${this.#member}".`)
  }

  #openString(at: number): void {
    if (this.#place === 'start' || this.#place === 'after') throw this.#misplaced('"')
    if (this.#place === 'members') this.#from = at
    this.#inString = true
  }

  #readString(code: number, chunk: string, at: number): void {
    if (this.#escaped) this.#escaped = false
    else if (code === BACKSLASH) this.#escaped = true
    else if (code === QUOTE) {
      this.#inString = false
      if (this.#place === 'members') this.#key = String(this.#parse(this.#release(chunk, at + 1)))
    }
  }

  #readSign(code: number, chunk: string, at: number, elements: unknown[]): void {
    if (this.#place === 'elements') this.#readElement(code, chunk, at, elements)
    else if (this.#place === 'value') this.#readValue(code, at)
    else if (this.#place === 'members') this.#readMember(code)
    else if (this.#place === 'start') this.#begin(code, at)
    else throw this.#misplaced(String.fromCharCode(code))
  }

  #begin(code: number, at: number): void {
    if (code === OPEN_LIST) this.#openList(at)
    else if (code === OPEN_OBJECT) {
      this.#isDocument = true
      this.#place = 'members'
    } else throw noJson('The file is no JSON: it has to begin with { or [.')
  }

  #openList(at: number): void {
    this.#found = true
    this.#place = 'elements'
    this.#count = 0
    this.#from = at + 1
  }

  #readElement(code: number, chunk: string, at: number, elements: unknown[]): void {
    if (code === OPEN_LIST || code === OPEN_OBJECT) this.#depth += 1
    else if (this.#depth > 0) this.#depth -= code === CLOSE_LIST || code === CLOSE_OBJECT ? 1 : 0
    else if (code === COMMA || code === CLOSE_LIST) {
      const text = this.#release(chunk, at).trim()
      const isEmptyList = text === '' && code === CLOSE_LIST && this.#count === 0
      this.#count += 1
      if (!isEmptyList) elements.push(this.#parse(text))
      if (code === COMMA) this.#from = at + 1
      else this.#closeList()
    }
  }

  #closeList(): void {
    this.#key = null
    this.#place = this.#isDocument ? 'value' : 'after'
  }

  #readMember(code: number): void {
    if (code === COLON && this.#key !== null) this.#place = 'value'
    else if (code === CLOSE_OBJECT) this.#place = 'after'
    else throw this.#misplaced(String.fromCharCode(code))
  }

  /** What is not asked for is passed over. */
  #readValue(code: number, at: number): void {
    if (this.#depth === 0 && code === OPEN_LIST && this.#key === this.#member) this.#openList(at)
    else if (code === OPEN_LIST || code === OPEN_OBJECT) this.#depth += 1
    else if (this.#depth > 0) this.#depth -= code === CLOSE_LIST || code === CLOSE_OBJECT ? 1 : 0
    else if (code === COMMA) {
      this.#key = null
      this.#place = 'members'
    } else if (code === CLOSE_OBJECT) this.#place = 'after'
    else if (code === CLOSE_LIST || this.#key === null) {
      throw this.#misplaced(String.fromCharCode(code))
    }
  }

  #release(chunk: string, end: number): string {
    this.#hold(chunk.slice(this.#from, end))
    const text = this.#held
    this.#held = ''
    this.#from = -1
    return text
  }

  #hold(text: string): void {
    this.#held += text
    const most = this.#place === 'members' ? MAX_KEY : MAX_ELEMENT
    if (this.#held.length > most) {
      throw noJson(`${this.#where()} is longer than ${most.toLocaleString('en')} characters.`)
    }
  }

  #parse(text: string): unknown {
    try {
      return JSON.parse(text)
    } catch (cause) {
      throw noJson(`The JSON is broken: ${this.#where()} is not valid.`, cause)
    }
  }

  #where(): string {
    return this.#place === 'elements'
      ? `element ${Math.max(1, this.#count)} of the list`
      : 'a member'
  }

  #misplaced(sign: string): Failure {
    return noJson(`The JSON is broken: there is a ${sign} where none may be.`)
  }
}

/** What JSON calls space, and the mark that some editors begin a file with. */
function isSpace(code: number): boolean {
  return code === 32 || code === 10 || code === 13 || code === 9 || code === 0xfeff
}

function noJson(detail: string, cause?: unknown): Failure {
  return new Failure('invalid_body', detail, { cause })
}
