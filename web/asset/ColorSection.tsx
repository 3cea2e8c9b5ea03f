import { Link } from 'react-router'
import type { AssetAttributes } from '../../contract/resources.ts'
import { useFeature } from '../lib/analysis.ts'
import type { BrowseQuery } from '../lib/browse-query.ts'
import { formatPercent } from '../lib/format.ts'
import { t } from '../texts/asset.ts'
import { PanelSection } from './PanelSection.tsx'
import styles from './sections.module.css'
import { useCopy } from './use-copy.ts'

interface ColorSectionProps {
  asset: AssetAttributes
  searchFor: (part: Partial<BrowseQuery>) => string
}

/** Profile, model and the dominant colours by their share; a click searches for one. */
export function ColorSection({ asset, searchFor }: ColorSectionProps) {
  const { isShown } = useFeature('colors')
  const copy = useCopy()
  if (!isShown) return null
  const colors = Object.entries(asset.colors?.dominant_colors ?? {})
  return (
    <PanelSection title={t.colors} name="colour data">
      <dl className={styles.list}>
        <dt>{t.profile}</dt>
        <dd>{asset.color_profile ?? t.noProfile}</dd>
        <dt>{t.model}</dt>
        <dd>{asset.color_model ?? t.notKnown}</dd>
      </dl>
      {colors.length > 0 && (
        <>
          {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would need a legend and its reset */}
          <div className={styles.swatches} role="group" aria-label={t.dominant}>
            {colors.map(([hex, share]) => (
              <Link
                key={hex}
                to={searchFor({ colors: [hex.replace('#', '').toLowerCase()] })}
                style={{ background: hex, flex: `${share} 1 20px` }}
                title={t.colorShare(hex, formatPercent(share))}
                aria-label={t.findColor(hex, Math.round(share * 100))}
              />
            ))}
          </div>
          <ul className={styles.hexes}>
            {colors.map(([hex, share]) => (
              <li key={hex}>
                <button
                  type="button"
                  aria-label={t.copyColor(`${hex} ${formatPercent(share)}`)}
                  onClick={() => copy(hex)}
                >
                  <i style={{ background: hex }} />
                  {hex} {formatPercent(share)}
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
    </PanelSection>
  )
}
