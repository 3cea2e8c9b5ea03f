import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { describeFailure } from '../lib/failure-text.ts'
import { isolate } from '../lib/format.ts'
import type { Source } from '../lib/sources.ts'
import { common } from '../texts/common.ts'
import { t } from '../texts/sources.ts'
import { Banner } from '../ui/Banner.tsx'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { FormField } from '../ui/FormField.tsx'
import { Card } from '../ui/Page.tsx'
import { Rich } from '../ui/Rich.tsx'
import { useToast } from '../ui/Toast.tsx'
import { changeSource, deleteSource } from './source-calls.ts'
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
      {isAsking && <DeleteDialog source={source} onClose={() => setAsking(false)} />}
    </div>
  )
}

function DeleteDialog({ source, onClose }: { source: Source; onClose: () => void }) {
  const client = useQueryClient()
  const navigate = useNavigate()
  const toast = useToast()
  const [typed, setTyped] = useState('')
  const { name, indexing } = source.attributes
  const deletion = useMutation({
    mutationFn: () => deleteSource(client, source.id, typed),
    onSuccess: () => {
      toast({ text: t.deleted(isolate(name)) })
      navigate('/settings/sources')
    },
  })
  return (
    <Dialog label={t.deleteName(name)} onClose={onClose}>
      <form
        className={styles.dialog}
        onSubmit={(event) => {
          event.preventDefault()
          deletion.mutate()
        }}
      >
        <div>
          <h2>
            <Rich text={t.deleteQuestion} parts={{ name: <bdi>{name}</bdi> }} />
          </h2>
          <p className="t2">{t.deleteLoses(indexing.found)}</p>
        </div>
        {deletion.error && (
          <Banner tone="danger" title={t.nothingDeleted}>
            {describeFailure(deletion.error).text}
          </Banner>
        )}
        <FormField
          label={t.typeToBeSure(isolate(name))}
          value={typed}
          autoComplete="off"
          spellCheck={false}
          dir="auto"
          data-autofocus
          onChange={(event) => setTyped(event.target.value)}
        />
        <div className={styles.dialogEnd}>
          <Button variant="quiet" onClick={onClose}>
            {common.cancel}
          </Button>
          <Button
            type="submit"
            className={styles.delete}
            busy={deletion.isPending}
            disabled={typed !== name || deletion.isPending}
          >
            {t.deleteSource}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
