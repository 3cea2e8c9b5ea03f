import { Globe, HardDrive, Waypoints } from 'lucide-react'
import { joinClasses } from './classes.ts'
import styles from './KindTile.module.css'

const ICONS = { globe: Globe, waypoints: Waypoints, drive: HardDrive }

interface KindTileProps {
  tile: string
  hue: string
  icon?: keyof typeof ICONS
  large?: boolean
}

/** Two letters on a colour, or an icon, for what a source is. */
export function KindTile({ tile, hue, icon, large = false }: KindTileProps) {
  const Icon = icon && ICONS[icon]
  return (
    <span className={joinClasses(styles.tile, styles[hue], large && styles.large)} aria-hidden>
      {Icon ? <Icon size={large ? 16 : 14} strokeWidth={1.75} /> : tile}
    </span>
  )
}
