import { ChevronRight } from 'lucide-react'
import type { AssetAttributes } from '../../contract/resources.ts'
import { useFeature } from '../lib/analysis.ts'
import { formatNumber } from '../lib/format.ts'
import { t } from '../texts/asset.ts'
import { CopyButton, copyLine } from './CopyButton.tsx'
import { type MetadataRow, planMetadataGroups, planMetadataRows } from './metadata-rows.ts'
import { PanelSection } from './PanelSection.tsx'
import styles from './sections.module.css'

/** What is known of the file; each value can be copied. */
export function MetadataSection({ asset }: { asset: AssetAttributes }) {
  const faces = useFeature('faces')
  return (
    <PanelSection title={t.metadata} name="metadata">
      <Rows rows={planMetadataRows(asset, faces, new Date())} />
      {planMetadataGroups(asset.metadata).map(({ title, rows }) => (
        <details key={title} className={styles.more}>
          <summary>
            <ChevronRight size={14} aria-hidden />
            {t.allOf(title)} <span className="t3">{formatNumber(rows.length)}</span>
          </summary>
          <Rows rows={rows} />
        </details>
      ))}
    </PanelSection>
  )
}

function Rows({ rows }: { rows: MetadataRow[] }) {
  return (
    <dl className={styles.list}>
      {rows.map(({ label, value, aside, exact }) => (
        <div key={label} style={{ display: 'contents' }}>
          <dt>{label}</dt>
          <dd className={copyLine} title={exact}>
            <bdi dir={label === t.rows.fileName ? 'ltr' : undefined}>{value}</bdi>{' '}
            {aside && <bdi className="t3">{aside}</bdi>}
            <CopyButton label={t.copyValue(label)} value={exact ?? value} />
          </dd>
        </div>
      ))}
    </dl>
  )
}
