export type ShortcutGroup = 'find' | 'select' | 'look' | 'edit' | 'view' | 'upload'

export interface Shortcut {
  group: ShortcutGroup
  /**
   * Any of these. `Mod` is Cmd on a Mac and Ctrl elsewhere; `g s` is one key after the other. The first is the one
   * that is shown.
   */
  keys: readonly [string, ...string[]]
  /** All of `keys` are shown, as one: arrows, plus and minus. */
  showsAll?: true
  /** Goes on while the key is held. */
  repeats?: true
  /** Not offered as a command: it only makes sense where the focus is. */
  isMove?: true
  /** What it presses opens something to be edited: the focus goes along. */
  takesFocus?: true
  /** Also in a field, whose own keys it does not take. */
  whileTyping?: true
}

/**
 * Every key of the web app, in the order of the sheet. What a shortcut is called stands in the texts of `palette`
 * under the same name.
 */
export const SHORTCUTS = {
  search: { group: 'find', keys: ['/'] },
  palette: { group: 'find', keys: ['Mod+k'], whileTyping: true },
  filters: { group: 'find', keys: ['f'] },
  goToSource: { group: 'find', keys: ['g s'] },
  goToFolder: { group: 'find', keys: ['g f'] },
  sheet: { group: 'find', keys: ['?', 'Mod+/'] },
  move: {
    group: 'select',
    keys: ['ArrowLeft', 'ArrowUp', 'ArrowRight', 'ArrowDown'],
    showsAll: true,
    isMove: true,
  },
  moveToEnd: { group: 'select', keys: ['Home', 'End'], showsAll: true, isMove: true },
  extend: {
    group: 'select',
    keys: ['Shift+ArrowLeft', 'Shift+ArrowRight'],
    showsAll: true,
    isMove: true,
  },
  select: { group: 'select', keys: ['x'], isMove: true },
  selectAll: { group: 'select', keys: ['Mod+a'] },
  close: { group: 'select', keys: ['Escape'], isMove: true },
  open: { group: 'look', keys: ['Enter'], isMove: true },
  preview: { group: 'look', keys: ['Space'], isMove: true },
  previous: { group: 'look', keys: ['ArrowLeft'], repeats: true },
  next: { group: 'look', keys: ['ArrowRight'], repeats: true },
  zoomIn: { group: 'look', keys: ['+', '='], repeats: true },
  zoomOut: { group: 'look', keys: ['-'], repeats: true },
  fit: { group: 'look', keys: ['0'] },
  pan: {
    group: 'look',
    keys: ['ArrowLeft', 'ArrowUp', 'ArrowRight', 'ArrowDown'],
    showsAll: true,
    isMove: true,
  },
  moveGroup: { group: 'select', keys: ['ArrowUp', 'ArrowDown'], showsAll: true, isMove: true },
  chooseCopy: { group: 'select', keys: ['1', '2', '…', '9'], showsAll: true, isMove: true },
  useCopy: { group: 'edit', keys: ['Enter'], isMove: true },
  hide: { group: 'look', keys: ['h'] },
  play: { group: 'look', keys: ['k'] },
  editTags: { group: 'edit', keys: ['t'], takesFocus: true },
  addCategory: { group: 'edit', keys: ['l'], takesFocus: true },
  addField: { group: 'edit', keys: ['a'], takesFocus: true },
  editDescription: { group: 'edit', keys: ['d'], takesFocus: true },
  copyUrl: { group: 'edit', keys: ['c'] },
  editDelivery: { group: 'edit', keys: ['e'] },
  refresh: { group: 'edit', keys: ['r'] },
  undo: { group: 'edit', keys: ['Mod+z'] },
  infoPanel: { group: 'view', keys: ['i'] },
  sideBar: { group: 'view', keys: ['['] },
  larger: { group: 'view', keys: ['+', '='], repeats: true },
  smaller: { group: 'view', keys: ['-'], repeats: true },
  layout: { group: 'view', keys: ['v'] },
  upload: { group: 'upload', keys: ['u'] },
  uploads: { group: 'upload', keys: ['g u'] },
} as const satisfies Record<string, Shortcut>

export type ShortcutName = keyof typeof SHORTCUTS

export function isShortcut(name: string): name is ShortcutName {
  return Object.hasOwn(SHORTCUTS, name)
}

/** The table as it is typed for everybody who walks over it. */
export const shortcutOf = (name: ShortcutName): Shortcut => SHORTCUTS[name]

export interface Press {
  key: string
  code: string
  ctrlKey: boolean
  metaKey: boolean
  altKey: boolean
  shiftKey: boolean
  /** AltGr is how many keyboards write a `[`; it is no modifier of ours. */
  isAltGraph: boolean
}

const LATIN = /^[\x20-\x7e]$/

/** The key that was meant: a letter by its place where the keyboard writes no Latin ones. */
function readKey({ key, code, shiftKey }: Press): string {
  if (key === ' ') return 'Space'
  const letter = /^Key([A-Z])$/.exec(code)?.[1]
  if ([...key].length === 1 && !LATIN.test(key) && letter) return letter.toLowerCase()
  return shiftKey ? key : key.length === 1 ? key.toLowerCase() : key
}

/** What was pressed, as it stands in the table: `f`, `?`, `Mod+k`, `Shift+ArrowLeft`. */
export function readPress(press: Press, isMac: boolean): string | null {
  const key = readKey(press)
  const isWritten = key.length === 1
  const { ctrlKey, metaKey, altKey, shiftKey, isAltGraph } = press
  if (isAltGraph) return isWritten ? key : null
  if (altKey || (isMac ? ctrlKey : metaKey)) return null
  const isMod = isMac ? metaKey : ctrlKey
  // What Shift writes is another character already; with Mod it is another shortcut of the browser.
  if (isMod) return shiftKey ? null : `Mod+${key}`
  return shiftKey && !isWritten ? `Shift+${key}` : key
}

/** The keys of a shortcut as `aria-keyshortcuts` has them: "Control+K". */
export function ariaKeys(name: ShortcutName, isMac: boolean): string {
  const [keys] = shortcutOf(name).keys
  return keys.includes(' ') ? '' : keys.replace('Mod+', isMac ? 'Meta+' : 'Control+')
}

/** Whether it is written with one character, and so may be met by speech input or a slip (WCAG 2.1.4). */
export function isSingleKey(keys: string): boolean {
  return keys.split(' ').every((key) => key.length === 1)
}
