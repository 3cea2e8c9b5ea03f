import { useQuery } from '@tanstack/react-query'
import { ChevronsUpDown, Settings2 } from 'lucide-react'
import { useNavigate } from 'react-router'
import { libraryAddress } from '../lib/addresses.ts'
import { EMPTY_QUERY } from '../lib/browse-query.ts'
import { formatNumber } from '../lib/format.ts'
import { sessionQuery } from '../lib/session.ts'
import { describeSource, type Source } from '../lib/sources.ts'
import { t } from '../texts/browse.ts'
import { joinClasses } from '../ui/classes.ts'
import { KindTile } from '../ui/KindTile.tsx'
import { Menu, MenuHeading, MenuItem, MenuLine } from '../ui/Menu.tsx'
import styles from './SourcePicker.module.css'

/** Chooses a source; plain text while there is nothing to choose. */
export function SourcePicker({ sources, sourceId }: { sources: Source[]; sourceId: string }) {
  const navigate = useNavigate()
  const mayManage = useQuery(sessionQuery).data?.permissions.includes('sources')
  const current = sources.find((source) => source.id === sourceId)
  if (!current) return null
  const name = (
    <>
      <KindTile {...describeSource(current)} />
      <bdi className="truncate">{current.attributes.name}</bdi>
    </>
  )
  if (sources.length === 1) return <span className={styles.plain}>{name}</span>
  const button = (
    <>
      {name}
      <ChevronsUpDown size={14} aria-hidden />
    </>
  )
  return (
    <Menu button={button} buttonClass={styles.button}>
      <MenuHeading>{t.sources}</MenuHeading>
      {sources.map((source) => (
        <MenuItem
          key={source.id}
          checked={source.id === sourceId}
          onSelect={() => navigate(libraryAddress(source.id, EMPTY_QUERY))}
        >
          <KindTile {...describeSource(source)} />
          <span className={styles.two}>
            <bdi className="truncate">{source.attributes.name}</bdi>
            <small>{describeSource(source).name}</small>
          </span>
          <span className={joinClasses(styles.count, 'num')}>
            {formatNumber(source.attributes.indexing.found)}
          </span>
        </MenuItem>
      ))}
      {mayManage && (
        <>
          <MenuLine />
          <MenuItem onSelect={() => navigate('/settings/sources')}>
            <Settings2 size={16} aria-hidden /> {t.manageSources}
          </MenuItem>
        </>
      )}
    </Menu>
  )
}
