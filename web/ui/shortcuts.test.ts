import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ariaKeys, isSingleKey, type Press, readPress, SHORTCUTS, shortcutOf } from './shortcuts.ts'

const NONE: Press = {
  key: '',
  code: '',
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  isAltGraph: false,
}

const presses: [what: string, press: Partial<Press>, isMac: boolean, wanted: string | null][] = [
  ['a letter', { key: 'f', code: 'KeyF' }, false, 'f'],
  ['with caps lock on', { key: 'F', code: 'KeyF' }, false, 'f'],
  ['with Shift it is another key', { key: 'F', code: 'KeyF', shiftKey: true }, false, 'F'],
  ['what Shift writes', { key: '?', code: 'Slash', shiftKey: true }, false, '?'],
  ['a Cyrillic keyboard', { key: 'а', code: 'KeyF' }, false, 'f'],
  ['an umlaut is no place of a letter', { key: 'ö', code: 'Semicolon' }, false, 'ö'],
  ['the space bar', { key: ' ', code: 'Space' }, false, 'Space'],
  ['Ctrl', { key: 'k', code: 'KeyK', ctrlKey: true }, false, 'Mod+k'],
  ['Ctrl, Cyrillic', { key: 'л', code: 'KeyK', ctrlKey: true }, false, 'Mod+k'],
  ['Cmd on a Mac', { key: 'k', code: 'KeyK', metaKey: true }, true, 'Mod+k'],
  ['Ctrl on a Mac edits text', { key: 'k', code: 'KeyK', ctrlKey: true }, true, null],
  ['the Windows key', { key: 'k', code: 'KeyK', metaKey: true }, false, null],
  ['redo is not undo', { key: 'Z', code: 'KeyZ', ctrlKey: true, shiftKey: true }, false, null],
  ['Alt is of the browser', { key: 'ArrowLeft', altKey: true }, false, null],
  [
    'AltGr on Windows',
    { key: '[', code: 'Digit8', ctrlKey: true, altKey: true, isAltGraph: true },
    false,
    '[',
  ],
  ['Shift and an arrow', { key: 'ArrowLeft', shiftKey: true }, false, 'Shift+ArrowLeft'],
]

describe('what was pressed', () => {
  for (const [what, press, isMac, wanted] of presses) {
    test(what, () => assert.equal(readPress({ ...NONE, ...press }, isMac), wanted))
  }
})

test('keys as assistive technology is told of them', () => {
  assert.equal(ariaKeys('palette', false), 'Control+k')
  assert.equal(ariaKeys('palette', true), 'Meta+k')
  assert.equal(ariaKeys('filters', false), 'f')
  assert.equal(ariaKeys('uploads', false), '', 'one after the other cannot be said')
})

test('single keys are those that write a character', () => {
  const single = (Object.keys(SHORTCUTS) as (keyof typeof SHORTCUTS)[]).filter((name) =>
    isSingleKey(shortcutOf(name).keys[0]),
  )
  assert.deepEqual(
    ['search', 'goToSource', 'zoomIn'].map((name) => single.includes(name as 'search')),
    [true, true, true],
  )
  assert.deepEqual(
    ['palette', 'close', 'move', 'preview'].map((name) => single.includes(name as 'move')),
    [false, false, false, false],
  )
})
