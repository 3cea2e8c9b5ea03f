import { useQuery } from '@tanstack/react-query'
import { ArrowDown, ArrowUp, Pencil, Trash } from 'lucide-react'
import { useRef, useState } from 'react'
import { Link } from 'react-router'
import { libraryAddress } from '../lib/addresses.ts'
import { formatNumber } from '../lib/format.ts'
import { sessionQuery } from '../lib/session.ts'
import { sourcesQuery } from '../lib/sources.ts'
import { t } from '../texts/settings.ts'
import { IconButton } from '../ui/Button.tsx'
import { joinClasses } from '../ui/classes.ts'
import base from '../ui/Table.module.css'
import { DeleteLabel } from './DeleteLabel.tsx'
import styles from './LabelsScreen.module.css'
import { LastUsed } from './LastUsed.tsx'
import { type Label, type LabelColumn, type LabelSort, nextSort, usesQuery } from './labels.ts'
import { RenameLabel } from './RenameLabel.tsx'

interface LabelTableProps {
  labels: Label[]
  sort: LabelSort
  onSort(sort: LabelSort): void
}

export function LabelTable({ labels, sort, onSort }: LabelTableProps) {
  const session = useQuery(sessionQuery).data
  const mayEdit = session?.permissions.includes('asset_edit') ?? false
  return (
    <table className={joinClasses(base.table, styles.table)}>
      <thead>
        <tr>
          <SortHead column="name" title={t.name} sort={sort} onSort={onSort} />
          <SortHead column="asset_count" title={t.assets} sort={sort} onSort={onSort} />
          <SortHead column="last_used_at" title={t.lastUsed} sort={sort} onSort={onSort} />
          {mayEdit && (
            <th scope="col">
              <span className="vh">{t.actions}</span>
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {labels.map((label) => (
          <LabelRow key={label.id} label={label} mayEdit={mayEdit} />
        ))}
      </tbody>
    </table>
  )
}

interface SortHeadProps {
  column: LabelColumn
  title: string
  sort: LabelSort
  onSort(sort: LabelSort): void
}

function SortHead({ column, title, sort, onSort }: SortHeadProps) {
  const isSorted = sort.replace('-', '') === column
  const isDown = sort.startsWith('-')
  const Arrow = isDown ? ArrowDown : ArrowUp
  return (
    <th
      scope="col"
      className={column === 'name' ? undefined : styles.right}
      aria-sort={isSorted ? (isDown ? 'descending' : 'ascending') : 'none'}
    >
      <button type="button" onClick={() => onSort(nextSort(column, sort))}>
        {title} {isSorted && <Arrow size={12} aria-hidden />}
      </button>
    </th>
  )
}

function LabelRow({ label, mayEdit }: { label: Label; mayEdit: boolean }) {
  const { name, asset_count: assets, last_used_at: used } = label.attributes
  const [doing, setDoing] = useState<'rename' | 'delete' | null>(null)
  const pencil = useRef<HTMLButtonElement>(null)
  const stop = () => {
    setDoing(null)
    // Not before the button is there again.
    requestAnimationFrame(() => pencil.current?.focus())
  }
  return (
    <tr>
      <td className={styles.name}>
        {doing === 'rename' ? (
          <RenameLabel label={label} onDone={stop} />
        ) : (
          <LabelName label={label} />
        )}
      </td>
      <td className={styles.count} data-label={t.assets}>
        {formatNumber(assets)}
      </td>
      <td className={styles.when} data-label={t.lastUsed}>
        <LastUsed seconds={used} never="–" neverTitle={t.lastUseUnknown} />
      </td>
      {mayEdit && (
        <td className={styles.actions}>
          {doing !== 'rename' && (
            <>
              <IconButton
                small
                ref={pencil}
                label={t.rename(name)}
                onClick={() => setDoing('rename')}
              >
                <Pencil size={16} aria-hidden />
              </IconButton>
              <IconButton small label={t.delete(name)} onClick={() => setDoing('delete')}>
                <Trash size={16} aria-hidden />
              </IconButton>
            </>
          )}
          {doing === 'delete' && <DeleteLabel label={label} onClose={() => setDoing(null)} />}
        </td>
      )}
    </tr>
  )
}

/** With one source alone it is clear where its assets are. */
function LabelName({ label }: { label: Label }) {
  const sources = useQuery(sourcesQuery).data
  const { name } = label.attributes
  const only = sources?.length === 1 ? sources[0] : undefined
  if (!only) return <bdi className={styles.chip}>{name}</bdi>
  return (
    <Link className={styles.chip} to={libraryAddress(only.id, usesQuery(label))}>
      <bdi>{name}</bdi>
    </Link>
  )
}
