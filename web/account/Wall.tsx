import styles from './SignIn.module.css'

/** Ratios and hues of a wall of pictures; nothing of a library is shown before signing in. */
const RATIOS = [1.33, 1.78, 1.5, 1.5, 1, 0.67, 1.33, 1.5, 1, 0.69, 1.33, 1.5, 0.73, 2.4, 1.5]
const HUES = ['slate', 'sage', 'clay', 'plum', 'amber', 'blue', 'teal', 'orange', 'green', 'sky']

export function Wall() {
  return (
    <div className={styles.wall} aria-hidden>
      <div className={styles.tiles}>
        {Array.from({ length: 60 }, (_, i) => {
          const ratio = RATIOS[(i * 7) % RATIOS.length] ?? 1
          const hue = HUES[(i * 3 + Math.floor(i / 4)) % HUES.length]
          const style = { flexBasis: ratio * 168, background: `var(--hue-${hue})` }
          // biome-ignore lint/suspicious/noArrayIndexKey: the wall never changes
          return <i key={i} style={style} />
        })}
      </div>
    </div>
  )
}
