import { useQuery } from '@tanstack/react-query'
import { RotateCcw, X } from 'lucide-react'
import { useState } from 'react'
import { EMPTY_QUERY } from '../lib/browse-query.ts'
import { facetsQuery } from '../lib/counts.ts'
import { formatNumber } from '../lib/format.ts'
import { vocabularyQuery } from '../lib/vocabulary.ts'
import { LinkButton } from '../ui/Button.tsx'
import { joinClasses } from '../ui/classes.ts'
import { Skeleton } from '../ui/Skeleton.tsx'
import { TokenField } from '../ui/TokenField.tsx'
import type { PickerWord } from '../ui/word-picker.ts'
import styles from './BulkDialog.module.css'
import { BulkDialog, type BulkDialogProps } from './BulkDialog.tsx'
import type { SelectedFacts, Shared } from './selected-facts.ts'
import { useSelectedFacts } from './use-selected-facts.ts'

type LabelKind = 'tags' | 'categories'

interface Draft {
  add: string[]
  remove: string[]
}

const WORDS = {
  tags: {
    title: 'Tags',
    text: 'A removed tag stays with the asset at 0 %; analysis does not bring it back.',
    add: 'Add a tag',
    remove: 'Remove a tag',
  },
  categories: {
    title: 'Categories',
    text: undefined,
    add: 'Add a category',
    remove: 'Remove a category',
  },
} as const

/** Adds words to all selected assets, and removes others. */
export function LabelsDialog({ kind, ...props }: BulkDialogProps & { kind: LabelKind }) {
  const [draft, setDraft] = useState<Draft>({ add: [], remove: [] })
  const { facts, isPending } = useSelectedFacts(props)
  const words = useWords(kind, props.library.sourceId)
  const there = facts?.[kind] ?? []
  const named = {
    ...(draft.add.length > 0 && { [`add_${kind}`]: draft.add }),
    ...(draft.remove.length > 0 && { [`remove_${kind}`]: draft.remove }),
  }
  const change = (part: Partial<Draft>) => setDraft(withoutBoth({ ...draft, ...part }, part))
  return (
    <BulkDialog {...props} title={WORDS[kind].title} text={WORDS[kind].text} operations={named}>
      {(facts || isPending) && (
        <div className={styles.part}>
          <h3>On these assets</h3>
          {isPending && <Skeleton width="60%" height={28} />}
          {facts && there.length === 0 && <p className={styles.none}>None yet</p>}
          {facts && there.length > 0 && (
            <ul className={styles.words}>
              {there.map((word) => (
                <SharedWord key={word.name} {...{ word, facts, draft, change }} />
              ))}
            </ul>
          )}
        </div>
      )}
      <div className={joinClasses(styles.part, styles.roomy)}>
        <TokenField
          label={WORDS[kind].add}
          tokens={draft.add}
          words={words}
          onChange={(add) => change({ add })}
        />
        <TokenField
          label={WORDS[kind].remove}
          tokens={draft.remove}
          words={there.length > 0 ? there : words}
          onChange={(remove) => change({ remove })}
        />
      </div>
    </BulkDialog>
  )
}

/** What is added last is no longer removed, and the other way round. */
function withoutBoth(draft: Draft, latest: Partial<Draft>): Draft {
  return latest.add
    ? { ...draft, remove: draft.remove.filter((word) => !draft.add.includes(word)) }
    : { ...draft, add: draft.add.filter((word) => !draft.remove.includes(word)) }
}

/** All words that may be meant, with how often they are used. */
function useWords(kind: LabelKind, sourceId: string): PickerWord[] {
  const categories = useQuery({ ...vocabularyQuery('categories'), enabled: kind === 'categories' })
  const facets = useQuery({ ...facetsQuery(sourceId, EMPTY_QUERY), enabled: kind === 'tags' })
  if (kind === 'tags') {
    return (facets.data?.tags ?? []).map(({ value, count }) => ({ name: value, count }))
  }
  return (categories.data ?? []).map(({ name, asset_count: count }) => ({ name, count }))
}

interface SharedWordProps {
  word: Shared
  facts: SelectedFacts
  draft: Draft
  change: (part: Partial<Draft>) => void
}

/** On all or on some of them, to be put on all or taken from all. */
function SharedWord({ word: { name, count }, facts, draft, change }: SharedWordProps) {
  const isGone = draft.remove.includes(name)
  const isForAll = draft.add.includes(name)
  const isOnSome = count < facts.of
  const words = `${facts.isEstimate ? 'about ' : ''}${formatNumber(count)} of ${formatNumber(facts.of)}`
  return (
    <li className={joinClasses(styles.word, isGone && styles.gone)}>
      <span className="truncate">{name}</span>
      <small>{isForAll ? 'all' : words}</small>
      {isOnSome && !isForAll && !isGone && (
        <LinkButton
          aria-label={`Apply to all: ${name}`}
          onClick={() => change({ add: [...draft.add, name] })}
        >
          Apply to all
        </LinkButton>
      )}
      <LinkButton
        aria-label={isGone ? `Keep ${name}` : `Remove ${name} from all`}
        onClick={() =>
          isGone
            ? change({ remove: draft.remove.filter((one) => one !== name) })
            : change({ remove: [...draft.remove, name] })
        }
      >
        {isGone ? <RotateCcw size={12} aria-hidden /> : <X size={12} aria-hidden />}
      </LinkButton>
    </li>
  )
}
