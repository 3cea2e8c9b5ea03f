import type { CSSProperties } from 'react'
import styles from './SignIn.module.css'

/** Drawn by `tools/draw-wall.ts`; nothing of a library is shown before signing in. */
const PICTURES = Object.entries(
  import.meta.glob<string>('./wall/*.avif', {
    eager: true,
    query: '?url&no-inline',
    import: 'default',
  }),
).map(([path, url]) => ({ url, ratio: Number(/(\d+)\.avif$/.exec(path)?.[1]) / 336 }))

/** Enough for the largest screen; each round has other neighbours: its step shares no divisor with their number. */
const TILES = [1, 5, 7].flatMap((step) =>
  PICTURES.map((_, i) => PICTURES[(i * step + step - 1) % PICTURES.length]),
)

/** A wall of pictures. */
export function Wall() {
  return (
    <div className={styles.wall} aria-hidden>
      <div className={styles.tiles}>
        {TILES.map((picture, i) => (
          <img
            // biome-ignore lint/suspicious/noArrayIndexKey: the wall never changes
            key={i}
            src={picture?.url}
            alt=""
            loading="lazy"
            decoding="async"
            fetchPriority="low"
            draggable={false}
            style={{ '--ratio': picture?.ratio } as CSSProperties}
          />
        ))}
      </div>
    </div>
  )
}
