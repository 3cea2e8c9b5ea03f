import { useState } from 'react'
import { PurgeDialog } from '../asset/PurgeDialog.tsx'
import type { Source } from '../lib/sources.ts'
import { useRights } from '../lib/use-rights.ts'
import { t as asset } from '../texts/asset.ts'
import { t } from '../texts/sources.ts'
import { Button } from '../ui/Button.tsx'
import { Card } from '../ui/Page.tsx'
import styles from './sources.module.css'

/** Lets the renderings of a folder, or of all of the source, be made anew. */
export function PurgeCard({ source }: { source: Source }) {
  const { mayPurge } = useRights()
  const [isAsking, setAsking] = useState(false)
  if (!mayPurge) return null
  return (
    <div className={styles.apart}>
      <Card title={t.renderings}>
        <div className={styles.option}>
          <div>
            {asset.purgeTitle}
            <p>{t.renderingsText}</p>
          </div>
          <Button onClick={() => setAsking(true)}>{asset.purgeMenu}</Button>
        </div>
      </Card>
      {isAsking && (
        <PurgeDialog
          sourceId={source.id}
          sourceName={source.attributes.name}
          folder={null}
          onClose={() => setAsking(false)}
        />
      )}
    </div>
  )
}
