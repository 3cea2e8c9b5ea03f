import { X } from 'lucide-react'
import { useState } from 'react'
import type { DuplicateDecision } from '../../contract/searching.ts'
import { t } from '../texts/duplicates.ts'
import { Button, IconButton, LinkButton } from '../ui/Button.tsx'
import { ProgressBar } from '../ui/Page.tsx'
import styles from './ChoiceBar.module.css'
import type { Group } from './duplicate-calls.ts'
import { nameBulk } from './duplicate-words.ts'
import type { Choices } from './use-choices.ts'
import type { Progress } from './use-deciding.ts'

interface ChoiceBarProps {
  groups: readonly Group[]
  choices: Choices
  onDecide: (groups: readonly Group[], decision: DuplicateDecision, isMerging: boolean) => void
}

/** What is done with several groups at once; stays at the lower edge. */
export function ChoiceBar({ groups, choices, onDecide }: ChoiceBarProps) {
  const [isMerging, setMerging] = useState(false)
  const chosen = groups.filter(({ id }) => choices.selected.has(id))
  if (chosen.length === 0) {
    return (
      <div className={styles.start}>
        <LinkButton onClick={() => choices.select(groups)}>
          {t.selectLoaded(groups.length)}
        </LinkButton>
      </div>
    )
  }
  const isLargest = chosen.every(
    (group) =>
      group.attributes.likeness === 'near' &&
      group.attributes.assets[0]?.origin_path === choices.chosenOf(group),
  )
  const act = (decision: DuplicateDecision) => onDecide(chosen, decision, isMerging)
  const name = (decision: DuplicateDecision) => nameBulk(decision, chosen.length, isLargest)
  return (
    <div className={styles.bar} role="toolbar" aria-label={t.selectedGroups}>
      <div className={styles.who}>
        <IconButton small label={t.clearSelection} onClick={() => choices.select([])}>
          <X size={16} aria-hidden />
        </IconButton>
        <b className="num" role="status">
          {t.selected(chosen.length)}
        </b>
        {chosen.length < groups.length && (
          <LinkButton className="small" onClick={() => choices.select(groups)}>
            {t.selectAllLoaded(groups.length)}
          </LinkButton>
        )}
      </div>
      <label className={styles.merge}>
        <input
          type="checkbox"
          checked={isMerging}
          onChange={(event) => setMerging(event.target.checked)}
        />
        {t.mergeAll}
      </label>
      <div className={styles.acts}>
        <Button variant="quiet" onClick={() => act('different')}>
          {name('different')}
        </Button>
        <Button onClick={() => act('keep_all')}>{name('keep_all')}</Button>
        <Button variant="primary" onClick={() => act('preferred')}>
          {name('preferred')}
        </Button>
      </div>
    </div>
  )
}

/** How far a decision about several groups is, or the undoing of it. */
export function Working({ what, done, total }: Progress) {
  return (
    <div className={styles.bar}>
      <span className="num">{t.progress(what, done, total)}</span>
      <div className={styles.progress}>
        <ProgressBar label={what} share={done / total} />
      </div>
    </div>
  )
}
