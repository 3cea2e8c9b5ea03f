import styles from './Avatar.module.css'
import { joinClasses } from './classes.ts'

const HUES = ['slate', 'sage', 'clay', 'plum'] as const

/** The letters of a person, on a hue that is always theirs. */
export function Avatar({ name, large = false }: { name: string; large?: boolean }) {
  const sum = [...name].reduce((total, letter) => total + (letter.codePointAt(0) ?? 0), 0)
  const hue = HUES[sum % HUES.length] ?? 'slate'
  return (
    <span
      aria-hidden
      className={joinClasses(styles.avatar, large && styles.large)}
      style={{ background: `var(--hue-${hue})`, color: `var(--hue-${hue}-text)` }}
    >
      {initials(name)}
    </span>
  )
}

/** "Mira Kovač" → MK, "admin@x" → AD */
export function initials(name: string): string {
  const [first = '', second] = name.split(/[\s.@_-]+/)
  const one = [...first]
  const letters = second && name.includes(' ') ? [one[0], [...second][0]] : one.slice(0, 2)
  return letters.join('').toUpperCase()
}
