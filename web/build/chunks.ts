/**
 * Which modules come in one file. Left alone, every module that two parts share becomes a file of its own, and the
 * first grid waits for a hundred of them.
 */
export const CHUNKS = {
  groups: [
    // What the page runs before the rest has come: it must need nothing of that.
    { name: 'first', test: /[\\/]web[\\/]first\.ts$/, priority: 10 },
    // What a release seldom changes stays in the caches of browsers.
    { name: 'libraries', tags: ['$initial' as const], test: /[\\/]node_modules[\\/]/, priority: 9 },
    { name: 'app', tags: ['$initial' as const], priority: 8 },
    // What others share: few files, though none is of use for all.
    {
      name: 'shared',
      minShareCount: 2,
      entriesAware: true,
      entriesAwareMergeThreshold: 30_000,
    },
  ],
}

/** Those that are shared would have the names of all who share them. */
export function nameFile(name: string, end: string): string {
  return `assets/${name.startsWith('shared') ? 'shared' : name}-[hash]${end}`
}
