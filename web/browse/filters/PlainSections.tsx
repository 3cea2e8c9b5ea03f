import { useId } from 'react'
import type { AssetStatus } from '../../../contract/resources.ts'
import { fileName } from '../../lib/asset-words.ts'
import type { AnalysisTrouble, BrowseQuery, MediaType } from '../../lib/browse-query.ts'
import { formatShort } from '../../lib/format.ts'
import { MEDIA_TYPES } from '../../lib/query-parts.ts'
import { t as browse } from '../../texts/browse.ts'
import { t } from '../../texts/filters.ts'
import { LinkButton } from '../../ui/Button.tsx'
import { Segmented } from '../../ui/Segmented.tsx'
import { TokenField } from '../../ui/TokenField.tsx'
import styles from './FilterPanel.module.css'
import { Check, DraftInput, Picks, TriState, toggleIn } from './parts.tsx'
import { type SectionProps, toWords, useFacets } from './use-filter-panel.ts'

/** Kinds as buttons; content types and endings of names in one field. */
export function KindSection(props: SectionProps) {
  const { query, set } = props
  const facets = useFacets(props, ['types', 'formats', 'extensions'])
  const countOf = (type: MediaType) =>
    facets?.media_kinds.find(({ value }) => value.toLowerCase() === type)?.count
  const choices = MEDIA_TYPES.map((type) => {
    const count = facets && formatShort(countOf(type) ?? 0, facets.counts_are_estimates)
    return { value: type, label: browse.types[type], count }
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
        label={t.kinds}
        choices={choices}
        chosen={query.types}
        onToggle={(type) => set({ types: toggleIn(query.types, type as MediaType) })}
      />
      <TokenField
        label={t.addFormat}
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
        label={t.folderPath}
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
        {t.includeSubfolders}
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
      label={browse.sections.motion}
      value={query.animated}
      words={[t.any, browse.animated, browse.still]}
      onChange={(animated) => set({ animated })}
    />
  )
}

/** What people have done, or have still to do. */
export function EditsSection({ query, set }: SectionProps) {
  return (
    <>
      <TriState
        label={browse.sections.edits}
        value={query.edited}
        words={[t.any, t.edited, t.untouched]}
        onChange={(edited) => set({ edited })}
      />
      <span className={styles.label}>{browse.keys.description}</span>
      <TriState
        label={browse.keys.description}
        value={query.described}
        words={[t.any, t.written, t.missing]}
        onChange={(described) => set({ described })}
      />
      <span className={styles.label}>{browse.keys.altText}</span>
      <Segmented
        isBlock
        label={browse.keys.altText}
        value={readAltChoice(query)}
        choices={ALT_CHOICES.map((value) => ({ value, label: t[value] }))}
        onChange={(choice) => set(ALT_PARTS[choice])}
      />
    </>
  )
}

type AltChoice = 'any' | 'written' | 'weak' | 'missing'
const ALT_CHOICES: readonly AltChoice[] = ['any', 'written', 'weak', 'missing']
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
const STATUSES: readonly StatusChoice[] = ['any', 'indexed', 'error', 'pending']

type AnalysisChoice = AnalysisTrouble | 'any'
const ANALYSES: readonly AnalysisChoice[] = ['any', 'partial', 'failed']

/** How far Vitrine has read and analysed it, copies, likeness, and filters that only the API has. */
export function StateSection({ query, set }: SectionProps) {
  return (
    <>
      <Segmented
        isBlock
        label={browse.sections.state}
        value={query.status ?? 'any'}
        choices={STATUSES.map((value) => ({ value, label: t.states[value] }))}
        onChange={(status) => set({ status: status === 'any' ? null : status })}
      />
      <span className={styles.label}>{browse.keys.analysis}</span>
      <Segmented
        isBlock
        label={browse.keys.analysis}
        value={query.analysis ?? 'any'}
        choices={ANALYSES.map((value) => ({ value, label: t.troubles[value] }))}
        onChange={(analysis) => set({ analysis: analysis === 'any' ? null : analysis })}
      />
      <span className={styles.label}>{t.markedCopies}</span>
      <TriState
        label={t.markedCopies}
        value={query.duplicate}
        words={[t.any, t.onlyCopies, t.noCopies]}
        onChange={(duplicate) => set({ duplicate })}
      />
      {query.similar && (
        <div className={styles.row}>
          <bdi>{t.similarTo(fileName(query.similar))}</bdi>
          <LinkButton onClick={() => set({ similar: null })}>{t.remove}</LinkButton>
        </div>
      )}
      {query.others.map(({ name, value }, i) => (
        <div key={`${name} ${value}`} className={styles.row}>
          <span className="truncate mono">{`${name}: ${value}`}</span>
          <LinkButton onClick={() => set({ others: query.others.toSpliced(i, 1) })}>
            {t.remove}
          </LinkButton>
        </div>
      ))}
    </>
  )
}
