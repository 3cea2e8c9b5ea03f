import { Columns2 } from 'lucide-react'
import { useState } from 'react'
import { Link } from 'react-router'
import type {
  DuplicateAsset,
  DuplicateDecision,
  EarlierDecision,
} from '../../contract/searching.ts'
import { fileName } from '../lib/asset-words.ts'
import { EMPTY_QUERY } from '../lib/browse-query.ts'
import { compareAddress } from '../lib/compared.ts'
import type { Likeness } from '../lib/duplicates.ts'
import { formatBytes, formatDateTime, formatWhen } from '../lib/format.ts'
import type { RenderingSource } from '../lib/rendering-url.ts'
import { t as compare } from '../texts/compare.ts'
import { t } from '../texts/duplicates.ts'
import { Button, buttonClass } from '../ui/Button.tsx'
import { joinClasses } from '../ui/classes.ts'
import { CopyChoice } from './CopyChoice.tsx'
import styles from './DuplicatesScreen.module.css'
import type { Group } from './duplicate-calls.ts'
import { describeDecision, findLargest, nameGroup } from './duplicate-words.ts'

interface GroupCardProps {
  group: Group
  sourceId: string
  source: RenderingSource | null
  mayEdit: boolean
  /** Path of the one to use. */
  chosen: string
  isSelected: boolean
  isBusy: boolean
  onChoose: (path: string) => void
  onToggle: () => void
  onDecide: (decision: DuplicateDecision, isMerging: boolean) => void
}

/** Assets that are copies of each other, side by side, and what can be said about them. */
export function GroupCard(props: GroupCardProps) {
  const { group, mayEdit, chosen, isSelected } = props
  const { assets, asset_count: count, likeness, spare_bytes: spare } = group.attributes
  const name = nameGroup(group.attributes)
  const file = fileName(assets[0]?.origin_path ?? '')
  const largest = findLargest(assets)
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot take the focus
    <section
      role="group"
      aria-label={t.named(name, file)}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: its keys choose and decide
      tabIndex={0}
      data-group={group.id}
      className={joinClasses(styles.group, isSelected && styles.selected)}
    >
      <header className={styles.head}>
        {mayEdit && (
          <label className={styles.check}>
            <input
              type="checkbox"
              aria-label={t.selectGroup(file, name)}
              checked={isSelected}
              onChange={props.onToggle}
            />
          </label>
        )}
        <h2>{name}</h2>
        <span className="t3 small num">
          {spare > 0 && describeSpare(likeness, formatBytes(spare))}
        </span>
        <CompareLink {...{ assets, file }} sourceId={props.sourceId} />
      </header>
      <Earlier decisions={group.attributes.decisions} />
      {/* biome-ignore lint/a11y/useAriaPropsSupportedByRole: both roles take a label */}
      <div
        className={styles.copies}
        role={mayEdit ? 'radiogroup' : 'group'}
        aria-label={t.named(mayEdit ? t.oneToUse : t.copies, file)}
      >
        {assets.map((copy) => (
          <CopyChoice
            key={copy.origin_path}
            {...{ copy, likeness, mayEdit, source: props.source, sourceId: props.sourceId }}
            name={`use-${group.id}`}
            isFirst={copy === assets[0]}
            isLargest={copy.origin_path === largest}
            isChosen={copy.origin_path === chosen}
            onChoose={() => props.onChoose(copy.origin_path)}
          />
        ))}
        {count > assets.length && <p className={styles.rest}>{t.andMore(count - assets.length)}</p>}
      </div>
      {mayEdit && <Actions {...props} file={file} />}
    </section>
  )
}

interface CompareLinkProps {
  assets: readonly DuplicateAsset[]
  /** Names the group. */
  file: string
  sourceId: string
}

/** Beside each other, as many as there is room for. */
function CompareLink({ assets, file, sourceId }: CompareLinkProps) {
  const paths = assets.map(({ origin_path: path }) => path)
  return (
    <Link
      className={buttonClass({ variant: 'quiet', size: 'small' })}
      to={compareAddress(sourceId, paths, EMPTY_QUERY)}
      state={{ isInside: true }}
      aria-label={compare.compareGroup(file)}
    >
      <Columns2 size={14} aria-hidden /> {compare.compare}
    </Link>
  )
}

function describeSpare(likeness: Likeness, size: string): string {
  return likeness === 'same' ? t.spareSame(size) : t.spareNear(size)
}

function Earlier({ decisions }: { decisions: readonly EarlierDecision[] }) {
  if (decisions.length === 0) return null
  return (
    <ul className={styles.earlier}>
      {decisions.map((one) => (
        <li key={one.id} title={formatDateTime(one.date_created)}>
          {t.decidedBefore(
            one.decided_by ?? t.somebody,
            formatWhen(one.date_created, new Date()),
            describeDecision({ ...one, count: one.origin_paths.length }),
          )}
        </li>
      ))}
    </ul>
  )
}

/** All groups have the same buttons: to be told apart they are named by the first file. */
function Actions({ group, chosen, isBusy, onDecide, file }: GroupCardProps & { file: string }) {
  const [isMerging, setMerging] = useState(false)
  const { asset_count: count } = group.attributes
  return (
    <footer className={styles.actions}>
      <Button
        size="small"
        disabled={isBusy}
        aria-label={t.named(t.use, file)}
        title={t.useHint(fileName(chosen), count - 1)}
        onClick={() => onDecide('preferred', isMerging)}
      >
        {t.use}
      </Button>
      <Button
        size="small"
        disabled={isBusy}
        aria-label={t.named(t.keepAll(count), file)}
        onClick={() => onDecide('keep_all', false)}
      >
        {t.keepAll(count)}
      </Button>
      <Button
        size="small"
        variant="quiet"
        disabled={isBusy}
        aria-label={t.named(t.different, file)}
        onClick={() => onDecide('different', false)}
      >
        {t.different}
      </Button>
      <label className={styles.merge}>
        <input
          type="checkbox"
          aria-label={t.named(t.merge, file)}
          checked={isMerging}
          onChange={(event) => setMerging(event.target.checked)}
        />
        {t.merge}
      </label>
    </footer>
  )
}
