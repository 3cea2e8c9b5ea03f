import { useQuery } from '@tanstack/react-query'
import { RotateCcw, X } from 'lucide-react'
import { type ComponentProps, useState } from 'react'
import { TagField } from '../asset/TagField.tsx'
import { EMPTY_QUERY } from '../lib/browse-query.ts'
import { facetsQuery } from '../lib/counts.ts'
import { vocabularyQuery } from '../lib/vocabulary.ts'
import { t } from '../texts/bulk.ts'
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

function wordsOf(kind: LabelKind) {
  return kind === 'tags'
    ? { title: t.tags, text: t.tagsText, add: t.addTag, remove: t.removeTag }
    : { title: t.categories, text: undefined, add: t.addCategory, remove: t.removeCategory }
}

/** Adds words to all selected assets, and removes others. */
export function LabelsDialog({ kind, ...props }: BulkDialogProps & { kind: LabelKind }) {
  const [draft, setDraft] = useState<Draft>({ add: [], remove: [] })
  const { facts, isPending } = useSelectedFacts(props)
  const { sourceId } = props.library
  const words = useWords(kind, sourceId)
  const said = wordsOf(kind)
  const there = facts?.[kind] ?? []
  // Of a search only the most frequent ones are known: others may be removed, too.
  const isWhole = props.selection.kind !== 'search' && (isPending || facts !== null)
  const named = {
    ...(draft.add.length > 0 && { [`add_${kind}`]: draft.add }),
    ...(draft.remove.length > 0 && { [`remove_${kind}`]: draft.remove }),
  }
  const change = (part: Partial<Draft>) => setDraft(withoutBoth({ ...draft, ...part }, part))
  return (
    <BulkDialog {...props} title={said.title} text={said.text} operations={named}>
      <LabelField
        {...{ kind, sourceId }}
        label={said.add}
        isFirst
        tokens={draft.add}
        words={words}
        onChange={(add) => change({ add })}
      />
      {!isWhole && (
        <LabelField
          {...{ kind, sourceId }}
          label={said.remove}
          tokens={draft.remove}
          words={there.length > 0 ? there : words}
          isOfSearch={there.length > 0}
          onChange={(remove) => change({ remove })}
        />
      )}
      <div className={styles.roomy}>
        {isPending && <Skeleton width="60%" height={28} />}
        {facts && there.length === 0 && <p className={styles.none}>{t.noneYet}</p>}
        {facts && (
          <>
            <SharedWords
              title={t.onAllOfThem}
              words={there.filter(({ count }) => count >= facts.of)}
              {...{ facts, draft, change }}
            />
            <SharedWords
              title={t.onSomeOfThem}
              words={there.filter(({ count }) => count < facts.of)}
              {...{ facts, draft, change }}
            />
          </>
        )}
      </div>
    </BulkDialog>
  )
}

function LabelField({ kind, ...props }: ComponentProps<typeof TagField> & { kind: LabelKind }) {
  return kind === 'tags' ? <TagField {...props} /> : <TokenField {...props} />
}

/** What is added last is no longer removed, and the other way round. */
function withoutBoth(draft: Draft, latest: Partial<Draft>): Draft {
  return latest.add
    ? { ...draft, remove: draft.remove.filter((word) => !draft.add.includes(word)) }
    : { ...draft, add: draft.add.filter((word) => !draft.remove.includes(word)) }
}

/** Words that may be meant, with how often they are used. */
function useWords(kind: LabelKind, sourceId: string): PickerWord[] {
  const categories = useQuery({ ...vocabularyQuery('categories'), enabled: kind === 'categories' })
  const facets = useQuery({ ...facetsQuery(sourceId, EMPTY_QUERY), enabled: kind === 'tags' })
  if (kind === 'tags') {
    return (facets.data?.tags ?? []).map(({ value, count }) => ({ name: value, count }))
  }
  return (categories.data ?? []).map(({ name, asset_count: count }) => ({ name, count }))
}

interface SharedWordsProps extends Omit<SharedWordProps, 'word'> {
  title: string
  words: readonly Shared[]
}

function SharedWords({ title, words, ...rest }: SharedWordsProps) {
  if (words.length === 0) return null
  return (
    <section className={styles.part} aria-label={title}>
      <h3>{title}</h3>
      <ul className={styles.words}>
        {words.map((word) => (
          <SharedWord key={word.name} {...{ word, ...rest }} />
        ))}
      </ul>
    </section>
  )
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
  const words = (facts.isEstimate ? t.aboutOfAll : t.ofAll)(count, facts.of)
  return (
    <li className={joinClasses(styles.word, isGone && styles.gone)}>
      <span className="truncate">{name}</span>
      <small>{isForAll ? t.all : words}</small>
      {isOnSome && !isForAll && !isGone && (
        <LinkButton
          aria-label={t.applyToAllOf(name)}
          onClick={() => change({ add: [...draft.add, name] })}
        >
          {t.applyToAll}
        </LinkButton>
      )}
      <LinkButton
        aria-label={isGone ? t.keep(name) : t.removeFromAll(name)}
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
