import { SquareArrowOutUpRight } from 'lucide-react'
import type { DuplicateAsset } from '../../contract/searching.ts'
import { Thumbnail } from '../asset/Thumbnail.tsx'
import { assetAddress } from '../lib/addresses.ts'
import { fileName, folderOf, formatDimensions } from '../lib/asset-words.ts'
import { EMPTY_QUERY } from '../lib/browse-query.ts'
import { formatLikeness, type Likeness, tileOfCopy } from '../lib/duplicates.ts'
import { formatBytes, formatDateTime, formatDay } from '../lib/format.ts'
import type { RenderingSource } from '../lib/rendering-url.ts'
import { t } from '../texts/duplicates.ts'
import { iconClass } from '../ui/Button.tsx'
import { joinClasses } from '../ui/classes.ts'
import { FileName } from '../ui/FileName.tsx'
import { Badge } from '../ui/Page.tsx'
import styles from './DuplicatesScreen.module.css'

interface CopyChoiceProps {
  copy: DuplicateAsset
  likeness: Likeness
  source: RenderingSource | null
  sourceId: string
  mayEdit: boolean
  /** Of the radio buttons of its group. */
  name: string
  /** The one that the others are compared with. */
  isFirst: boolean
  isLargest: boolean
  isChosen: boolean
  onChoose: () => void
}

const STILL = { width: 176, height: 132 }

/** One copy with what tells it from the others. */
export function CopyChoice(props: CopyChoiceProps) {
  const { copy, isChosen, mayEdit } = props
  const path = copy.origin_path
  const folder = folderOf(path)
  const Pick = mayEdit ? 'label' : 'div'
  return (
    <div className={joinClasses(styles.copy, isChosen && mayEdit && styles.chosen)}>
      <Pick className={styles.pick}>
        <span className={styles.still}>
          <Thumbnail asset={tileOfCopy(copy)} source={props.source} {...STILL} />
        </span>
        <span className={styles.name} title={path}>
          {mayEdit && (
            <input type="radio" name={props.name} checked={isChosen} onChange={props.onChoose} />
          )}
          <FileName name={fileName(path)} />
        </span>
        <span className={styles.folder} title={folder}>
          <bdi>{folder}</bdi>
        </span>
        <span className={styles.fact}>
          {[formatDimensions(copy.media_width, copy.media_height), formatBytes(copy.file_size)]
            .filter(Boolean)
            .join(' · ')}
        </span>
        <span className={styles.fact} title={formatDateTime(copy.date_created)}>
          {formatDay(copy.date_created)}
        </span>
        <Marks {...props} />
      </Pick>
      <a
        className={joinClasses(iconClass, styles.open)}
        href={assetAddress(props.sourceId, path, EMPTY_QUERY)}
        target="_blank"
        rel="noreferrer"
        aria-label={t.openName(fileName(path))}
        title={t.open}
      >
        <SquareArrowOutUpRight size={14} aria-hidden />
      </a>
    </div>
  )
}

function Marks({ copy, likeness, isFirst, isLargest }: CopyChoiceProps) {
  return (
    <span className={styles.marks}>
      {isLargest && <Badge tone="info">{t.largest}</Badge>}
      {likeness === 'near' && !isFirst && <Badge>{t.alike(formatLikeness(copy.distance))}</Badge>}
      {copy.duplicate_of !== null && <Badge>{t.copyOf(fileName(copy.duplicate_of))}</Badge>}
    </span>
  )
}
