import { Button } from '../ui/Button.tsx'
import type { BulkEditRow } from './bulk-calls.ts'
import styles from './RowList.module.css'

interface RowListProps {
  rows: readonly BulkEditRow[]
  hasMore: boolean
  isBusy: boolean
  onMore: () => void
}

/** Rows of a bulk edit with the reason of each. */
export function RowList({ rows, hasMore, isBusy, onMore }: RowListProps) {
  return (
    <>
      <div className={styles.scroll}>
        <table className={styles.table}>
          <thead>
            <tr>
              <th>Line</th>
              <th>Asset</th>
              <th>Reason</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ id, attributes: { row, origin_path: path, problem } }) => (
              <tr key={id}>
                <td className="num">{row}</td>
                <td>
                  <bdi>{path ?? '–'}</bdi>
                </td>
                <td>{problem}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {hasMore && (
        <div>
          <Button size="small" disabled={isBusy} onClick={onMore}>
            Show more
          </Button>
        </div>
      )}
    </>
  )
}
