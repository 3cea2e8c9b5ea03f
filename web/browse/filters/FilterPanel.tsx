import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Bookmark, X } from 'lucide-react'
import { type ComponentType, type KeyboardEvent, useEffect, useRef } from 'react'
import { analysisSettingsQuery } from '../../lib/analysis.ts'
import { type BrowseQuery, countFilters, isFiltered } from '../../lib/browse-query.ts'
import { countQuery } from '../../lib/counts.ts'
import { formatTotal } from '../../lib/format.ts'
import type { ResultTotal } from '../../lib/result-total.ts'
import type { Library } from '../../lib/use-library.ts'
import { t as browse } from '../../texts/browse.ts'
import { common } from '../../texts/common.ts'
import { t } from '../../texts/filters.ts'
import { Button, IconButton } from '../../ui/Button.tsx'
import { Rich } from '../../ui/Rich.tsx'
import { clearChips } from '../filter-chips.ts'
import {
  FILTER_SECTIONS,
  isSectionSet,
  pickEmpty,
  type SectionId,
  sectionTitle,
} from '../filter-sections.ts'
import place from '../LibraryScreen.module.css'
import type { Filters } from '../use-filters.ts'
import { AlertsSection, FacesSection } from './AnalysisSections.tsx'
import { ColorSection } from './ColorSection.tsx'
import { DatesSection } from './DatesSection.tsx'
import { DimensionsSection } from './DimensionsSection.tsx'
import { FieldsSection } from './FieldsSection.tsx'
import styles from './FilterPanel.module.css'
import { FilterSection } from './FilterSection.tsx'
import {
  EditsSection,
  FolderSection,
  KindSection,
  MotionSection,
  StateSection,
} from './PlainSections.tsx'
import { type SectionProps, useFilterChanges } from './use-filter-panel.ts'
import { CategoriesSection, TagsSection } from './WordSections.tsx'

const SECTIONS: Record<SectionId, ComponentType<SectionProps>> = {
  kind: KindSection,
  tags: TagsSection,
  categories: CategoriesSection,
  fields: FieldsSection,
  color: ColorSection,
  folder: FolderSection,
  alerts: AlertsSection,
  faces: FacesSection,
  motion: MotionSection,
  dates: DatesSection,
  dimensions: DimensionsSection,
  edits: EditsSection,
  state: StateSection,
}

interface FilterPanelProps {
  library: Library
  filters: Filters
  /** Assets in the whole source. */
  found: number | undefined
  isDrawer: boolean
}

/** Every filter there is; the address is its state, so that Back undoes what was chosen here. */
export function FilterPanel({ library, filters, found, isDrawer }: FilterPanelProps) {
  const { query } = library
  const { set, slide, begin } = useFilterChanges(library)
  const title = useRef<HTMLHeadingElement>(null)
  const { wanted } = filters
  const settings = useQuery(analysisSettingsQuery).data?.settings
  const sections = FILTER_SECTIONS.filter(
    (one) => !one.feature || settings?.features[one.feature] !== false || isSectionSet(one, query),
  )
  useEffect(() => {
    if (!wanted) title.current?.focus()
  }, [wanted])
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return
    event.stopPropagation()
    filters.close()
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Esc closes it from anywhere inside
    <div className={styles.panel} {...begin} onKeyDown={onKeyDown}>
      <header className={place.filtersHead}>
        <h2 ref={title} tabIndex={-1}>
          {browse.filters}
        </h2>
        {countFilters(query) > 0 && (
          <Button size="small" variant="quiet" onClick={() => set(clearChips(query))}>
            {browse.clearAll}
          </Button>
        )}
        <IconButton small label={t.close} onClick={filters.close}>
          <X size={16} aria-hidden />
        </IconButton>
      </header>
      <div className={styles.scroll}>
        {sections.map((section) => {
          const Content = SECTIONS[section.id]
          return (
            <FilterSection
              key={section.id}
              id={section.id}
              title={sectionTitle(section.id)}
              isSet={isSectionSet(section, query)}
              wanted={wanted?.section === section.id ? wanted : null}
              onReset={() => set(pickEmpty(section.keys))}
            >
              <Content {...{ library, query, set, slide }} />
            </FilterSection>
          )
        })}
      </div>
      <Foot {...{ library, filters, found, isDrawer }} />
    </div>
  )
}

function Foot({ library, filters, found }: FilterPanelProps) {
  const { sourceId, query } = library
  const count = useQuery({ ...countQuery(sourceId, query), placeholderData: keepPreviousData })
  const { data } = count
  const text = data && formatTotal(data.total, data.isEstimate)
  return (
    <footer className={styles.foot}>
      <p role="status" className={count.isPlaceholderData ? styles.stale : undefined}>
        {text === undefined ? (
          count.isError && t.totalNotKnown
        ) : (
          <Rich
            text={describeMatches(query, found)}
            parts={{ total: <b className="num">{text}</b> }}
          />
        )}
      </p>
      <div className={styles.actions}>
        <Button disabled={!isFiltered(query)} onClick={() => filters.setSaving(true)}>
          <Bookmark size={16} aria-hidden /> {browse.saveSearch}
        </Button>
        <Button variant="primary" onClick={filters.close}>
          {data === undefined ? t.showResults : t.showAssets(nameTotal(data))}
        </Button>
      </div>
    </footer>
  )
}

function nameTotal({ total, isEstimate }: ResultTotal): string {
  return isEstimate ? t.assetsAbout(formatTotal(total, true)) : common.assets(total)
}

/** "{total} of 48,213 match all 7 filters" */
function describeMatches(query: BrowseQuery, found: number | undefined): string {
  const filters = countFilters(query)
  if (filters > 0) return found === undefined ? t.match(filters) : t.matchOf(filters, found)
  if (isFiltered(query)) return found === undefined ? t.matchSearch : t.matchSearchOf(found)
  return found === undefined ? t.withoutFilters : t.withoutFiltersOf(found)
}
