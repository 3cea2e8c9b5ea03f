import { joinClasses } from './classes.ts'
import styles from './KindTile.module.css'

/** Two letters on a colour, for what a source is. */
export function KindTile({
  tile,
  hue,
  large = false,
}: {
  tile: string
  hue: string
  large?: boolean
}) {
  return (
    <span className={joinClasses(styles.tile, styles[hue], large && styles.large)} aria-hidden>
      {tile}
    </span>
  )
}
