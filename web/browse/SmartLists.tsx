import { useQuery } from '@tanstack/react-query'
import { CircleAlert, Clock, Copy, Image, type LucideIcon, MessageSquareOff } from 'lucide-react'
import { Link, useLocation } from 'react-router'
import type { SourceIndexing } from '../../contract/resources.ts'
import { duplicatesAddress, libraryAddress, readScreenAbove } from '../lib/addresses.ts'
import type { BrowseQuery } from '../lib/browse-query.ts'
import { countQuery } from '../lib/counts.ts'
import { formatGroupCount } from '../lib/duplicates.ts'
import { formatNumber, formatShort } from '../lib/format.ts'
import type { Library } from '../lib/use-library.ts'
import { useRights } from '../lib/use-rights.ts'
import { t } from '../texts/browse.ts'
import styles from './SideBar.module.css'
import { isSameList, type SmartList, smartQuery } from './smart-lists.ts'
import type { DuplicateRow } from './use-duplicate-row.ts'

interface SmartListsProps {
  library: Library
  indexing: SourceIndexing | undefined
  duplicates: DuplicateRow
  /** The results are there: what is only a number may be asked for now. */
  isReady: boolean
  onChosen: (() => void) | undefined
}

/** What everybody looks for again and again. */
export function SmartLists({ library, indexing, isReady, ...props }: SmartListsProps) {
  const { duplicates, onChosen } = props
  const { sourceId, query } = library
  const { mayEdit } = useRights()
  const above = readScreenAbove(useLocation().pathname)
  const failed = indexing?.failed ?? 0
  const itemOf = (list: SmartList) => {
    const wanted = smartQuery(list, query, new Date())
    const isCurrent = above === null && isSameList(wanted, query)
    return { wanted, isCurrent, to: libraryAddress(sourceId, wanted), onChosen }
  }
  const errors = itemOf('errors')
  return (
    <>
      <Item {...itemOf('all')} icon={Image} count={indexing && formatNumber(indexing.found)}>
        {t.allAssets}
      </Item>
      <CountedItem {...itemOf('week')} {...{ sourceId, isReady }} icon={Clock}>
        {t.addedThisWeek}
      </CountedItem>
      {mayEdit && (
        <CountedItem {...itemOf('noAltText')} {...{ sourceId, isReady }} icon={MessageSquareOff}>
          {t.needsAltText}
        </CountedItem>
      )}
      {(failed > 0 || errors.isCurrent) && (
        <Item {...errors} icon={CircleAlert} count={formatNumber(failed)}>
          {t.needsAttention}
        </Item>
      )}
      <Duplicates {...{ library, duplicates, onChosen }} isCurrent={above === 'duplicates'} />
    </>
  )
}

/** Only where somebody could decide about something. */
function Duplicates({
  library: { sourceId, query },
  duplicates: { count, isShown },
  isCurrent,
  onChosen,
}: Pick<SmartListsProps, 'library' | 'duplicates' | 'onChosen'> & { isCurrent: boolean }) {
  if (!isShown && !isCurrent) return null
  return (
    <Item
      to={duplicatesAddress(sourceId, query)}
      {...{ isCurrent, onChosen }}
      icon={Copy}
      count={count ? formatGroupCount(count) : undefined}
    >
      {t.duplicates}
    </Item>
  )
}

interface CountedItemProps extends Omit<ItemProps, 'count'> {
  sourceId: string
  isReady: boolean
  wanted: BrowseQuery
}

function CountedItem({ sourceId, isReady, wanted, ...item }: CountedItemProps) {
  const { data } = useQuery({ ...countQuery(sourceId, wanted), enabled: isReady })
  return <Item {...item} count={data && formatShort(data.total, data.isEstimate)} />
}

interface ItemProps {
  to: string
  isCurrent: boolean
  onChosen: (() => void) | undefined
  icon: LucideIcon
  /** Undefined while it is not known. */
  count: string | undefined
  children: string
}

function Item({ to, isCurrent, onChosen, icon: Icon, count, children }: ItemProps) {
  return (
    <Link
      className={styles.item}
      to={to}
      aria-current={isCurrent ? 'page' : undefined}
      onClick={onChosen}
    >
      <Icon size={16} strokeWidth={1.75} aria-hidden />
      <span className="truncate">{children}</span>
      {count !== undefined && <span className={styles.count}>{count}</span>}
    </Link>
  )
}
