import { ArrowDown, ArrowUp, GalleryThumbnails, Image, LayoutGrid, PanelRight } from 'lucide-react'
import type { ReactNode } from 'react'
import type { SourceIndexing } from '../../contract/resources.ts'
import {
  canSortByRelevance,
  isFiltered,
  type Sort,
  type SortField,
  usableSort,
} from '../lib/browse-query.ts'
import { formatPercent, formatTotal } from '../lib/format.ts'
import { exactTotal } from '../lib/result-total.ts'
import { indexedShare, isIndexing } from '../lib/sources.ts'
import type { Library } from '../lib/use-library.ts'
import { t } from '../texts/browse.ts'
import { common } from '../texts/common.ts'
import { Announce } from '../ui/Announce.tsx'
import { IconButton } from '../ui/Button.tsx'
import { joinClasses } from '../ui/classes.ts'
import { Menu, MenuHeading, MenuItem, MenuLine } from '../ui/Menu.tsx'
import { Segmented } from '../ui/Segmented.tsx'
import { Skeleton } from '../ui/Skeleton.tsx'
import { Slider } from '../ui/Slider.tsx'
import { Crumbs } from './Crumbs.tsx'
import styles from './Toolbar.module.css'
import type { AssetList } from './use-asset-list.ts'
import type { TileSize } from './use-tile-size.ts'

interface ToolbarProps {
  library: Library
  list: AssetList
  tiles: TileSize
  panel: { isOpen: boolean; toggle: () => void }
  sourceName: string
  indexing: SourceIndexing | undefined
  /** What can be done with the whole search. */
  more: ReactNode
}

const views = () =>
  [
    { value: 'rows', label: t.rows, icon: GalleryThumbnails },
    { value: 'squares', label: t.squares, icon: LayoutGrid },
  ] as const

export function Toolbar({ library, list, tiles, panel, sourceName, ...props }: ToolbarProps) {
  const { indexing, more } = props
  const { query, show } = library
  return (
    <div className={styles.toolbar}>
      <Crumbs library={library} sourceName={sourceName} />
      <Count {...{ library, list, found: indexing?.found }} />
      {indexing && isIndexing(indexing) && (
        <span className={styles.reading}>{t.read(formatPercent(indexedShare(indexing) ?? 0))}</span>
      )}
      <div className={styles.end}>
        <SortMenu library={library} />
        <span className={joinClasses(styles.line, styles.roomy)} />
        <div className={styles.roomy}>
          <Segmented
            label={t.layout}
            value={query.view}
            choices={views()}
            onChange={(view) => show({ view, at: query.at }, { replace: true })}
          />
        </div>
        <SizeSlider tiles={tiles} />
        <span className={joinClasses(styles.line, styles.roomy)} />
        <IconButton
          small
          className={styles.roomy}
          label={t.infoPanel}
          aria-pressed={panel.isOpen}
          onClick={panel.toggle}
        >
          <PanelRight size={16} aria-hidden />
        </IconButton>
        {more}
      </div>
    </div>
  )
}

interface CountProps extends Pick<ToolbarProps, 'library' | 'list'> {
  /** Assets in the whole source. */
  found: number | undefined
}

function Count({ library, list, found }: CountProps) {
  if (list.total === null) {
    return (
      <span className={styles.count}>{!list.failure && <Skeleton width={84} height={12} />}</span>
    )
  }
  const result = { total: list.total, isEstimate: list.totalIsEstimate }
  const { total, isEstimate } = exactTotal(result, library.query, found)
  const text = isEstimate ? t.assetsAbout(formatTotal(total, true)) : common.assets(total)
  const isPart = isFiltered(library.query) && found !== undefined && found > total
  return (
    <>
      <span className={styles.count}>
        {isPart ? t.partOf(formatTotal(total, isEstimate), common.assets(found)) : text}
      </span>
      <Announce text={total === 0 ? t.nothingForReaders : t.foundForReaders(text)} />
    </>
  )
}

/** In the order in which they are offered, with the words for falling and rising. */
const SORT_ENDS: Record<SortField, () => { down: string; up: string }> = {
  date_created: dates,
  date_modified: dates,
  date_taken: dates,
  file_size: () => ({ down: t.largestFirst, up: t.smallestFirst }),
  origin_path: () => ({ down: t.zToA, up: t.aToZ }),
  relevance: () => ({ down: t.bestLast, up: t.bestFirst }),
}
function dates() {
  return { down: t.newestFirst, up: t.oldestFirst }
}
/** Those that begin with the small end. */
const RISING: readonly SortField[] = ['origin_path', 'relevance']

function SortMenu({ library: { query, show } }: Pick<ToolbarProps, 'library'>) {
  const { field, descending } = usableSort(query)
  const name = t.sort[field]
  const { down, up } = SORT_ENDS[field]()
  const Arrow = descending ? ArrowDown : ArrowUp
  const choose = (sort: Sort) => show({ sort, at: query.at }, { replace: true })
  const fields = (Object.keys(SORT_ENDS) as SortField[]).filter(
    (one) => one !== 'relevance' || canSortByRelevance(query),
  )
  return (
    <Menu
      label={t.sortLabel(name, descending ? down : up)}
      button={
        <>
          <Arrow size={14} aria-hidden />
          {name}
        </>
      }
      buttonClass={styles.sort}
      alignEnd
    >
      <MenuHeading>{t.sortBy}</MenuHeading>
      {fields.map((one) => (
        <MenuItem
          key={one}
          checked={one === field}
          onSelect={() => choose({ field: one, descending: !RISING.includes(one) })}
        >
          {t.sort[one]}
        </MenuItem>
      ))}
      {field !== 'relevance' && (
        <>
          <MenuLine />
          <MenuItem checked={descending} onSelect={() => choose({ field, descending: true })}>
            {down}
          </MenuItem>
          <MenuItem checked={!descending} onSelect={() => choose({ field, descending: false })}>
            {up}
          </MenuItem>
        </>
      )}
    </Menu>
  )
}

function SizeSlider({ tiles }: { tiles: TileSize }) {
  return (
    <div className={joinClasses(styles.density, styles.roomy)}>
      <Image size={14} aria-hidden />
      <Slider
        isQuiet
        label={t.thumbnailSize}
        {...tiles.range}
        value={tiles.size}
        text={t.pixels(String(tiles.size))}
        onChange={tiles.change}
      />
    </div>
  )
}
