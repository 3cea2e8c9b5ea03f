import { Link } from 'react-router'
import type { AssetAttributes } from '../../contract/resources.ts'
import { useFeature } from '../lib/analysis.ts'
import type { BrowseQuery } from '../lib/browse-query.ts'
import { formatPercent } from '../lib/format.ts'
import { PanelSection } from './PanelSection.tsx'
import styles from './sections.module.css'

interface ColorSectionProps {
  asset: AssetAttributes
  searchFor: (part: Partial<BrowseQuery>) => string
}

/** Profile, model and the dominant colours by their share; a click searches for one. */
export function ColorSection({ asset, searchFor }: ColorSectionProps) {
  const { isShown } = useFeature('colors')
  if (!isShown) return null
  const colors = Object.entries(asset.colors?.dominant_colors ?? {})
  return (
    <PanelSection title="Colour data">
      <dl className={styles.list}>
        <dt>Profile</dt>
        <dd>{asset.color_profile ?? 'None embedded'}</dd>
        <dt>Model</dt>
        <dd>{asset.color_model ?? 'Not known'}</dd>
      </dl>
      {colors.length > 0 && (
        <>
          {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would need a legend and its reset */}
          <div className={styles.swatches} role="group" aria-label="Dominant colours">
            {colors.map(([hex, share]) => (
              <Link
                key={hex}
                to={searchFor({ colors: [hex.replace('#', '').toLowerCase()] })}
                style={{ background: hex, flex: `${share} 1 20px` }}
                title={`${hex} · ${formatPercent(share)}`}
                aria-label={`Find assets with ${hex}, ${Math.round(share * 100)} percent of this one`}
              />
            ))}
          </div>
          <ul className={styles.hexes}>
            {colors.map(([hex, share]) => (
              <li key={hex}>
                <i style={{ background: hex }} />
                {hex} {Math.round(share * 100)}%
              </li>
            ))}
          </ul>
        </>
      )}
    </PanelSection>
  )
}
