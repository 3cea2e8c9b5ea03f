import { Equal, EqualNot } from 'lucide-react'
import { t } from '../texts/compare.ts'
import { Badge } from '../ui/Page.tsx'
import styles from './Compare.module.css'
import { type Cell, type DifferenceRow, type Item, letterOf } from './differences.ts'

interface DifferenceTableProps {
  rows: readonly DifferenceRow[]
  /** What the columns are called. */
  names: readonly string[]
}

/** What the assets have alike and what not: said by a word and a sign, not by colour alone. */
export function DifferenceTable({ rows, names }: DifferenceTableProps) {
  const differing = rows.filter(({ differs }) => differs).length
  return (
    <table className={styles.table}>
      <caption>{t.rowsDiffer(differing, rows.length)}</caption>
      <thead>
        <tr>
          <td />
          {names.map((name, index) => (
            <th key={letterOf(index)} scope="col">
              <Letter index={index} /> <bdi>{name}</bdi>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.label} className={row.differs ? styles.differs : styles.same}>
            <th scope="row">
              <span>{row.label}</span> <Mark differs={row.differs} />
            </th>
            {row.cells.map((cell, index) => (
              <td key={letterOf(index)} data-letter={letterOf(index)}>
                <CellText cell={cell} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

export function Letter({ index }: { index: number }) {
  return <span className={styles.letter}>{letterOf(index)}</span>
}

function Mark({ differs }: { differs: boolean }) {
  if (!differs) {
    return (
      <small>
        <Equal size={12} aria-hidden /> {t.same}
      </small>
    )
  }
  return (
    <Badge tone="info">
      <EqualNot size={12} aria-hidden /> {t.differs}
    </Badge>
  )
}

function CellText({ cell }: { cell: Cell | null }) {
  if (cell?.items?.length) {
    return (
      <ul className={styles.items}>
        {cell.items.map((item) => (
          <ItemText key={item.text} item={item} />
        ))}
      </ul>
    )
  }
  if (!cell?.text) return <span className="t3">{cell ? t.none : t.notHere}</span>
  return (
    <>
      <bdi>{cell.text}</bdi> {cell.aside && <bdi className="t3">{cell.aside}</bdi>}
    </>
  )
}

/** What not all have stands in a frame. */
function ItemText({ item: { text, color, isCommon } }: { item: Item }) {
  return (
    <li className={isCommon ? undefined : styles.apart}>
      {color && <i style={{ background: color }} />}
      <bdi>{text}</bdi>
      {!isCommon && <span className="vh">{t.notInAll}</span>}
    </li>
  )
}
