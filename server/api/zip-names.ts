/**
 * Names inside of a zip that every system can unpack: paths of an Origin as they are wherever that is safe. The same
 * paths in the same order give the same names.
 */

/** The longest that file systems take for one part, with room for a number. */
const MOST_PART_BYTES = 240
/** Not on Windows, or not in any file system. */
const FORBIDDEN = /[\p{Cc}<>:"|?*\\]/gu
/** They turn what is read after them around, so that a name could look like another one. */
const TURNING = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu
/** Names of devices on Windows, with any extension, and spaces before it. */
const DEVICE = /^(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?= *(?:\.|$))/i

interface ZipNames {
  /** The name for a path that has not been asked for before. Never one that was given already, in any case of letters. */
  nameFor(path: string): string
}

/** @param reserved names that no path may get */
export function zipNames(reserved: readonly string[] = []): ZipNames {
  const files = new Set(reserved.map(fold))
  /** Folded folder as the Origin has it → as it is in the zip. */
  const folders = new Map<string, string>()
  const usedFolders = new Set<string>()
  /** Folded name that was taken → the number to try next: many files may want the same name. */
  const numbers = new Map<string, number>()

  const isFree = (name: string) => !files.has(fold(name)) && !usedFolders.has(fold(name))

  /** "a (2).jpg" where "a.jpg" is taken. */
  function firstFree(folder: string, part: string, isFree: (name: string) => boolean): string {
    if (isFree(folder + part)) return part
    const key = fold(folder + part)
    const [stem, extension] = splitExtension(part)
    for (let number = numbers.get(key) ?? 2; ; number++) {
      const other = `${stem} (${number})${extension}`
      if (!isFree(folder + other)) continue
      numbers.set(key, number + 1)
      return other
    }
  }

  /** Two folders that differ in their letters' case alone become one; a folder never has the name of a file. */
  function folderFor(parts: readonly string[]): string {
    const last = parts.at(-1)
    if (last === undefined) return ''
    const parent = folderFor(parts.slice(0, -1))
    const key = fold(`${parent}${last}`)
    const known = folders.get(key)
    if (known !== undefined) return known
    const free = firstFree(parent, last, (folder) => !files.has(fold(folder)))
    const name = `${parent}${free}/`
    folders.set(key, name)
    usedFolders.add(fold(parent + free))
    return name
  }

  return {
    nameFor: (path) => {
      const parts = path
        .split('/')
        .map(safePart)
        .filter((part) => part !== '')
      const folder = folderFor(parts.slice(0, -1))
      const name = folder + firstFree(folder, parts.at(-1) ?? '_', isFree)
      files.add(fold(name))
      return name
    },
  }
}

/** What a file system that is blind to case, or to how accents are written, takes for the same. */
function fold(name: string): string {
  return name.normalize('NFC').toLowerCase().normalize('NFC')
}

/** One part of a path; empty for those that mean nothing or lead elsewhere. */
function safePart(part: string): string {
  if (part === '.') return ''
  if (part === '..') return '_'
  const clean = part
    .replace(TURNING, '')
    .replace(FORBIDDEN, '_')
    // Windows drops them, which would make two names one.
    .replace(/[. ]+$/, (end) => '_'.repeat(end.length))
    .replace(DEVICE, '_$1')
  return shorten(clean)
}

/** Cut in the middle, so that the extension stays. */
function shorten(part: string): string {
  if (Buffer.byteLength(part) <= MOST_PART_BYTES) return part
  const [stem, extension] = splitExtension(part)
  const room = MOST_PART_BYTES - Buffer.byteLength(extension)
  const letters = [...stem]
  let bytes = 0
  const kept = letters.findIndex((letter) => {
    bytes += Buffer.byteLength(letter)
    return bytes > room
  })
  return letters.slice(0, kept).join('') + extension
}

const LONGEST_EXTENSION = 20

function splitExtension(part: string): [stem: string, extension: string] {
  const dot = part.lastIndexOf('.')
  const isExtension = dot > 0 && part.length - dot <= LONGEST_EXTENSION
  return isExtension ? [part.slice(0, dot), part.slice(dot)] : [part, '']
}
