import { t } from '../texts/bulk.ts'
import { t as lib } from '../texts/lib.ts'
import { Button } from '../ui/Button.tsx'
import type { BulkEditRow } from './bulk-calls.ts'
import styles from './RowList.module.css'

interface RowListProps {
  rows: readonly BulkEditRow[]
  /** The number is that of a line in a file. */
  isFile: boolean
  hasMore: boolean
  isBusy: boolean
  onMore: () => void
}

/** Rows of a bulk edit with the reason of each. */
export function RowList({ rows, isFile, hasMore, isBusy, onMore }: RowListProps) {
  const hasReasons = rows.some(({ attributes }) => attributes.problem !== null)
  return (
    <>
      <div className={styles.scroll}>
        <table className={styles.table}>
          <thead>
            <tr>
              <th>{isFile ? t.line : t.number}</th>
              <th>{t.asset}</th>
              {hasReasons && <th>{t.reason}</th>}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ id, attributes: { row, origin_path: path, problem } }) => (
              <tr key={id}>
                <td className="num">{row}</td>
                <td>
                  <bdi>{path ?? '–'}</bdi>
                </td>
                {hasReasons && <td>{problem && lib.said(problem)}</td>}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {hasMore && (
        <div>
          <Button size="small" disabled={isBusy} onClick={onMore}>
            {t.showMore}
          </Button>
        </div>
      )}
    </>
  )
}
