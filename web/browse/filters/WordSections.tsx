import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { formatShort } from '../../lib/format.ts'
import { vocabularyQuery } from '../../lib/vocabulary.ts'
import { LinkButton } from '../../ui/Button.tsx'
import { Segmented } from '../../ui/Segmented.tsx'
import { Slider } from '../../ui/Slider.tsx'
import { TokenField } from '../../ui/TokenField.tsx'
import { useDraft } from '../../ui/use-draft.ts'
import type { PickerWord } from '../../ui/word-picker.ts'
import styles from './FilterPanel.module.css'
import { Picks, TriState, toggleIn } from './parts.tsx'
import { type SectionProps, toWords, useFacets } from './use-filter-panel.ts'

export function TagsSection(props: SectionProps) {
  const { query, set } = props
  const tags = toWords(useFacets(props, ['tagsAny']), 'tags')
  return (
    <>
      <Words {...props} kind="tag" keys={TAG_KEYS} frequent={tags} words={tags} />
      {query.tags.length + query.tagsAny.length > 0 && <Confidence {...props} />}
      <TriState
        label="Whether there are tags"
        value={query.tagged}
        words={['Tagged or not', 'Tagged', 'No tags']}
        onChange={(tagged) => set({ tagged })}
      />
    </>
  )
}

export function CategoriesSection(props: SectionProps) {
  const { query, set } = props
  const counted = toWords(useFacets(props, ['categoriesAny']), 'categories')
  const all = useQuery(vocabularyQuery('categories')).data ?? []
  const rest = all
    .filter(({ name }) => !counted.some((word) => word.name === name))
    .map(({ name }) => ({ name, count: 0 }))
  return (
    <>
      <Words
        {...props}
        kind="category"
        keys={CATEGORY_KEYS}
        frequent={counted}
        words={[...counted, ...rest]}
      />
      <TriState
        label="Whether there are categories"
        value={query.categorised}
        words={['Any or none', 'Categorised', 'None at all']}
        onChange={(categorised) => set({ categorised })}
      />
    </>
  )
}

interface Keys {
  all: 'tags' | 'categories'
  any: 'tagsAny' | 'categoriesAny'
  none: 'tagsNone' | 'categoriesNone'
}
const TAG_KEYS: Keys = { all: 'tags', any: 'tagsAny', none: 'tagsNone' }
const CATEGORY_KEYS: Keys = { all: 'categories', any: 'categoriesAny', none: 'categoriesNone' }

interface WordsProps extends SectionProps {
  kind: 'tag' | 'category'
  keys: Keys
  /** Values of the assets found, most frequent first. */
  frequent: readonly PickerWord[]
  words: readonly PickerWord[]
}

const MATCHES = [
  { value: 'all', label: 'All of these' },
  { value: 'any', label: 'Any of these' },
] as const
const FIRST_FREQUENT = 6

/** Words that have to be there, all or any of them, and words that must not. */
function Words({ query, set, kind, keys, frequent, words }: WordsProps) {
  const [wanted, setWanted] = useState<'all' | 'any'>('all')
  const [shown, setShown] = useState(FIRST_FREQUENT)
  const { all, any } = { all: query[keys.all], any: query[keys.any] }
  // A search made elsewhere may have both; then there is a field for each.
  const hasBoth = all.length > 0 && any.length > 0
  const match = any.length > 0 ? 'any' : all.length > 0 ? 'all' : wanted
  const change = (list: keyof Keys, values: string[]) => set({ [keys[list]]: values })
  const move = (to: 'all' | 'any') => {
    setWanted(to)
    const values = match === 'all' ? all : any
    if (to !== match && values.length > 0) set({ [keys[match]]: [], [keys[to]]: values })
  }
  const field = (list: keyof Keys, label: string) => (
    <TokenField
      label={label}
      tokens={query[keys[list]]}
      words={words}
      onChange={(tokens) => change(list, tokens)}
    />
  )
  return (
    <>
      {hasBoth && field('all', `Add a ${kind} that has to be there`)}
      {field(match, hasBoth ? `Add a ${kind} of which any will do` : `Add a ${kind}`)}
      {!hasBoth && (
        <Segmented
          isBlock
          label={`All or any of the ${keys.all}`}
          value={match}
          choices={MATCHES}
          onChange={move}
        />
      )}
      {frequent.length > 0 && (
        <div>
          <Picks
            label={`Frequent ${keys.all}`}
            choices={frequent.slice(0, shown).map(({ name, ...word }) => ({
              value: name,
              label: name,
              count: formatShort(word.count, word.isEstimate ?? false),
            }))}
            chosen={query[keys[match]]}
            onToggle={(word) => change(match, toggleIn(query[keys[match]], word))}
          />
          {frequent.length > shown && (
            <LinkButton className="small" onClick={() => setShown(frequent.length)}>
              Show {frequent.length - shown} more
            </LinkButton>
          )}
        </div>
      )}
      {field('none', `Add a ${kind} to leave out`)}
    </>
  )
}

function Confidence({ query, slide }: SectionProps) {
  const draft = useDraft(query.confidence ?? 0, (value) => slide({ confidence: value || null }))
  const text = draft.shown === 0 ? 'any' : `${draft.shown} %`
  return (
    <div>
      <span className={styles.label}>
        At least <b>{text}</b> {draft.shown === 0 ? 'confidence' : 'confident'}
      </span>
      <Slider
        label="Least confidence of tags"
        min={0}
        max={100}
        value={draft.shown}
        text={text}
        onChange={draft.set}
        onBlur={draft.end}
      />
    </div>
  )
}
