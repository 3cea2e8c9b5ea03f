/** A folder as somebody types it: no slashes at its ends, none doubled, no spaces around names. */
export function readFolder(text: string): string {
  return text
    .split('/')
    .map((name) => name.trim())
    .filter(Boolean)
    .join('/')
}

/** The origin path of a file, without a leading slash. */
export function placeIn(folder: string, localPath: string): string {
  return folder === '' ? localPath : `${folder}/${localPath}`
}

/** The folder of an origin path without its slashes; '' at the top. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')))
}

export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

/** The deepest folder that holds all of the paths; '' is the top. */
export function commonFolder(paths: readonly string[]): string {
  const [first = [], ...others] = paths.map((path) => path.split('/').slice(0, -1))
  const shared = first.findIndex((name, i) => others.some((names) => names[i] !== name))
  return first.slice(0, shared === -1 ? first.length : shared).join('/')
}

/** Other names for a file whose own is taken: `a-2.jpg`, `a-3.jpg` …; both ends of `.tar.gz` are kept. */
export function otherNames(path: string, count: number): string[] {
  const name = nameOf(path)
  const [, stem = name, end = ''] = /^(.+?)((?:\.[A-Za-z][A-Za-z0-9]{0,4}){0,2})$/u.exec(name) ?? []
  return Array.from({ length: count }, (_, i) => placeIn(folderOf(path), `${stem}-${i + 2}${end}`))
}
