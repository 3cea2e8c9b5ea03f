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
    // What others share: two files, though none needs all of them. More, made of those that happen to have the same parts,
    // came to need each other, and what needs each other may run before it is there. No room of the first one needs the others.
    {
      name: 'base',
      test: /[\\/](node_modules|contract|web[\\/](lib|texts|ui))[\\/]/,
      minShareCount: 2,
      priority: 2,
    },
    { name: 'shared', minShareCount: 2, priority: 1 },
  ],
}
