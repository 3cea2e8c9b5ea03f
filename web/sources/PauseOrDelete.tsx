import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { describeFailure } from '../lib/failure-text.ts'
import type { Source } from '../lib/sources.ts'
import { t } from '../texts/sources.ts'
import { Button } from '../ui/Button.tsx'
import { Card } from '../ui/Page.tsx'
import { useToast } from '../ui/Toast.tsx'
import { DeleteSource } from './DeleteSource.tsx'
import { changeSource } from './source-calls.ts'
import styles from './sources.module.css'

/** Stopping a source for a while, or for good. Neither touches a file of the origin. */
export function PauseOrDelete({ source }: { source: Source }) {
  const client = useQueryClient()
  const toast = useToast()
  const { enabled, indexing } = source.attributes
  const [isAsking, setAsking] = useState(false)
  const pausing = useMutation({
    mutationFn: () => changeSource(client, source.id, { enabled: !enabled }),
    onError: (failure) => toast({ text: t.notChanged(describeFailure(failure).text) }),
  })
  return (
    <div className={styles.apart}>
      <Card title={t.pauseOrDelete}>
        <div>
          <div className={styles.option}>
            <div>
              {enabled ? t.pauseThis : t.isPaused}
              <p>{t.pauseText}</p>
            </div>
            <Button busy={pausing.isPending} onClick={() => pausing.mutate()}>
              {enabled ? t.pause : t.resume}
            </Button>
          </div>
          <div className={styles.option}>
            <div>
              {t.deleteThis}
              <p>{t.deleteText(indexing.found)}</p>
            </div>
            <Button variant="quiet" className={styles.danger} onClick={() => setAsking(true)}>
              {t.deleteMenu}
            </Button>
          </div>
        </div>
      </Card>
      {isAsking && <DeleteSource source={source} onClose={() => setAsking(false)} />}
    </div>
  )
}
