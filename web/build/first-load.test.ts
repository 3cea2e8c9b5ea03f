import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

/** What has been built, as npm test does before it runs this. */
const DIST = fileURLToPath(new URL('../dist', import.meta.url))
const MAX_GZIP_BYTES = 168_000

const page = readFileSync(`${DIST}/index.html`, 'utf8')

/** The files that one needs before it can run. */
function neededBy(address: string): string[] {
  const text = readFileSync(DIST + address, 'utf8')
  const names = text.matchAll(/(?:\bfrom|\bimport) ?"\.\/([^"]+\.js)"/g)
  return Array.from(names, ([, name]) => `/assets/${name}`)
}

/** A file and all that it needs. */
function findScripts(address: string, found = new Set<string>()): Set<string> {
  if (found.has(address)) return found
  found.add(address)
  for (const needed of neededBy(address)) findScripts(needed, found)
  return found
}

test('the program comes in few files, and in no more than 168 KB', () => {
  const scripts = new Set<string>()
  for (const [, address = ''] of page.matchAll(/<script[^>]* src="([^"]+)"/g)) {
    findScripts(address, scripts)
  }
  const sizes = Array.from(scripts, (script) => gzipSync(readFileSync(DIST + script)).length)
  const bytes = sizes.reduce((sum, size) => sum + size, 0)
  assert.ok(scripts.size >= 3 && scripts.size <= 8, [...scripts].join())
  assert.ok(bytes > 50_000 && bytes <= MAX_GZIP_BYTES, `${bytes} bytes of gzip`)
  for (const script of scripts) {
    assert.ok(script.startsWith('/assets/'), `${script} has no name of its own`)
    if (readFileSync(DIST + script).length > 1000) assert.ok(existsSync(`${DIST + script}.br`))
  }
})

test('no two files need each other, of which one would run before the other is there', () => {
  const needs = new Map(
    readdirSync(`${DIST}/assets`)
      .filter((name) => name.endsWith('.js'))
      .map((name) => [`/assets/${name}`, neededBy(`/assets/${name}`)]),
  )
  // Those that need nothing more are put aside until none is left.
  while (needs.size > 0) {
    const ready = [...needs].filter(([, others]) => others.every((other) => !needs.has(other)))
    assert.notEqual(ready.length, 0, [...needs.keys()].join())
    for (const [script] of ready) needs.delete(script)
  }
})

test('nothing but a small script keeps the page from being drawn', () => {
  const [head = '', body = ''] = page.split('</head>')
  assert.doesNotMatch(head, /rel="stylesheet"/)
  assert.match(body, /id="start"[\s\S]*rel="stylesheet"[\s\S]*id="root"/)
  const blocking = head.match(/<script(?![^>]*type="module")[^>]*>/g) ?? []
  assert.deepEqual(
    blocking.map((tag) => tag.match(/src="\/assets\/before-paint-/) !== null),
    [true],
  )
  assert.doesNotMatch(page, /<script(?![^>]* src=)/, 'the security policy allows none in the page')
})

test('the API is asked by a script of its own, which waits for no other', () => {
  const tag = page.match(/<script[^>]* src="([^"]*\/first-[^"]+)"[^>]*>/)
  const [found = '', address = ''] = tag ?? []
  assert.match(found, /type="module" async/)
  assert.ok(page.indexOf(found) < page.indexOf('/assets/index-'), 'it comes before the program')
  assert.deepEqual([...findScripts(address)], [address])
  assert.match(readFileSync(DIST + address, 'utf8'), /\/session/)
})

test('the script knows where each language is', () => {
  const texts = JSON.parse(page.match(/data-texts='([^']+)'/)?.[1] ?? '{}')
  assert.deepEqual(Object.keys(texts).sort(), ['de', 'ja'])
  assert.match(readFileSync(DIST + texts.de, 'utf8'), /Wird geladen|Laden/)
})

test('the style sheet of a later part stands below the first one, so that it has the last word', () => {
  const [, main = ''] = page.match(/<script type="module"[^>]* src="([^"]+index-[^"]+)"/) ?? []
  assert.match(readFileSync(DIST + main, 'utf8'), /document\.body\.appendChild\(/)
})
