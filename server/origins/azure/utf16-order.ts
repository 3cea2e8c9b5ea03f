import { Failure } from '../../lib/failures.ts'

/** Files whose turn comes later. */
const MAX_HELD = 100_000

interface Listed {
  path: string
}

/** All files seen whose path begins with the prefix and goes on with a character above U+FFFF. */
interface Held<T> {
  prefix: string
  files: T[]
}

/**
 * Turns the order of UTF-16 units, as Azure lists, into that of UTF-8 bytes. They differ in one thing: characters
 * above U+FFFF (emoji) come before U+E000 to U+FFFF in UTF-16 and behind them in UTF-8. So files with
 * such a character are held back until the last of their neighbours has passed.
 */
export class Utf16Sorter<T extends Listed> {
  /** From the shortest prefix to the longest; each begins with the one before. */
  readonly #held: Held<T>[] = []
  #heldFiles = 0

  /**
   * @returns the files whose turn has come, this one among them or not
   * @throws Failure `origin_refused` when too many have to be held
   */
  push(file: T): T[] {
    if (this.#held.length === 0 && !HIGH_SURROGATE.test(file.path)) return [file]
    const ready: T[] = []
    while (this.#held.length > 0 && !file.path.startsWith(this.#held.at(-1)?.prefix ?? '')) {
      this.#release(ready)
    }
    this.#open(file.path)
    this.#sinkOf(file.path, ready).push(file)
    return ready
  }

  /** @returns the rest */
  end(): T[] {
    const ready: T[] = []
    while (this.#held.length > 0) this.#release(ready)
    return ready
  }

  #open(path: string): void {
    const from = this.#held.at(-1)?.prefix.length ?? -1
    for (let index = from + 1; index < path.length; index += 1) {
      if (isHighSurrogate(path, index)) this.#held.push({ prefix: path.slice(0, index), files: [] })
    }
  }

  #release(ready: T[]): void {
    const { files = [] } = this.#held.pop() ?? {}
    const [first] = files
    if (!first) return
    this.#heldFiles -= files.length
    const sink = this.#sinkOf(first.path, ready, files.length)
    for (const file of files) sink.push(file)
  }

  #sinkOf(path: string, ready: T[], count = 1): T[] {
    const held = this.#held.findLast(({ prefix }) => isHighSurrogate(path, prefix.length))
    if (!held) return ready
    this.#heldFiles += count
    if (this.#heldFiles <= MAX_HELD) return held.files
    throw new Failure(
      'origin_refused',
      `More than ${MAX_HELD} files below “${held.prefix}” begin with an emoji or another rare character, which Azure lists out of order.`,
    )
  }
}

const HIGH_SURROGATE = /[\ud800-\udbff]/

function isHighSurrogate(path: string, index: number): boolean {
  const unit = path.charCodeAt(index)
  return unit >= 0xd800 && unit <= 0xdbff
}
