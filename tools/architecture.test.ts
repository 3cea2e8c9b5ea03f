import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'

const ROOT = new URL('../', import.meta.url)

/** Paths in backticks, such as `server/app.ts`; names in the tree of rooms are checked by their folder. */
function namedPaths(document: string): string[] {
  const text = readFileSync(new URL(document, ROOT), 'utf8')
  const quoted = [...text.matchAll(/`((?:server|web|contract|tools|bench|e2e|docs)\/[\w./-]*)`/g)]
  const inTree = [...text.matchAll(/^(\s*)([\w-]+(?:\/|\.ts))\s/gm)]
  let parent = ''
  const rooms = inTree.map(([, indent = '', name = '']) => {
    if (indent === '') parent = name
    return indent === '' ? name : indent.length === 2 ? `${parent}${name}` : ''
  })
  return [...quoted.map(([, path = '']) => path), ...rooms.filter((path) => path !== '')]
}

for (const document of ['ARCHITECTURE.md', 'CONTRIBUTING.md']) {
  const paths = [...new Set(namedPaths(document))]
  test(`every path in ${document} exists`, () => {
    assert.ok(paths.length > 5)
    const missing = paths.filter((path) => !existsSync(new URL(path, ROOT)))
    assert.deepEqual(missing, [])
  })
}
