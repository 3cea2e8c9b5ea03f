import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hasLetters, letterPath } from './lettering.ts'

for (const face of ['sans', 'sansBold', 'serif', 'serifItalic'] as const) {
  test(`${face}: all that it has can be drawn, in any order`, () => {
    const letters = Array.from({ length: 0x2200 - 0x20 }, (_, i) => String.fromCodePoint(i + 0x20))
    const own = letters.filter((letter) => hasLetters(face, letter))
    assert.ok(own.length > 200)
    assert.ok(!hasLetters(face, 'i\u0308'))
    for (const text of [own, own.toReversed(), own.map((letter) => `i${letter}`)]) {
      const path = letterPath(face, text.join(''), { x: 0, y: 0, size: 12.5 })
      assert.match(path, /^[MLQCZ\d. -]+$/)
    }
  })
}
