import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { TagField } from '../../asset/TagField.tsx'
import { writeApiFilters } from '../../lib/browse-query.ts'
import { formatPercent, formatShort } from '../../lib/format.ts'
import { vocabularyQuery } from '../../lib/vocabulary.ts'
import { t } from '../../texts/filters.ts'
import { LinkButton } from '../../ui/Button.tsx'
import { Rich } from '../../ui/Rich.tsx'
import { Segmented } from '../../ui/Segmented.tsx'
import { Slider } from '../../ui/Slider.tsx'
import { TokenField } from '../../ui/TokenField.tsx'
import { useDraft } from '../../ui/use-draft.ts'
import type { PickerWord } from '../../ui/word-picker.ts'
import styles from './FilterPanel.module.css'
import { Picks, TriState, toggleIn } from './parts.tsx'
import { type CountedWord, type SectionProps, toWords, useFacets } from './use-filter-panel.ts'

export function TagsSection(props: SectionProps) {
  const { query, set } = props
  const tags = toWords(useFacets(props, ['tagsAny']), 'tags')
  return (
    <>
      <Words {...props} kind="tag" keys={TAG_KEYS} frequent={tags} words={tags} />
      {query.tags.length + query.tagsAny.length > 0 && <Confidence {...props} />}
      <TriState
        label={t.whetherTags}
        value={query.tagged}
        words={[t.taggedOrNot, t.tagged, t.noTags]}
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
        label={t.whetherCategories}
        value={query.categorised}
        words={[t.anyOrNone, t.categorised, t.noneAtAll]}
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
  frequent: readonly CountedWord[]
  words: readonly PickerWord[]
}

const matches = () =>
  [
    { value: 'all', label: t.allOfThese },
    { value: 'any', label: t.anyOfThese },
  ] as const
const FIRST_FREQUENT = 6

/** Words that have to be there, all or any of them, and words that must not. */
function Words({ library, query, set, kind, keys, frequent, words }: WordsProps) {
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
  const field = (list: keyof Keys, label: string) => {
    const onChange = (tokens: string[]) => change(list, tokens)
    const props = { label, tokens: query[keys[list]], words, onChange }
    if (kind === 'category') return <TokenField {...props} />
    const isOfSearch = writeApiFilters(query).size > 0
    return <TagField {...props} sourceId={library.sourceId} isOfSearch={isOfSearch} />
  }
  return (
    <>
      {hasBoth && field('all', t.addNeeded[kind])}
      {field(match, hasBoth ? t.addAny[kind] : t.add[kind])}
      {!hasBoth && (
        <Segmented
          isBlock
          label={t.allOrAny[kind]}
          value={match}
          choices={matches()}
          onChange={move}
        />
      )}
      {frequent.length > 0 && (
        <div>
          <Picks
            label={t.frequent[kind]}
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
              {t.showMore(frequent.length - shown)}
            </LinkButton>
          )}
        </div>
      )}
      {field('none', t.addLeftOut[kind])}
    </>
  )
}

function Confidence({ query, slide }: SectionProps) {
  const draft = useDraft(query.confidence ?? 0, (value) => slide({ confidence: value || null }))
  const isAny = draft.shown === 0
  const text = isAny ? t.anyShare : formatPercent(draft.shown / 100)
  return (
    <div>
      <span className={styles.label}>
        <Rich
          text={isAny ? t.anyConfidence : t.atLeastConfident}
          parts={{ share: <b>{text}</b> }}
        />
      </span>
      <Slider
        label={t.leastConfidence}
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
