import { useId } from 'react'
import type { AssetStatus } from '../../../contract/resources.ts'
import { fileName } from '../../lib/asset-words.ts'
import type { AnalysisTrouble, BrowseQuery, MediaType } from '../../lib/browse-query.ts'
import { formatShort } from '../../lib/format.ts'
import { LinkButton } from '../../ui/Button.tsx'
import { Segmented } from '../../ui/Segmented.tsx'
import { TokenField } from '../../ui/TokenField.tsx'
import { TYPE_WORDS } from '../filter-words.ts'
import styles from './FilterPanel.module.css'
import { Check, DraftInput, Picks, TriState, toggleIn } from './parts.tsx'
import { type SectionProps, toWords, useFacets } from './use-filter-panel.ts'

const TYPES = Object.keys(TYPE_WORDS) as MediaType[] // it has just those

/** Kinds as buttons; content types and endings of names in one field. */
export function KindSection(props: SectionProps) {
  const { query, set } = props
  const facets = useFacets(props, ['types', 'formats', 'extensions'])
  const countOf = (type: MediaType) =>
    facets?.media_kinds.find(({ value }) => value.toLowerCase() === type)?.count
  const choices = TYPES.map((type) => {
    const count = facets && formatShort(countOf(type) ?? 0, facets.counts_are_estimates)
    return { value: type, label: TYPE_WORDS[type], count }
  })
  const change = (tokens: string[]) =>
    set({
      formats: tokens.filter((token) => token.includes('/')),
      extensions: tokens
        .filter((token) => !token.includes('/'))
        .map((token) => token.replace(/^\*?\./, '').toLowerCase()),
    })
  return (
    <>
      <Picks
        label="Kinds"
        choices={choices}
        chosen={query.types}
        onToggle={(type) => set({ types: toggleIn(query.types, type as MediaType) })}
      />
      <TokenField
        label="Add a format, or an ending such as .jpg"
        tokens={[...query.formats, ...query.extensions.map((ending) => `.${ending}`)]}
        words={toWords(facets, 'content_types')}
        onChange={change}
      />
    </>
  )
}

/** A path, with what lies below or without. */
export function FolderSection(props: SectionProps) {
  const { query, set, slide } = props
  const facets = useFacets(props, ['folder', 'deep'])
  const id = useId()
  return (
    <>
      <DraftInput
        label="Folder path"
        hidesLabel
        className="mono"
        placeholder="/travel/alps"
        list={id}
        value={query.folder ?? ''}
        onCommit={(text) => slide({ folder: readFolder(text) })}
      />
      <datalist id={id}>
        {facets?.folders.map(({ value, count }) => (
          <option key={value} value={value}>
            {formatShort(count, facets.counts_are_estimates)}
          </option>
        ))}
      </datalist>
      <Check
        checked={query.deep}
        disabled={query.folder === null}
        onChange={(event) => set({ deep: event.target.checked })}
      >
        Include subfolders
      </Check>
    </>
  )
}

function readFolder(text: string): string | null {
  const path = text.replace(/^\/+|\/+$/g, '')
  return path === '' ? null : `/${path}`
}

export function MotionSection({ query, set }: SectionProps) {
  return (
    <TriState
      label="Animation"
      value={query.animated}
      words={['Any', 'Animated', 'Still']}
      onChange={(animated) => set({ animated })}
    />
  )
}

/** What people have done, or have still to do. */
export function EditsSection({ query, set }: SectionProps) {
  return (
    <>
      <TriState
        label="Edited by people"
        value={query.edited}
        words={['Any', 'Edited', 'Untouched']}
        onChange={(edited) => set({ edited })}
      />
      <span className={styles.label}>Description</span>
      <TriState
        label="Description"
        value={query.described}
        words={['Any', 'Written', 'Missing']}
        onChange={(described) => set({ described })}
      />
      <span className={styles.label}>Alt text</span>
      <Segmented
        isBlock
        label="Alt text"
        value={readAltChoice(query)}
        choices={ALT_CHOICES}
        onChange={(choice) => set(ALT_PARTS[choice])}
      />
    </>
  )
}

type AltChoice = 'any' | 'written' | 'weak' | 'missing'
const ALT_CHOICES: readonly { value: AltChoice; label: string }[] = [
  { value: 'any', label: 'Any' },
  { value: 'written', label: 'Written' },
  { value: 'weak', label: 'Weak' },
  { value: 'missing', label: 'Missing' },
]
const ALT_PARTS: Record<AltChoice, Pick<BrowseQuery, 'hasAltText' | 'weakAltText'>> = {
  any: { hasAltText: null, weakAltText: null },
  written: { hasAltText: true, weakAltText: null },
  weak: { hasAltText: null, weakAltText: true },
  missing: { hasAltText: false, weakAltText: null },
}

function readAltChoice({ hasAltText, weakAltText }: BrowseQuery): AltChoice {
  if (weakAltText) return 'weak'
  return hasAltText === null ? 'any' : hasAltText ? 'written' : 'missing'
}

type StatusChoice = AssetStatus | 'any'
const STATUSES: readonly { value: StatusChoice; label: string }[] = [
  { value: 'any', label: 'Any' },
  { value: 'indexed', label: 'Read' },
  { value: 'error', label: 'Errors' },
  { value: 'pending', label: 'Waiting' },
]

type AnalysisChoice = AnalysisTrouble | 'any'
const ANALYSES: readonly { value: AnalysisChoice; label: string }[] = [
  { value: 'any', label: 'Any' },
  { value: 'partial', label: 'In parts only' },
  { value: 'failed', label: 'Failed' },
]

/** How far Vitrine has read and analysed it, copies, likeness, and filters that only the API has. */
export function StateSection({ query, set }: SectionProps) {
  return (
    <>
      <Segmented
        isBlock
        label="State"
        value={query.status ?? 'any'}
        choices={STATUSES}
        onChange={(status) => set({ status: status === 'any' ? null : status })}
      />
      <span className={styles.label}>Analysis</span>
      <Segmented
        isBlock
        label="Analysis"
        value={query.analysis ?? 'any'}
        choices={ANALYSES}
        onChange={(analysis) => set({ analysis: analysis === 'any' ? null : analysis })}
      />
      <span className={styles.label}>Marked as copies</span>
      <TriState
        label="Marked as copies"
        value={query.duplicate}
        words={['Any', 'Only copies', 'No copies']}
        onChange={(duplicate) => set({ duplicate })}
      />
      {query.similar && (
        <div className={styles.row}>
          <span className="truncate">Similar to {fileName(query.similar)}</span>
          <LinkButton onClick={() => set({ similar: null })}>Remove</LinkButton>
        </div>
      )}
      {query.others.map(({ name, value }, i) => (
        <div key={`${name} ${value}`} className={styles.row}>
          <span className="truncate mono">
            {name}: {value}
          </span>
          <LinkButton onClick={() => set({ others: query.others.toSpliced(i, 1) })}>
            Remove
          </LinkButton>
        </div>
      ))}
    </>
  )
}
