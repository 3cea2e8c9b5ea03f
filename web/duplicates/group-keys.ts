/** What a key does in a group of copies. */
export type GroupKeyPlan =
  | { kind: 'move'; by: 1 | -1 }
  | { kind: 'choose'; index: number }
  | { kind: 'toggle' }
  | { kind: 'use' }

interface KeyPress {
  key: string
  ctrlKey: boolean
  metaKey: boolean
  altKey: boolean
  target: EventTarget | null
}

/** Up and down go from group to group, 1 to 9 choose, x selects, Enter uses the chosen one. */
export function planGroupKey(press: KeyPress, count: number): GroupKeyPlan | null {
  if (press.ctrlKey || press.metaKey || press.altKey) return null
  const { key, target } = press
  if (key === 'ArrowDown') return { kind: 'move', by: 1 }
  if (key === 'ArrowUp') return { kind: 'move', by: -1 }
  if (key === 'x') return { kind: 'toggle' }
  if (/^[1-9]$/.test(key)) {
    return Number(key) <= count ? { kind: 'choose', index: Number(key) - 1 } : null
  }
  return key === 'Enter' && !isControl(target) ? { kind: 'use' } : null
}

/** Whether Enter already means something there. */
function isControl(target: EventTarget | null): boolean {
  return (
    typeof Element !== 'undefined' &&
    target instanceof Element &&
    target.matches('a, button, summary, input[type="checkbox"]')
  )
}
