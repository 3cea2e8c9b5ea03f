import assert from 'node:assert/strict'
import { test } from 'node:test'
import { zipNames } from './zip-names.ts'

const alone: [path: string, name: string][] = [
  ['a/b.jpg', 'a/b.jpg'],
  ['Köln/日本.png', 'Köln/日本.png'],
  ['../../etc/passwd', '_/_/etc/passwd'],
  ['/a//b/./c.jpg', 'a/b/c.jpg'],
  ['C:\\Windows\\x.dll', 'C__Windows_x.dll'],
  ['a?.jpg', 'a_.jpg'],
  ['con', '_con'],
  ['Aux.txt/lpt1.jpg', '_Aux.txt/_lpt1.jpg'],
  ['NUL .txt', '_NUL .txt'],
  ['conin$', '_conin$'],
  ['console.log', 'console.log'],
  ['dots... /x', 'dots____/x'],
  ['line\nbreak\u0000.jpg', 'line_break_.jpg'],
  ['photo\u202egpj.exe', 'photogpj.exe'],
  ['_missing.txt', '_missing (2).txt'],
  ['', '_'],
  ['./', '_'],
]
for (const [path, name] of alone) {
  test(`${JSON.stringify(path)} alone`, () => {
    assert.equal(zipNames(['_missing.txt']).nameFor(path), name)
  })
}

const together: [what: string, paths: string[], names: string[]][] = [
  ['letters in another case', ['A.jpg', 'a.jpg', 'a.JPG'], ['A.jpg', 'a (2).jpg', 'a (3).JPG']],
  ['folders in another case are one', ['Sea/a', 'sea/b', 'sea/A'], ['Sea/a', 'Sea/b', 'Sea/A (2)']],
  ['accents in two spellings', ['e\u0301.jpg', '\u00e9.jpg'], ['e\u0301.jpg', '\u00e9 (2).jpg']],
  ['a file and a folder', ['a', 'a/b', 'a/c'], ['a', 'a (2)/b', 'a (2)/c']],
  ['a folder and a file', ['a/b', 'A'], ['a/b', 'A (2)']],
  ['what cleaning makes the same', ['a?', 'a*', 'a (2)'], ['a_', 'a_ (2)', 'a (2)']],
  ['a number that is taken', ['x', 'x (2)', 'X'], ['x', 'x (2)', 'X (3)']],
]
for (const [what, paths, expected] of together) {
  test(what, () => {
    const names = zipNames()
    assert.deepEqual(
      paths.map((path) => names.nameFor(path)),
      expected,
    )
  })
}

test('parts that no file system takes are cut, and keep their extension', () => {
  const names = zipNames()
  const path = `${'日'.repeat(200)}.jpg`
  for (const number of ['', ' (2)']) {
    const name = names.nameFor(path + (number && '\u200f'))
    assert.equal(name, `${'日'.repeat(78)}${number}.jpg`)
    assert.ok(Buffer.byteLength(name) <= 255)
  }
})

test('tens of thousands that become the same are told apart', () => {
  const names = zipNames()
  const long = 'x'.repeat(240)
  const given = Array.from({ length: 50_000 }, (_, i) => names.nameFor(`${long}${i}`))
  assert.equal(new Set(given).size, given.length)
  assert.equal(given.at(-1), `${long} (50000)`)
})
