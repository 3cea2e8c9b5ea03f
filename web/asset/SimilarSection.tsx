import { Suspense } from 'react'
import { Link } from 'react-router'
import type { AssetAttributes } from '../../contract/resources.ts'
import { useFeature } from '../lib/analysis.ts'
import type { BrowseQuery } from '../lib/browse-query.ts'
import { lazyPart } from '../lib/lazy-part.tsx'
import type { RenderingSource } from '../lib/rendering-url.ts'
import { t } from '../texts/asset.ts'
import { Badge } from '../ui/Page.tsx'
import { PanelSection } from './PanelSection.tsx'

const SimilarStrip = lazyPart(async () => (await import('./SimilarStrip.tsx')).SimilarStrip)

export interface SimilarSectionProps {
  sourceId: string
  source: RenderingSource | null
  asset: AssetAttributes
  /** The address of one asset. */
  addressOf: (path: string) => string
  /** The address where the asset is beside others. */
  compareWith: (paths: readonly string[]) => string
  searchFor: (part: Partial<BrowseQuery>) => string
}

/** What looks like it, and its copies; looked for when somebody opens it. */
export function SimilarSection(props: SimilarSectionProps) {
  const { asset, searchFor } = props
  const { isShown } = useFeature('similar')
  if (!isShown) return null
  const all = searchFor({
    similar: asset.origin_path,
    sort: { field: 'relevance', descending: false },
  })
  return (
    <PanelSection
      title={t.similar}
      name="similar and duplicates"
      startsFolded
      status={asset.duplicate_of !== null && <Badge>{t.markedAsCopy}</Badge>}
      action={<Link to={all}>{t.showAll}</Link>}
    >
      <Suspense>
        <SimilarStrip {...props} />
      </Suspense>
    </PanelSection>
  )
}
