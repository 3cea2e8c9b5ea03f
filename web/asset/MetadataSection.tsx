import type { AssetAttributes } from '../../contract/resources.ts'
import { useFeature } from '../lib/analysis.ts'
import { type MetadataRow, planMetadataGroups, planMetadataRows } from './metadata-rows.ts'
import { PanelSection } from './PanelSection.tsx'
import styles from './sections.module.css'

export function MetadataSection({ asset }: { asset: AssetAttributes }) {
  const faces = useFeature('faces')
  return (
    <PanelSection title="Metadata">
      <Rows rows={planMetadataRows(asset, faces)} />
      {planMetadataGroups(asset.metadata).map(({ title, rows }) => (
        <details key={title} className={styles.more}>
          <summary>
            All {title} <span className="t3">{rows.length}</span>
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
      {rows.map(({ label, value, aside }) => (
        <div key={label} style={{ display: 'contents' }}>
          <dt>{label}</dt>
          <dd>
            {value} {aside && <span className="t3">{aside}</span>}
          </dd>
        </div>
      ))}
    </dl>
  )
}
