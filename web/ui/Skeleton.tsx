import type { CSSProperties } from 'react'
import styles from './Skeleton.module.css'

/** A box of the size of what will come. */
export function Skeleton(
  props: Pick<
    CSSProperties,
    'width' | 'height' | 'margin' | 'position' | 'insetInlineStart' | 'top'
  >,
) {
  return <span className={styles.skeleton} style={props} aria-hidden />
}
