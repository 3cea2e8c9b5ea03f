import styles from './FileName.module.css'

/** What stays when there is no room: a few letters and the extension. Letters that are joined to others are not parted. */
const END = /[\w ()-]{0,5}(\.\w{1,8})?$/

/**
 * The name or path of a file in one line. Where there is no room its middle goes, not the extension; it is read, marked
 * and copied as a whole: what is seen is only drawn.
 */
export function FileName({ name }: { name: string }) {
  const end = name.search(END)
  return (
    <bdi dir="ltr" className={styles.name}>
      <span className={styles.whole}>{name}</span>
      <span
        aria-hidden
        className={styles.drawn}
        data-start={name.slice(0, end)}
        data-end={name.slice(end)}
      />
    </bdi>
  )
}
